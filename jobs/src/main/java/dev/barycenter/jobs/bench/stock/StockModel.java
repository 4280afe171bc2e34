package dev.barycenter.jobs.bench.stock;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A graph of Deeplearning4j's layers under construction, with the shapes of its inputs. */
final class StockModel {
  private final GraphBuilder graph =
      new NeuralNetConfiguration.Builder()
          .seed(1)
          .updater(new Adam(1e-3))
          .cudnnAlgoMode(ConvolutionLayer.AlgoMode.PREFER_FASTEST)
          .graphBuilder();
  private final List<InputType> types = new ArrayList<>();
  private final List<long[]> shapes = new ArrayList<>();
  private int classes;

  /** Adds an input; {@code shape} is that of one example in Deeplearning4j's order of axes. */
  StockModel input(String name, InputType type, long... shape) {
    graph.addInputs(name);
    types.add(type);
    shapes.add(shape);
    return this;
  }

  StockModel layer(String name, Layer layer, String input) {
    graph.addLayer(name, layer, input);
    return this;
  }

  StockModel vertex(String name, GraphVertex vertex, String... inputs) {
    graph.addVertex(name, vertex, inputs);
    return this;
  }

  StockModel dense(String name, int units, String input) {
    return layer(
        name, new DenseLayer.Builder().nOut(units).activation(Activation.RELU).build(), input);
  }

  StockModel activation(String name, Activation activation, String input) {
    return layer(name, new ActivationLayer(activation), input);
  }

  StockModel merge(String name, String... inputs) {
    return vertex(name, new MergeVertex(), inputs);
  }

  StockModel add(String name, String... inputs) {
    return vertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
  }

  StockModel stack(String name, String... inputs) {
    return vertex(name, new StackVertex(), inputs);
  }

  StockModel unstack(String name, int from, int of, String input) {
    return vertex(name, new UnstackVertex(from, of), input);
  }

  /** Adds the output: a softmax over classes, trained with cross-entropy. */
  StockModel classes(int count, String input) {
    classes = count;
    OutputLayer output =
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(count)
            .activation(Activation.SOFTMAX)
            .build();
    graph.addLayer("out", output, input).setOutputs("out");
    return this;
  }

  /** Returns the training on one minibatch of random numbers; each run of it is a step. */
  Runnable training(int batch) {
    graph.setInputTypes(types.toArray(InputType[]::new));
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    INDArray[] features =
        shapes.stream()
            .map(
                s -> Nd4j.rand(LongStream.concat(LongStream.of(batch), LongStream.of(s)).toArray()))
            .toArray(INDArray[]::new);
    INDArray labels = Nd4j.zeros(batch, classes);
    for (int i = 0; i < batch; i++) {
      labels.putScalar(i, i % Math.min(10, classes), 1);
    }
    MultiDataSet data = new MultiDataSet(features, new INDArray[] {labels});
    return () -> network.fit(data);
  }
}
