package dev.barycenter.jobs.bench;

import dev.barycenter.graph.Model;
import dev.barycenter.jobs.bench.stock.StockModels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures the training step of a model beside other ways to take it.
 *
 * <p>Every contender warms up; then, round by round, each takes its steps in turn while the others
 * are quiet. Ratios are taken within a round, so that what slows the machine for a while cancels.
 */
public final class StepBench {
  /** The contender's name in reports. */
  static final String OWN = "barycenter";

  static final String CONCURRENT = "concurrent";
  static final String BFLOAT16 = "bfloat16";
  static final String STOCK = "stock";
  static final String PEER = "peer";

  private final Settings settings;

  /**
   * How to measure.
   *
   * @param rounds how many rounds are measured
   * @param seconds how long a contender's part of a round lasts, about, unless {@code steps} is set
   * @param warmUp the seconds of unmeasured steps of each contender
   * @param steps the steps of a contender's part of a round; 0 for what {@code seconds} takes
   * @param threads how many replicas train at once in one process, measured beside one alone
   * @param withBfloat16 whether products of bfloat16 are measured beside those of float32
   * @param withStock whether Deeplearning4j's own layers are measured too
   * @param peer a command that measures another program; null for none
   */
  public record Settings(
      int rounds,
      double seconds,
      double warmUp,
      int steps,
      int threads,
      boolean withBfloat16,
      boolean withStock,
      @Nullable String peer) {}

  /** Prepares measurements. */
  public StepBench(Settings settings) {
    this.settings = settings;
  }

  /** One contender's part of a round. */
  private record Part(String name, Contender contender, int threads, List<Double> times) {}

  /** Measures the step of one model. */
  public StepResult measure(BenchModel benchModel) {
    List<Part> parts = new ArrayList<>();
    List<Contender> started = new ArrayList<>();
    try {
      start(benchModel, parts, started);
      Map<Part, Integer> steps = new LinkedHashMap<>();
      int ownSteps = 1;
      for (Part part : parts) {
        int count = part.name.equals(PEER) ? ownSteps : warm(part);
        ownSteps = part.name.equals(OWN) ? count : ownSteps;
        steps.put(part, count);
      }
      for (int round = 0; round < settings.rounds; round++) {
        steps.forEach(
            (part, count) -> part.times.add(part.contender.round(count, part.threads) / count));
      }
      return result(benchModel, parts);
    } finally {
      started.forEach(Contender::close);
    }
  }

  private void start(BenchModel model, List<Part> parts, List<Contender> started) {
    Contender own = new ForkedContender(model, Side.BARYCENTER, settings.threads);
    started.add(own);
    parts.add(new Part(OWN, own, 1, new ArrayList<>()));
    if (settings.threads > 1) {
      parts.add(new Part(CONCURRENT, own, settings.threads, new ArrayList<>()));
    }
    if (settings.withBfloat16) {
      Contender rounded = new ForkedContender(model, Side.BFLOAT16, 1);
      started.add(rounded);
      parts.add(new Part(BFLOAT16, rounded, 1, new ArrayList<>()));
    }
    if (settings.withStock && StockModels.has(model.label())) {
      Contender stock = new ForkedContender(model, Side.STOCK, 1);
      started.add(stock);
      parts.add(new Part(STOCK, stock, 1, new ArrayList<>()));
    }
    if (settings.peer != null) {
      Contender peer = new CommandContender(settings.peer, model);
      parts.add(new Part(PEER, peer, 1, new ArrayList<>()));
    }
  }

  /** Takes steps until a contender is warm, and returns how many make its part of a round. */
  private int warm(Part part) {
    double taken = 0;
    double perStep = 0;
    int steps = 1;
    while (taken < settings.warmUp) {
      double seconds = part.contender.round(steps, part.threads);
      taken += seconds;
      perStep = seconds / steps;
      steps = Math.min(2 * steps, Math.max(1, (int) (settings.warmUp / 4 / perStep)));
    }
    return settings.steps > 0
        ? settings.steps
        : Math.max(1, (int) Math.round(settings.seconds / Math.max(perStep, 1e-6)));
  }

  private StepResult result(BenchModel benchModel, List<Part> parts) {
    Model model = benchModel.build();
    Map<String, Timing> timings = new LinkedHashMap<>();
    Map<String, Memory> memory = new LinkedHashMap<>();
    for (Part part : parts) {
      timings.put(part.name, new Timing(part.times));
      if (part.contender.memory().offHeap() > 0) {
        memory.put(part.name, part.contender.memory());
      }
    }
    long weights = model.weights().values().stream().mapToLong(w -> w.shape().size()).sum();
    return new StepResult(
        benchModel,
        weights,
        Arithmetic.flops(model, benchModel.batch()),
        timings,
        settings.threads,
        memory);
  }
}
