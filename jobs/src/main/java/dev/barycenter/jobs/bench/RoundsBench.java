package dev.barycenter.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.OptimizerStatePolicy;
import dev.barycenter.worker.averaging.OuterStep;
import dev.barycenter.worker.averaging.WireFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The tables of {@code bench rounds}: what rounds cost, what they leave of the throughput, and what
 * more executors may be expected to cost.
 *
 * @param masters where to measure
 * @param weights model sizes
 * @param replicas numbers of replicas
 * @param wires how deltas cross the wire
 * @param localSteps per round in the table of efficiency; empty for no such table
 * @param data a folder with IDX files; null for made images
 */
public record RoundsBench(
    List<String> masters,
    List<Integer> weights,
    List<Integer> replicas,
    List<WireFormat> wires,
    List<Integer> localSteps,
    @Nullable Path data) {

  private static final int MADE_IMAGES = 25_600;
  private static final List<Integer> FORECAST = List.of(4, 8, 16, 32);
  private static final double BYTES_PER_SECOND = 1.25e9;
  private static final double LATENCY_MILLIS = 0.1;

  /** All figures, as {@code --json} writes them. */
  private record Figures(List<RoundCost> rounds, List<Efficiency> efficiency) {}

  /** Measures and prints; writes {@code json} too unless it is null. */
  public void run(PrintStream out, @Nullable Path json) throws IOException {
    List<RoundCost> costs = new ArrayList<>();
    List<Efficiency> efficiencies = new ArrayList<>();
    Images images = localSteps.isEmpty() ? Images.made(0) : Images.training(data, MADE_IMAGES);
    for (String master : masters) {
      try (JavaSparkContext spark = Cluster.open(master)) {
        costs.addAll(costs(spark, out));
        efficiencies.addAll(efficiencies(spark, images, out));
      }
    }
    forecast(costs, out);
    if (json != null) {
      new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValue(json.toFile(), new Figures(costs, efficiencies));
    }
  }

  private List<RoundCost> costs(JavaSparkContext spark, PrintStream out) {
    out.printf("%nOne averaging on %s, milliseconds (medians)%n", spark.master());
    out.println(
        "   weights  replicas  wire       averaging  exchange   segment start+end  plain round   sent MB  driver MB/segment");
    List<RoundCost> costs = new ArrayList<>();
    for (int size : weights) {
      for (int count : replicas) {
        for (WireFormat wire : wires) {
          RoundCost cost = RoundCost.measure(spark, size, count, wire);
          out.printf(
              "%,10d  %8d  %-9s %10.2f %9.2f %19.0f %12.0f %9.2f %18.2f%n",
              size,
              count,
              wire.name().toLowerCase(java.util.Locale.ROOT),
              cost.round(),
              cost.exchange(),
              cost.segment(),
              cost.plainRound(),
              cost.sentBytes() / 1e6,
              cost.driverBytes() / 1e6);
          costs.add(cost);
        }
      }
    }
    return costs;
  }

  private List<Efficiency> efficiencies(JavaSparkContext spark, Images images, PrintStream out) {
    List<Efficiency> measured = new ArrayList<>();
    if (localSteps.isEmpty()) {
      return measured;
    }
    out.printf(
        "%nTwo replicas of the MLP (235,146 weights, Adam, batch 64) on %s, examples per second%n",
        spark.master());
    out.println(
        "local steps  optimizer state  one plain loop  two at once  two replicas  efficiency");
    for (OptimizerStatePolicy policy :
        List.of(OptimizerStatePolicy.AVERAGE, OptimizerStatePolicy.KEEP)) {
      Averaging averaging = new Averaging(OuterStep.mean(), policy, WireFormat.FLOAT32);
      for (Efficiency e : Efficiency.measure(spark, images, localSteps, averaging)) {
        out.printf(
            "%11d  %-15s %,15.0f %,12.0f %,13.0f %11.3f%n",
            e.localSteps(),
            policy.name().toLowerCase(java.util.Locale.ROOT),
            e.plain(),
            e.twoPlain(),
            e.replicas(),
            e.efficiency());
        measured.add(e);
      }
    }
    return measured;
  }

  private static void forecast(List<RoundCost> costs, PrintStream out) {
    List<RoundCost> measured =
        costs.stream().filter(c -> c.replicas() == 2 && !c.master().startsWith("local[")).toList();
    if (measured.isEmpty()) {
      return;
    }
    out.printf(
        "%nForecast of one averaging in milliseconds, one replica on each of T executors%n"
            + "(a model, not measured: summing as above + 2 (T-1)/T of the model's bytes at 10 Gbit/s + %.1f ms a message)%n",
        LATENCY_MILLIS);
    out.print("   weights  wire     ");
    FORECAST.forEach(executors -> out.printf("%9s", "T=" + executors));
    out.println();
    for (RoundCost cost : measured) {
      out.printf(
          "%,10d  %-9s", cost.weights(), cost.wire().name().toLowerCase(java.util.Locale.ROOT));
      FORECAST.forEach(
          executors ->
              out.printf("%9.1f", cost.forecast(executors, BYTES_PER_SECOND, LATENCY_MILLIS)));
      out.println();
    }
  }
}
