package dev.barycenter.graph.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A vertex that carries an output of a region other than the first.
 *
 * <p>A vertex of Deeplearning4j has one output. This one hands its gradient to the region's vertex
 * directly, and adds zeros to that of the region's first output.
 */
final class PortVertex extends ModelVertex {
  private final String region;
  private final int port;
  private final boolean learned;
  private INDArray nothing;

  PortVertex(
      ComputationGraph graph,
      String name,
      int index,
      String region,
      int port,
      boolean learned,
      DataType type) {
    super(graph, name, index, type);
    this.region = region;
    this.port = port;
    this.learned = learned;
    nothing = Nd4j.zeros(type, 1);
  }

  private RegionVertex source() {
    return (RegionVertex) graph.getVertex(region);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    return source().output(port);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    source().setPortGradient(port, getEpsilon());
    INDArray first = source().output(0);
    if (learned && !Arrays.equals(nothing.shape(), first.shape())) {
      nothing = Nd4j.create(first.dataType(), first.shape(), 'c');
    }
    return new Pair<>(new DefaultGradient(), new INDArray[] {nothing.assign(0)});
  }
}
