package dev.barycenter.driver.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts TCP connections between two processes of this machine, which needs root. */
public final class Connections {

  private static final Pattern ROW =
      Pattern.compile(":(\\d+)\\s+\\S+:(\\d+)\\s+users:.*pid=(\\d+),");

  private Connections() {}

  private record Ports(int local, int remote) {}

  /** Cuts all connections between two processes; returns how many. */
  public static int cut(ProcessHandle one, ProcessHandle other) {
    Set<Ports> ofOne = new HashSet<>();
    Set<Ports> ofOther = new HashSet<>();
    for (String row : ss("-Htnp", "state", "established").lines().toList()) {
      Matcher matcher = ROW.matcher(row);
      if (matcher.find()) {
        int local = Integer.parseInt(matcher.group(1));
        int remote = Integer.parseInt(matcher.group(2));
        long pid = Long.parseLong(matcher.group(3));
        if (pid == one.pid()) {
          ofOne.add(new Ports(local, remote));
        } else if (pid == other.pid()) {
          ofOther.add(new Ports(remote, local));
        }
      }
    }
    ofOne.retainAll(ofOther);
    int cut = 0;
    for (Ports ports : ofOne) {
      String killed =
          ss("-HKtn", "sport", "=", ":" + ports.local(), "and", "dport", "=", ":" + ports.remote());
      cut += killed.isBlank() ? 0 : 1;
    }
    return cut;
  }

  private static String ss(String... arguments) {
    try {
      List<String> command = new java.util.ArrayList<>(List.of("ss"));
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
