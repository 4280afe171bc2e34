package dev.barycenter.graph.summary;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.SubModel;
import dev.barycenter.graph.layer.WeightSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Keras's table of a model: layers, output shapes, weights and connections, and the totals. */
public final class Summary {
  private static final List<String> STRAIGHT = List.of("Layer (type)", "Output Shape", "Param #");
  private static final List<String> BRANCHED =
      List.of("Layer (type)", "Output Shape", "Param #", "Connected to");

  private final Model model;
  private final Map<String, WeightSpec> weights;

  private Summary(Model model) {
    this.model = model;
    weights = model.weights();
  }

  /**
   * Returns the table of a model.
   *
   * <p>A layer that is called several times shows its weights once. The totals count every number
   * that a weight holds; those of frozen layers and running statistics are not trainable.
   */
  public static String of(Model model) {
    return new Summary(model).text();
  }

  private String text() {
    List<String> header = model.isStraightLine() ? STRAIGHT : BRANCHED;
    return "Model: \"%s\"%n%s%n%s".formatted(model.name(), new Table(header, rows()), totals());
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      rows.add(List.of(input.name() + " (Input)", input.shape().withBatch(), "0", "-"));
    }
    Set<String> counted = new HashSet<>();
    for (Model.Call call : model.calls()) {
      rows.add(row(call, counted.add(call.layer())));
    }
    return rows;
  }

  private List<String> row(Model.Call call, boolean first) {
    Model.Named named = model.layer(call.layer());
    String type =
        named.layer() instanceof SubModel ? "Model" : named.layer().getClass().getSimpleName();
    String name = first ? call.name() : "%s = %s".formatted(call.name(), call.layer());
    String params = first ? "%,d".formatted(size(call.layer() + "/")) : "shared";
    String frozen = named.trainable() || size(call.layer() + "/") == 0 ? "" : ", frozen";
    return List.of(
        "%s (%s%s)".formatted(name, type, frozen),
        model.shape(Model.Ref.to(call.name())).withBatch(),
        params,
        call.inputs().stream().map(Model.Ref::toString).collect(Collectors.joining(", ")));
  }

  private long size(String prefix) {
    return weights.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .mapToLong(entry -> entry.getValue().shape().size())
        .sum();
  }

  private String totals() {
    long total = size("");
    Set<String> moving = new HashSet<>(model.trainableWeights());
    long trainable =
        weights.entrySet().stream()
            .filter(entry -> moving.contains(entry.getKey()))
            .mapToLong(entry -> entry.getValue().shape().size())
            .sum();
    return " Total params: %s%n Trainable params: %s%n Non-trainable params: %s"
        .formatted(counted(total), counted(trainable), counted(total - trainable));
  }

  private static String counted(long numbers) {
    double bytes = numbers * (double) Float.BYTES;
    String unit = "B";
    for (String larger : List.of("KB", "MB", "GB")) {
      if (bytes >= 1024) {
        bytes /= 1024;
        unit = larger;
      }
    }
    return "%,d (%.2f %s)".formatted(numbers, bytes, unit);
  }
}
