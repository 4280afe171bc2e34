package dev.barycenter.graph.layer;

import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.ops.Value;
import java.util.List;

/**
 * Encodes whole numbers that name categories.
 *
 * @param numTokens the number of categories; the numbers are from 0 to one less
 * @param outputMode how they are encoded; not as they are
 * @param sparse whether Keras makes sparse tensors, which are not supported
 */
public record CategoryEncoding(
    int numTokens, @Default("multi_hot") Encoding outputMode, @Default("false") boolean sparse)
    implements Layer {

  /** Checks the arguments. */
  public CategoryEncoding {
    Check.positive("num_tokens", numTokens);
    Check.refuse(
        outputMode == Encoding.INT,
        "'output_mode' is int: CategoryEncoding takes one_hot, multi_hot or count.");
    Check.refuse(sparse, "'sparse' is true: sparse tensors are not supported. Leave it out.");
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Check.one("CategoryEncoding", inputs);
    return outputMode.outputShape("CategoryEncoding", input, numTokens);
  }

  @Override
  public Value call(LayerCall call) {
    return outputMode.record(call.ops(), call.input(), numTokens);
  }
}
