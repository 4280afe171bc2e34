package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.dl4j.Network;
import dev.barycenter.graph.training.optimizer.Optimizer;
import dev.barycenter.graph.training.optimizer.Slot;
import dev.barycenter.graph.training.optimizer.Stepper;
import dev.barycenter.graph.training.optimizer.WeightRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A golden case in training: always the same minibatch, without dropout, as its files were made.
 */
final class GoldenTraining {
  private final GoldenCase golden;
  private final Network network;
  private final List<Double> losses = new ArrayList<>();
  private final Map<String, Map<String, float[]>> slots = new HashMap<>();

  GoldenTraining(GoldenCase golden, Model model, DataType type) {
    this.golden = golden;
    network = golden.network(model, type);
  }

  Network network() {
    return network;
  }

  /** Returns the loss before each step. */
  List<Double> losses() {
    return losses;
  }

  /** Returns the optimizer's state after the last step: its slots, by the paths of weights. */
  Map<String, Map<String, float[]>> slots() {
    return slots;
  }

  /** Returns the gradients of one pass, by path. */
  Map<String, INDArray> gradients() throws IOException {
    losses.add(network.backward(golden.inputs(), new ArrayList<>(golden.outputs("target")), null));
    Map<String, INDArray> gradients = new LinkedHashMap<>();
    for (String path : network.model().trainableWeights()) {
      INDArray weight = network.weight(path);
      long start = network.offset(path);
      INDArray flat =
          network.gradients().get(NDArrayIndex.interval(start, start + weight.length()));
      gradients.put(path, flat.dup().reshape('c', weight.shape()));
    }
    return gradients;
  }

  /** Takes steps of plain gradient descent, in the precision of the network. */
  void descend(int steps, double rate) throws IOException {
    for (int step = 0; step < steps; step++) {
      gradients().forEach((path, gradient) -> network.weight(path).subi(gradient.muli(rate)));
      network.constrain();
    }
  }

  /** Takes steps of an optimizer, which starts afresh. */
  void train(int steps, String optimizer, JsonNode config) throws IOException {
    Problems problems = new Problems();
    Optimizer configured = Optimizer.FAMILY.read(optimizer, config, "", Set.of(), problems);
    problems.throwIfAny();
    List<String> paths = new ArrayList<>(network.model().trainableWeights());
    paths.sort(Comparator.comparingLong(network::offset));
    Stepper stepper = new Stepper(configured, paths.stream().map(this::range).toList());
    FloatBuffer state = floats(stepper.stateLength());
    for (int step = 0; step < steps; step++) {
      gradients();
      stepper.step(step, step, buffer(network.params()), buffer(network.gradients()), state);
      network.constrain();
    }
    keep(configured.slots(), paths, state);
  }

  /** Names the numbers of a state, which holds slot after slot, each in the order of the paths. */
  private void keep(List<Slot> order, List<String> paths, FloatBuffer state) {
    for (Slot slot : order) {
      Map<String, float[]> arrays = new HashMap<>();
      for (String path : paths) {
        float[] numbers = new float[(int) network.weight(path).length()];
        state.get(numbers);
        arrays.put(path, numbers);
      }
      slots.put(slot.name(), arrays);
    }
  }

  private WeightRange range(String path) {
    return new WeightRange((int) network.offset(path), (int) network.weight(path).length());
  }

  private static FloatBuffer floats(int length) {
    return ByteBuffer.allocateDirect(4 * length).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private static FloatBuffer buffer(INDArray array) {
    return array.data().asNio().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
