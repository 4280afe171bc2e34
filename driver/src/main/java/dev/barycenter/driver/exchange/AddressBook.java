package dev.barycenter.driver.exchange;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which executors listen where.
 *
 * @param texts the text of a peer's address by Spark's name of its executor
 */
public record AddressBook(SortedMap<String, String> texts) implements Serializable {

  /** Nothing is known. */
  public static final AddressBook EMPTY = new AddressBook(new TreeMap<>());

  public AddressBook {
    texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
  }

  static AddressBook of(List<String> executors, List<PeerAddress> addresses) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (int task = 0; task < executors.size(); task++) {
      texts.put(executors.get(task), addresses.get(task).text());
    }
    return new AddressBook(texts);
  }

  /** Returns what both know; {@code newer} wins. */
  public AddressBook with(AddressBook newer) {
    SortedMap<String, String> all = new TreeMap<>(texts);
    all.putAll(newer.texts);
    return new AddressBook(all);
  }

  boolean knows(List<String> executors) {
    return texts.keySet().containsAll(executors);
  }

  List<PeerAddress> addresses(List<String> executors) {
    Map<String, String> known = texts;
    return executors.stream()
        .map(executor -> PeerAddress.parse(known.getOrDefault(executor, "")))
        .toList();
  }
}
