package dev.barycenter.jobs.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/**
 * What the step of one model was measured to take.
 *
 * @param weights the number of weights, statistics of normalizations included
 * @param flops the floating-point operations of a step
 * @param timings the time of a step by contender
 * @param replicas how many trained at once where that was measured too
 * @param memory the memory by contender, at the end
 */
public record StepResult(
    BenchModel model,
    long weights,
    double flops,
    Map<String, Timing> timings,
    int replicas,
    Map<String, Memory> memory) {
  /** The head of the table that {@link #row} writes a line of. */
  public static final String HEAD =
      "%-12s %5s %11s %9s %8s %7s %8s %9s %9s %9s %10s %8s %8s %8s"
          .formatted(
              "model",
              "batch",
              "weights",
              "ms/step",
              "best",
              "spread",
              "GFLOP/s",
              "resident",
              "off-heap",
              "heap/step",
              "stock ms",
              "stock/x",
              "peer ms",
              "x/peer");

  private Timing own() {
    Timing own = timings.get(StepBench.OWN);
    if (own == null) {
      throw new IllegalStateException("Nothing was measured without it.");
    }
    return own;
  }

  /** Returns the operations per second, in thousands of millions. */
  public double gigaflops() {
    return flops / own().median() / 1e9;
  }

  /** Returns the line of a table. */
  public String row() {
    Memory held = memory.getOrDefault(StepBench.OWN, Memory.UNKNOWN);
    Timing stock = timings.get(StepBench.STOCK);
    Timing peer = timings.get(StepBench.PEER);
    String row =
        String.format(
            Locale.ROOT,
            "%-12s %5d %,11d %9.3f %8.3f %6.1f%% %8.1f %6d MB %6d MB %6.1f kB %10s %8s %8s %8s",
            model.label(),
            model.batch(),
            weights,
            own().median() * 1e3,
            own().best() * 1e3,
            own().spread() * 100,
            gigaflops(),
            held.resident() >> 20,
            held.offHeap() >> 20,
            held.garbage() / 1e3,
            number(stock == null ? Double.NaN : stock.median() * 1e3),
            number(stock == null ? Double.NaN : stock.over(own())),
            number(peer == null ? Double.NaN : peer.median() * 1e3),
            number(peer == null ? Double.NaN : own().over(peer)));
    Timing concurrent = timings.get(StepBench.CONCURRENT);
    Timing rounded = timings.get(StepBench.BFLOAT16);
    return row
        + (concurrent == null ? "" : concurrency(concurrent))
        + (rounded == null ? "" : speedUp(rounded));
  }

  private String concurrency(Timing concurrent) {
    return String.format(
        Locale.ROOT, "  %d at once: x%.2f of one", replicas, replicas / concurrent.over(own()));
  }

  private String speedUp(Timing rounded) {
    return String.format(
        Locale.ROOT,
        "  bfloat16: %.3f ms, x%.2f as fast",
        rounded.median() * 1e3,
        1 / rounded.over(own()));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }

  /** Returns all numbers: seconds, bytes, and operations. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("model", model.label());
    json.put("batch", model.batch());
    json.put("weights", weights);
    json.put("flops", flops);
    timings.forEach(
        (name, timing) -> {
          ObjectNode node = json.putObject(name);
          node.put("seconds", timing.median());
          node.put("best", timing.best());
          node.put("spread", timing.spread());
          timing.rounds().forEach(node.putArray("rounds")::add);
          node.put("over_" + StepBench.OWN, timing.over(own()));
          Memory held = memory.get(name);
          if (held != null) {
            node.put("resident", held.resident()).put("off_heap", held.offHeap());
            node.put("heap_per_step", held.garbage());
          }
        });
    return json;
  }
}
