package dev.barycenter.worker.network;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.layer.WeightSpec;
import dev.barycenter.graph.ops.ComputeType;
import dev.barycenter.graph.training.Objective;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.ParameterSlice;
import dev.barycenter.worker.ParameterSlice.Kind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that an executor needs to build its network.
 *
 * @param model the model
 * @param outputs what each output that has a loss is trained for, by name
 * @param optimizer what takes the local steps
 * @param compute the type of the numbers that products multiply
 */
public record NetworkPlan(
    Model model, Map<String, Objective> outputs, Optimizer optimizer, ComputeType compute)
    implements Serializable {
  /** Copies the map, its order kept, and demands a loss of each. */
  public NetworkPlan {
    outputs = new LinkedHashMap<>(outputs);
    outputs.forEach(
        (name, objective) -> {
          if (objective.loss() == null) {
            throw new IllegalArgumentException("Output '%s' has no loss.".formatted(name));
          }
        });
  }

  /** Creates the plan of a network that computes in float32. */
  public NetworkPlan(Model model, Map<String, Objective> outputs, Optimizer optimizer) {
    this(model, outputs, optimizer, ComputeType.FLOAT32);
  }

  /** Returns the plan of a network of another model that is trained and computes alike. */
  public NetworkPlan with(Model other) {
    return new NetworkPlan(other, outputs, optimizer, compute);
  }

  /** Returns the plan of a network of another model that computes alike and is not trained. */
  NetworkPlan untrained(Model other) {
    return new NetworkPlan(other, Map.of(), optimizer, compute);
  }

  /**
   * Compiles the model.
   *
   * @param seed of the starting weights
   */
  public Network compile(long seed) {
    Map<String, Network.WeightedLoss> losses = new LinkedHashMap<>();
    outputs.forEach(
        (name, output) ->
            losses.put(
                name,
                new Network.WeightedLoss(Objects.requireNonNull(output.loss()), output.weight())));
    return Network.compile(model, losses, seed, compute);
  }

  /** Returns the slices of a compiled network's flat vector. */
  static ParameterLayout layout(Network network) {
    Model model = network.model();
    Map<String, WeightSpec> specs = model.weights();
    List<String> paths = new ArrayList<>(network.weightPaths());
    paths.sort(Comparator.comparingLong(network::offset));
    List<ParameterSlice> slices = new ArrayList<>();
    for (String path : paths) {
      WeightSpec spec = specs.get(path);
      if (spec != null) {
        slices.add(slice(network, model, specs, path, spec));
      }
    }
    return new ParameterLayout(slices);
  }

  private static ParameterSlice slice(
      Network network, Model model, Map<String, WeightSpec> specs, String path, WeightSpec spec) {
    Kind kind = !model.isMoving(path) ? Kind.FROZEN : kind(spec.role());
    return new ParameterSlice(
        path,
        path.substring(0, path.lastIndexOf('/')),
        Math.toIntExact(network.offset(path)),
        Math.toIntExact(spec.shape().size()),
        kind,
        kind == Kind.VARIANCE ? meanOf(path, specs) : null);
  }

  private static Kind kind(WeightSpec.Role role) {
    return switch (role) {
      case TRAINABLE -> Kind.TRAINABLE;
      case MEAN -> Kind.MEAN;
      case VARIANCE -> Kind.VARIANCE;
      case CONSTANT -> Kind.FROZEN;
    };
  }

  /** Returns the running mean that stands right before a running variance. */
  private static @Nullable String meanOf(String variance, Map<String, WeightSpec> specs) {
    String mean = null;
    for (Map.Entry<String, WeightSpec> entry : specs.entrySet()) {
      if (entry.getKey().equals(variance)) {
        return mean;
      }
      mean = entry.getValue().role() == WeightSpec.Role.MEAN ? entry.getKey() : mean;
    }
    return mean;
  }
}
