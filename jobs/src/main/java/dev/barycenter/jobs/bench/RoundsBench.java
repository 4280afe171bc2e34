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
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** Measures what rounds cost and what they leave of the throughput. */
public final class RoundsBench {

  private static final int MADE_IMAGES = 25_600;

  private final Settings settings;
  private final PrintStream out;

  /**
   * What to measure, and where.
   *
   * @param masters where
   * @param weights model sizes
   * @param replicas numbers of replicas
   * @param optimizerStates what becomes of the optimizer's state
   * @param wires how deltas cross the wire
   * @param warmUp segments that nobody measures, on each master; half of them for the table of
   *     efficiency
   * @param repeats how often everything is measured
   * @param localSteps per round in the table of efficiency; empty for no such table
   * @param data a folder with IDX files; null for made images
   * @param peer a command that measures another program beside the replicas; null for none
   */
  public record Settings(
      List<String> masters,
      List<Integer> weights,
      List<Integer> replicas,
      List<OptimizerStatePolicy> optimizerStates,
      List<WireFormat> wires,
      int warmUp,
      int repeats,
      List<Integer> localSteps,
      @Nullable Path data,
      @Nullable String peer) {}

  /** All figures, as {@code --json} writes them. */
  private record Figures(List<RoundCost> rounds, List<Efficiency> efficiency) {}

  /** Prepares measurements, whose tables are printed to {@code out}. */
  public RoundsBench(Settings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Measures and prints; writes {@code json} too unless it is null. */
  public void run(@Nullable Path json) throws IOException {
    List<RoundCost> costs = new ArrayList<>();
    List<Efficiency> efficiencies = new ArrayList<>();
    Images images =
        settings.localSteps.isEmpty()
            ? Images.made(0)
            : Images.training(settings.data, MADE_IMAGES);
    for (String master : settings.masters) {
      try (JavaSparkContext spark = Cluster.open(master)) {
        costs.addAll(costs(spark));
        efficiencies.addAll(efficiencies(spark, images));
      }
    }
    Forecast.print(costs, out);
    if (json != null) {
      new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValue(json.toFile(), new Figures(costs, efficiencies));
    }
  }

  private List<RoundCost> costs(JavaSparkContext spark) {
    List<RoundCost> costs = new ArrayList<>();
    if (settings.weights.isEmpty()) {
      return costs;
    }
    out.printf(
        "%nWhat averaging costs on %s, in milliseconds: medians (and the least)%n", spark.master());
    out.println(
        "   weights replicas optimizer wire          one averaging      exchange  segment start+end    plain round  sent MB  driver MB: segment, plain  peak MB: driver, executor");
    RoundMeasurement.warmUp(spark, settings.warmUp);
    for (int size : settings.weights) {
      for (int count : settings.replicas) {
        for (OptimizerStatePolicy optimizer : settings.optimizerStates) {
          for (WireFormat wire : settings.wires) {
            RoundCase what = new RoundCase(size, count, optimizer, wire);
            RoundCost cost = RoundMeasurement.measure(spark, what, settings.repeats);
            out.println(row(cost));
            costs.add(cost);
          }
        }
      }
    }
    return costs;
  }

  private static String row(RoundCost cost) {
    return "%,10d %8d %-9s %-8s %18s %13.2f %18s %14s %8.2f %18.2f %6.2f %17.0f %8.0f"
        .formatted(
            cost.of().weights(),
            cost.of().replicas(),
            lower(cost.of().optimizerState()),
            lower(cost.of().wire()),
            "%.2f (%.2f)".formatted(cost.round().median(), cost.round().least()),
            cost.exchange().median(),
            "%.0f (%.0f)".formatted(cost.segment().median(), cost.segment().least()),
            "%.0f (%.0f)".formatted(cost.plainRound().median(), cost.plainRound().least()),
            cost.sentBytes() / 1e6,
            cost.driverBytes() / 1e6,
            cost.plainBytes() / 1e6,
            cost.peak().driver() / 1e6,
            cost.peak().executor() / 1e6);
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private List<Efficiency> efficiencies(JavaSparkContext spark, Images images) {
    List<Efficiency> measured = new ArrayList<>();
    if (settings.localSteps.isEmpty()) {
      return measured;
    }
    out.printf(
        "%nTwo replicas of the MLP (235,146 weights, Adam, batch 64) on %s, examples per second%n",
        spark.master());
    out.println(
        "local steps optimizer wire      one plain loop  two at once  two replicas  of twice one  of two at once  a round in ms: steps  exchange    sums%s"
            .formatted(settings.peer == null ? "" : "        peer  times the peer"));
    for (OptimizerStatePolicy policy : settings.optimizerStates) {
      for (WireFormat wire : settings.wires) {
        Averaging averaging = new Averaging(OuterStep.mean(), policy, wire);
        Efficiency.Settings how =
            new Efficiency.Settings(
                images, settings.localSteps, settings.warmUp / 2, settings.repeats, settings.peer);
        for (Efficiency e : Efficiency.measure(spark, how, averaging)) {
          out.println(row(e));
          measured.add(e);
        }
      }
    }
    return measured;
  }

  private static String row(Efficiency e) {
    String peer =
        e.peer() == 0 ? "" : " %,11.0f %15.1f".formatted(e.peer(), e.replicas() / e.peer());
    return "%11d %-9s %-8s %,15.0f %,12.0f %,13.0f %13.3f %15.3f %21.2f %9.2f %7.2f%s"
        .formatted(
            e.localSteps(),
            lower(e.optimizerState()),
            lower(e.wire()),
            e.plain(),
            e.twoPlain(),
            e.replicas(),
            e.efficiency(),
            e.ofTwoPlain(),
            e.round().compute() * 1e3,
            e.round().exchange() * 1e3,
            (e.round().load() + e.round().reduce() + e.round().outer()) * 1e3,
            peer);
  }
}
