package dev.barycenter.driver.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.apache.spark.storage.BroadcastBlockId;

/**
 * The bytes of broadcasts that executors have fetched. An executor reports each piece of a
 * broadcast that it has taken over the wire, from the driver or from another executor.
 */
final class BroadcastBytes extends SparkListener {

  private final TreeMap<String, TreeMap<Long, Long>> fetched = new TreeMap<>();

  @Override
  public synchronized void onBlockUpdated(SparkListenerBlockUpdated update) {
    BlockUpdatedInfo block = update.blockUpdatedInfo();
    String executor = block.blockManagerId().executorId();
    if (block.blockId() instanceof BroadcastBlockId piece
        && piece.field().startsWith("piece")
        && block.storageLevel().isValid()
        && !executor.equals("driver")) {
      fetched
          .computeIfAbsent(executor, unused -> new TreeMap<>())
          .merge(piece.broadcastId(), block.memSize() + block.diskSize(), Long::sum);
    }
  }

  /** Returns, for each executor, the bytes of each broadcast that it has fetched. */
  synchronized List<List<Long>> byExecutor() {
    return fetched.values().stream().<List<Long>>map(all -> new ArrayList<>(all.values())).toList();
  }
}
