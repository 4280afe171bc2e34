package dev.barycenter.jobs.bench;

import com.sun.management.ThreadMXBean;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.ops.ComputeType;
import dev.barycenter.jobs.bench.stock.StockModels;
import dev.barycenter.worker.data.Shard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The other end of a {@link ForkedContender}: takes steps when a line asks for them.
 *
 * <p>A line {@code steps threads} is answered by {@code step: nanoseconds resident offHeap heap};
 * the process ends with its input.
 */
public final class StepProcess {
  /** What an answer begins with; all else on standard output is somebody's log. */
  static final String MARK = "step: ";

  /** More examples than a cache holds, as in training. */
  private static final int MINIBATCHES = 8;

  private StepProcess() {}

  /** Takes steps of the model named first, by the contender named second. */
  public static void main(String[] arguments) throws IOException, ExecutionException {
    BenchModel model = BenchModel.of(arguments[0]);
    Side side = Side.valueOf(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      serve(training(model, side, threads), pool, out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pool.shutdownNow();
    }
    System.exit(0);
  }

  private static List<Steps> training(BenchModel benchModel, Side side, int threads) {
    List<Steps> training = new ArrayList<>();
    Model model = benchModel.build();
    int batch = benchModel.batch();
    Shard shard = RandomExamples.shard(model, MINIBATCHES * batch);
    for (int i = 0; i < threads; i++) {
      if (side == Side.STOCK) {
        training.add(StockModels.training(benchModel.label(), batch).orElseThrow()::run);
      } else {
        ComputeType type = side == Side.BFLOAT16 ? ComputeType.BFLOAT16 : ComputeType.FLOAT32;
        training.add(new ReplicaSteps(model, type, shard, batch));
      }
    }
    return training;
  }

  private static void serve(List<Steps> training, ExecutorService pool, PrintStream out)
      throws IOException, InterruptedException, ExecutionException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    out.println(MARK + "ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      int threads = Integer.parseInt(words[1]);
      int steps = Integer.parseInt(words[0]);
      Taken taken = run(training.subList(0, threads), steps, pool);
      Memory memory = Memory.now(taken.allocated / steps / threads);
      out.println(
          "%s%d %d %d %d"
              .formatted(MARK, taken.nanos, memory.resident(), memory.offHeap(), memory.garbage()));
    }
  }

  /** What all steps took: the time, and the bytes of heap that their threads allocated. */
  private record Taken(long nanos, long allocated) {}

  private static Taken run(List<Steps> training, int steps, ExecutorService pool)
      throws InterruptedException, ExecutionException {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Long>> running = new ArrayList<>();
    for (Steps one : training) {
      running.add(
          pool.submit(
              () -> {
                start.await();
                long before = allocated();
                for (int i = 0; i < steps; i++) {
                  one.step();
                }
                return allocated() - before;
              }));
    }
    long from = System.nanoTime();
    start.countDown();
    long bytes = 0;
    for (Future<Long> one : running) {
      bytes += one.get();
    }
    return new Taken(System.nanoTime() - from, bytes);
  }

  /** Returns what this thread has allocated so far; 0 where the JVM does not tell. */
  private static long allocated() {
    return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
        ? threads.getThreadAllocatedBytes(Thread.currentThread().getId())
        : 0;
  }
}
