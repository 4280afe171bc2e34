package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The time loop of one call of a recurrent layer.
 *
 * <p>Time comes first inside the loop, so that the steps of a sequence are views of it. Cells in a
 * row run one after the other through the whole sequence: a cell reads the steps of the cell before
 * it, and what it makes of a masked step is dropped, so the result is that of all cells at each
 * step.
 */
final class Recurrence {
  private final Recurrent layer;
  private final LayerCall call;
  private final Ops ops;
  private final StepMask mask;
  private final int length;

  /**
   * Prepares the loop.
   *
   * @param call finds the weights of the cell; its inputs are the sequence and the first states
   * @param mask 1 where a step counts, of shape {@code (batch, time)}; null if every step counts
   */
  Recurrence(Recurrent layer, LayerCall call, @Nullable Value mask) {
    this.layer = layer;
    this.call = call;
    this.mask = new StepMask(call.ops(), mask, call.input());
    ops = call.ops();
    length = (int) call.input().dim(1);
  }

  /** Records the loop and returns the output, followed by the last states if they are asked for. */
  List<Value> record() {
    List<Cell.Part> parts = layer.cell().parts();
    Value sequence = swapFirstAxes(call.input());
    List<Value> states = new ArrayList<>();
    Value last = sequence;
    for (int i = 0; i < parts.size(); i++) {
      boolean top = i == parts.size() - 1;
      Run run = new Run(parts.get(i), sequence, states.size(), i == 0, top);
      states.addAll(run.states);
      last = run.outputs.get(length - 1);
      if (!top || layer.returnSequences()) {
        sequence = stacked(run.outputs);
      }
    }
    List<Value> made = new ArrayList<>();
    made.add(layer.returnSequences() ? swapFirstAxes(sequence) : last);
    if (layer.returnState()) {
      made.addAll(states);
    }
    return made;
  }

  private Value swapFirstAxes(Value x) {
    int[] order = IntStream.range(0, x.rank()).toArray();
    order[0] = 1;
    order[1] = 0;
    return ops.transpose(x, order);
  }

  private Value stacked(List<Value> outputs) {
    long[] one = outputs.get(0).shape();
    long[] shape = new long[one.length + 1];
    shape[0] = outputs.size();
    System.arraycopy(one, 0, shape, 1, one.length);
    return ops.reshape(ops.concatenate(outputs, 0), shape);
  }

  /** One cell's way through the sequence. */
  private final class Run {
    final List<Value> outputs = new ArrayList<>();
    List<Value> states;

    /**
     * Records the steps.
     *
     * @param sequence the inputs of all steps, time first
     * @param firstState how many states of earlier cells come before this cell's
     * @param given whether the sequence is in the order of the input, not yet in that of the loop
     * @param top whether this cell makes the output of the layer
     */
    Run(Cell.Part part, Value sequence, int firstState, boolean given, boolean top) {
      Shape step = step(sequence);
      List<Shape> shapes = part.cell().stateShapes(step);
      boolean started = call.inputs().size() > 1;
      states =
          started
              ? call.inputs().subList(1 + firstState, 1 + firstState + shapes.size())
              : shapes.stream().map(this::zeros).toList();
      Cell.Steps steps = part.cell().begin(inner(part), sequence);
      boolean outputIsState = !started && !(top && layer.zeroOutputForMask());
      Value zero = zeros(shapes.get(0));
      Value output = zero;
      for (int i = 0; i < length; i++) {
        int time = layer.goBackwards() ? length - 1 - i : i;
        List<Value> next = steps.next(given ? time : i, states);
        Value before = top && layer.zeroOutputForMask() ? zero : output;
        states = mask.choose(time, next, states);
        output = outputIsState ? states.get(0) : mask.choose(time, next.get(0), before);
        outputs.add(output);
      }
    }

    private Shape step(Value sequence) {
      long[] dims = sequence.shape();
      return Shape.of(IntStream.range(2, dims.length).map(i -> (int) dims[i]).toArray());
    }

    private LayerCall inner(Cell.Part part) {
      return part.name().isEmpty() ? call : call.inner(part.name(), call.inputs(), call.masks());
    }

    private Value zeros(Shape shape) {
      long[] dims = new long[shape.rank() + 1];
      dims[0] = call.batch();
      for (int i = 0; i < shape.rank(); i++) {
        dims[i + 1] = shape.dim(i);
      }
      return ops.fill(0, dims);
    }
  }
}
