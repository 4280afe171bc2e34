package dev.barycenter.graph;

import dev.barycenter.graph.config.Problems;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A model whose parts do not fit together. */
public final class GraphException extends IllegalArgumentException {
  private final @Nullable String call;

  /** Creates an exception with a message that ends with the fix. */
  public GraphException(String message) {
    super(message);
    call = null;
  }

  private GraphException(String message, Throwable cause, String call) {
    super(message, cause);
    this.call = call;
  }

  /** Returns the name of the call that does not fit; nothing if no single one does not. */
  public Optional<String> call() {
    return Optional.ofNullable(call);
  }

  static GraphException duplicateName(String name) {
    return new GraphException(
        "The name '%s' is %s. Names are the keys of weights and tensors: give each its own."
            .formatted(name, name.isBlank() ? "empty" : "used twice"));
  }

  static GraphException unknownTensor(String reader, String missing, Collection<String> known) {
    return new GraphException(
        "'%s' reads '%s', which is not an input and not made before it. %s"
            .formatted(
                reader, missing, Problems.suggestion(missing, List.copyOf(new TreeSet<>(known)))));
  }

  static GraphException misfit(Model.Call call, IllegalArgumentException cause) {
    return new GraphException(
        "'%s' does not fit: %s".formatted(call.name(), cause.getMessage()), cause, call.name());
  }

  /** The walk back from an output reached an input that the caller did not list. */
  static GraphException disconnected(String missing, List<String> path, List<String> inputs) {
    return new GraphException(
        """
        Graph disconnected: output '%s' reads input '%s', which is not an input of this model.
          path:   %s
          inputs: %s
          fix:    pass '%s' to Model.of(inputs, outputs), or stop reading it in '%s'.\
        """
            .formatted(
                path.get(0),
                missing,
                String.join(" <- ", path),
                inputs,
                missing,
                path.get(path.size() - 2)));
  }
}
