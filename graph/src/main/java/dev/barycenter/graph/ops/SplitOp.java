package dev.barycenter.graph.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * All pieces of an array along one axis, in order.
 *
 * <p>Pieces along the first axis are views and cost nothing. The gradient joins the gradients of
 * the pieces, so a loop over the pieces of a sequence costs time linear in its length.
 */
final class SplitOp extends Op {
  private final int axis;
  private final long[] lengths;
  private final List<Primitive> cuts = new ArrayList<>();
  private final List<INDArray> from = new ArrayList<>();
  private final List<INDArray> to = new ArrayList<>();

  SplitOp(Value x, int axis, long... lengths) {
    super(List.of(x), pieces(x, axis, lengths));
    this.axis = axis;
    this.lengths = lengths.clone();
  }

  private static List<Value> pieces(Value x, int axis, long... lengths) {
    if (Arrays.stream(lengths).anyMatch(length -> length < 1)
        || Arrays.stream(lengths).sum() != x.dim(axis)) {
      throw new IllegalArgumentException(
          "Cannot split axis %d of shape %s into pieces of lengths %s."
              .formatted(axis, x, Arrays.toString(lengths)));
    }
    List<Value> pieces = new ArrayList<>();
    for (long length : lengths) {
      long[] shape = x.shape();
      shape[axis] = length;
      pieces.add(new Value(x.type(), shape));
    }
    return pieces;
  }

  @Override
  void bind() {
    long start = 0;
    for (int i = 0; i < lengths.length; i++) {
      Value piece = outputs().get(i);
      INDArray view = view(start, lengths[i], piece.shape());
      if (axis == 0 && !piece.isBound()) {
        piece.bind(view);
      } else {
        copyInto(piece, view, start);
      }
      start += lengths[i];
    }
  }

  private void copyInto(Value piece, INDArray view, long start) {
    if (!piece.isBound()) {
      piece.bind(Nd4j.create(piece.type(), piece.shape(), 'c'));
    }
    if (OneDnn.holds(piece)) {
      cuts.add(Copying.cut(input(0).array(), axis, start, piece.array()));
    } else {
      from.add(view);
      to.add(piece.array());
    }
  }

  private INDArray view(long start, long length, long[] shape) {
    INDArrayIndex[] indices = new INDArrayIndex[shape.length];
    Arrays.fill(indices, NDArrayIndex.all());
    indices[axis] = NDArrayIndex.interval(start, start + length);
    INDArray view = input(0).array().get(indices);
    return Arrays.equals(view.shape(), shape) ? view : view.reshape(shape);
  }

  @Override
  boolean isAlias() {
    return axis == 0;
  }

  @Override
  void lend(Pointer working) {
    cuts.forEach(cut -> cut.lend(working));
  }

  @Override
  long scratchBytes() {
    return cuts.stream().mapToLong(Primitive::scratchBytes).max().orElse(0);
  }

  @Override
  void run() {
    cuts.forEach(primitive -> primitive.run(this));
    for (int i = 0; i < from.size(); i++) {
      to.get(i).assign(from.get(i));
    }
  }

  @Override
  List<@Nullable Value> gradients(Ops ops, List<@Nullable Value> gradients, boolean[] wanted) {
    List<Value> pieces = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      Value gradient = gradients.get(i);
      pieces.add(gradient == null ? ops.zerosLike(outputs().get(i)) : gradient);
    }
    return Collections.singletonList(ops.concatenate(pieces, axis));
  }
}
