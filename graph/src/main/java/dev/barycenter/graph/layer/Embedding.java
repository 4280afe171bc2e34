package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of vectors, one for each whole number: {@code y = embeddings[x]}.
 *
 * <p>Shapes, batch axis excluded:
 *
 * <ul>
 *   <li>input {@code x}: {@code (...)}, whole numbers from 0 to {@code inputDim - 1}, of any
 *       element type; others end the run with an {@link IndexOutOfBoundsException} that names them
 *   <li>{@code embeddings}: {@code (inputDim, outputDim)}
 *   <li>output {@code y}: {@code (..., outputDim)}
 * </ul>
 *
 * @param inputDim the number of rows: the largest number that may occur plus 1
 * @param outputDim the length of each vector
 * @param maskZero whether 0 stands for padding, which later layers then pass over
 */
public record Embedding(
    int inputDim,
    int outputDim,
    @Default("uniform") Initializer embeddingsInitializer,
    @Default("null") @Nullable Regularizer embeddingsRegularizer,
    @Default("null") @Nullable Regularizer activityRegularizer,
    @Default("null") @Nullable Constraint embeddingsConstraint,
    @Default("false") boolean maskZero)
    implements Layer {

  /** Checks the arguments. */
  public Embedding {
    Check.positive("input_dim", inputDim);
    Check.positive("output_dim", outputDim);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Check.one("Embedding", inputs).plus(outputDim);
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    return List.of(
        WeightSpec.trainable(
            "embeddings",
            Shape.of(inputDim, outputDim),
            embeddingsInitializer,
            embeddingsRegularizer,
            embeddingsConstraint));
  }

  @Override
  public Value call(LayerCall call) {
    return call.ops().gather(call.weight("embeddings"), call.input());
  }

  @Override
  public @Nullable Value outputMask(LayerCall call) {
    if (!maskZero) {
      return null;
    }
    Value numbers = call.ops().cast(call.input(), call.ops().trace().type());
    return call.ops().notEqual(numbers, call.ops().constant(0));
  }
}
