package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.MaskedSteps;
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
    Way way = new Way(swapFirstAxes(call.input()), call.input(), List.of());
    List<Value> states = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      boolean top = i == parts.size() - 1;
      way = way(parts.get(i), way.outputs, states.size(), i == 0, top);
      states.addAll(way.states);
    }
    List<Value> made = new ArrayList<>();
    made.add(layer.returnSequences() ? swapFirstAxes(way.outputs) : way.last);
    if (layer.returnState()) {
      made.addAll(states);
    }
    return made;
  }

  /**
   * A cell's way through the sequence.
   *
   * @param outputs those of all steps in the order of the loop, time first
   * @param last the last of them
   * @param states those after the last step
   */
  private record Way(Value outputs, Value last, List<Value> states) {}

  /**
   * Records the way of one cell, in one op if there is one.
   *
   * @param sequence the inputs of all steps, time first
   * @param firstState how many states of earlier cells come before this cell's
   * @param given whether the sequence is in the order of the input, not yet in that of the loop
   * @param top whether this cell makes the output of the layer
   */
  private Way way(Cell.Part part, Value sequence, int firstState, boolean given, boolean top) {
    List<Value> before = started(part, sequence, firstState);
    Way pass =
        mask.isNone()
            ? pass(part, sequence, before, given)
            : maskedPass(part, sequence, before, given, top && layer.zeroOutputForMask());
    return pass == null ? new Run(part, sequence, before, given, top).way() : pass;
  }

  private @Nullable Way pass(Cell.Part part, Value sequence, List<Value> before, boolean given) {
    boolean backwards = given && layer.goBackwards();
    List<Value> whole = part.cell().pass(inner(part), sequence, before, null, backwards);
    if (whole.isEmpty()) {
      return null;
    }
    Value outputs = backwards ? ops.reverse(whole.get(0), 0) : whole.get(0);
    return new Way(outputs, whole.get(1), whole.subList(1, whole.size()));
  }

  /**
   * Records the pass over the steps that count.
   *
   * @param gaps whether the output of a masked step is zero
   */
  private @Nullable Way maskedPass(
      Cell.Part part, Value sequence, List<Value> before, boolean given, boolean gaps) {
    MaskedSteps steps = mask.steps(layer.goBackwards());
    Value rest = layer.returnState() ? steps.rest() : null;
    List<Value> whole =
        part.cell().pass(inner(part), steps.front(sequence, !given), before, rest, false);
    if (whole.isEmpty()) {
      return null;
    }
    Value outputs = whole.get(0);
    List<Value> states = new ArrayList<>(whole.subList(1, whole.size()));
    states.set(0, ops.where(steps.any(), steps.last(outputs, false), before.get(0)));
    return new Way(steps.spread(outputs, gaps), steps.last(outputs, gaps), states);
  }

  private LayerCall inner(Cell.Part part) {
    return part.name().isEmpty() ? call : call.inner(part.name(), call.inputs(), call.masks());
  }

  private boolean isStarted() {
    return call.inputs().size() > 1;
  }

  /**
   * Returns the states of a cell before the first step.
   *
   * @param firstState how many states of earlier cells come before this cell's
   */
  private List<Value> started(Cell.Part part, Value sequence, int firstState) {
    List<Shape> shapes = part.cell().stateShapes(step(sequence));
    return isStarted()
        ? call.inputs().subList(1 + firstState, 1 + firstState + shapes.size())
        : shapes.stream().map(this::zeros).toList();
  }

  private static Shape step(Value sequence) {
    long[] dims = sequence.shape();
    return Shape.of(IntStream.range(2, dims.length).map(i -> (int) dims[i]).toArray());
  }

  private Value zeros(Shape shape) {
    long[] dims = new long[shape.rank() + 1];
    dims[0] = call.batch();
    for (int i = 0; i < shape.rank(); i++) {
      dims[i + 1] = shape.dim(i);
    }
    return ops.fill(0, dims);
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

  /** One cell's way through the sequence, step by step. */
  private final class Run {
    final List<Value> outputs = new ArrayList<>();
    List<Value> states;

    /**
     * Records the steps.
     *
     * @param sequence the inputs of all steps, time first
     * @param before the states before the first step
     * @param given whether the sequence is in the order of the input, not yet in that of the loop
     * @param top whether this cell makes the output of the layer
     */
    Run(Cell.Part part, Value sequence, List<Value> before, boolean given, boolean top) {
      states = before;
      Cell.Steps steps = part.cell().begin(inner(part), sequence);
      boolean outputIsState = !isStarted() && !(top && layer.zeroOutputForMask());
      Value zero = zeros(part.cell().stateShapes(step(sequence)).get(0));
      Value output = zero;
      for (int i = 0; i < length; i++) {
        int time = layer.goBackwards() ? length - 1 - i : i;
        List<Value> next = steps.next(given ? time : i, states);
        Value masked = top && layer.zeroOutputForMask() ? zero : output;
        states = mask.choose(time, next, states);
        output = outputIsState ? states.get(0) : mask.choose(time, next.get(0), masked);
        outputs.add(output);
      }
    }

    Way way() {
      return new Way(stacked(outputs), outputs.get(length - 1), states);
    }
  }
}
