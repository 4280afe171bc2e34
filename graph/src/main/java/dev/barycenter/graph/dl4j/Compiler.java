package dev.barycenter.graph.dl4j;

import dev.barycenter.graph.MaskedTensors;
import dev.barycenter.graph.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Compiles a model: a straight line without masks becomes a {@link MultiLayerNetwork}, everything
 * else a {@link ComputationGraph}.
 */
final class Compiler {
  private final Model model;
  private final Map<String, OutputConf> outputs;
  private final DataType type;
  private final Set<Model.Ref> masked;
  private final Set<Model.Ref> trained;

  /**
   * Prepares to compile.
   *
   * @param outputs the losses by the name of the output
   * @param type FLOAT, or DOUBLE for gradient checks
   */
  Compiler(Model model, Map<String, OutputConf> outputs, DataType type) {
    this.model = model;
    this.outputs = outputs;
    this.type = type;
    masked = MaskedTensors.of(model);
    trained = trained(model);
  }

  /** Returns whether the model can be a MultiLayerNetwork. */
  boolean isSequential() {
    return model.isStraightLine() && masked.isEmpty() && !model.calls().isEmpty();
  }

  /** Returns the tensors on which a trainable weight has an influence. */
  private static Set<Model.Ref> trained(Model model) {
    Set<String> learning = new HashSet<>();
    model.trainableWeights().forEach(path -> learning.add(path.substring(0, path.indexOf('/'))));
    Set<Model.Ref> trained = new HashSet<>();
    for (List<Model.Call> region : Partition.of(model)) {
      boolean any =
          region.stream()
              .anyMatch(
                  call ->
                      learning.contains(call.layer())
                          || Region.reads(call).stream().anyMatch(trained::contains));
      if (any) {
        Set<String> names = new HashSet<>(region.stream().map(Model.Call::name).toList());
        model.shapes().keySet().stream()
            .filter(ref -> names.contains(ref.source()))
            .forEach(trained::add);
      }
    }
    return trained;
  }

  private List<Region> regions() {
    return Partition.of(model).stream()
        .map(calls -> Region.of(model, calls, masked, trained))
        .toList();
  }

  /** Returns the whole model as one region. */
  Region whole() {
    return Region.whole(model, masked);
  }

  private OutputConf output(Model.Output output) {
    return outputs.getOrDefault(output.name(), new OutputConf(output.name(), null, 1));
  }

  private NeuralNetConfiguration.Builder base() {
    return new NeuralNetConfiguration.Builder()
        .dataType(type)
        .updater(new NoOp())
        .miniBatch(false)
        .trainingWorkspaceMode(WorkspaceMode.NONE)
        .inferenceWorkspaceMode(WorkspaceMode.NONE);
  }

  MultiLayerNetwork sequential() {
    NeuralNetConfiguration.ListBuilder list = base().list();
    regions().forEach(region -> list.layer(new RegionLayerConf(region)));
    list.layer(output(model.outputs().get(0)));
    MultiLayerConfiguration conf = list.validateOutputLayerConfig(false).build();
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return network;
  }

  ComputationGraph graph() {
    ComputationGraphConfiguration.GraphBuilder graph = base().graphBuilder();
    Map<Port, String> vertices = new HashMap<>();
    List<String> inputs = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      vertices.put(Port.value(Model.Ref.to(input.name())), input.name());
      inputs.add(input.name());
    }
    graph.addInputs(inputs);
    for (Region region : regions()) {
      add(graph, region, vertices);
    }
    List<String> names = new ArrayList<>();
    for (Model.Output output : model.outputs()) {
      List<String> reads = new ArrayList<>(List.of(vertex(vertices, Port.value(output.tensor()))));
      if (masked.contains(output.tensor())) {
        reads.add(vertex(vertices, Port.mask(output.tensor())));
      }
      String name = "output/" + output.name();
      addVertex(graph, name, new OutputVertexConf(output(output).named(name)), reads);
      names.add(name);
    }
    graph.setOutputs(names.toArray(String[]::new));
    ComputationGraph network = new ComputationGraph(graph.validateOutputLayerConfig(false).build());
    network.init();
    return network;
  }

  private void add(
      ComputationGraphConfiguration.GraphBuilder graph, Region region, Map<Port, String> vertices) {
    List<String> reads = region.inputs().stream().map(port -> vertex(vertices, port)).toList();
    boolean learned = trained.contains(region.outputs().get(0).tensor());
    addVertex(graph, region.name(), new RegionVertexConf(region), reads);
    vertices.put(region.outputs().get(0), region.name());
    for (int i = 1; i < region.outputs().size(); i++) {
      Port port = region.outputs().get(i);
      String name = "port/" + port.vertex();
      addVertex(graph, name, new PortVertexConf(region.name(), i, learned), List.of(region.name()));
      vertices.put(port, name);
    }
  }

  private static void addVertex(
      ComputationGraphConfiguration.GraphBuilder graph,
      String name,
      GraphVertex vertex,
      List<String> reads) {
    graph.addVertex(name, vertex, reads.toArray(String[]::new));
  }

  private static String vertex(Map<Port, String> vertices, Port port) {
    String name = vertices.get(port);
    if (name == null) {
      throw new IllegalStateException("No vertex carries '%s'.".formatted(port.vertex()));
    }
    return name;
  }
}
