package dev.barycenter.worker.averaging;

import dev.barycenter.worker.ParameterLayout;
import dev.barycenter.worker.ParameterSlice;
import dev.barycenter.worker.ParameterSlice.Kind;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The averaged parameters of a model in one array: trainable weights, then running means, then
 * running variances, each in the order of the layout; frozen ones are left out.
 *
 * <p>The means that have a variance come first, in the order of their variances, so that mean and
 * variance {@code i} belong together.
 */
public final class Packing {

  private final List<ParameterSlice> order;
  private final int[] packedAt;
  private final int trainable;
  private final int means;
  private final int variances;

  /** Creates the packing of a model's parameters. */
  public Packing(ParameterLayout layout) {
    List<ParameterSlice> variance = of(layout, Kind.VARIANCE).toList();
    List<String> paired = variance.stream().map(v -> Objects.requireNonNull(v.mean())).toList();
    order = new ArrayList<>(of(layout, Kind.TRAINABLE).toList());
    paired.forEach(name -> order.add(named(layout, name)));
    of(layout, Kind.MEAN).filter(m -> !paired.contains(m.name())).forEach(order::add);
    order.addAll(variance);
    packedAt = new int[order.size()];
    for (int i = 1; i < packedAt.length; i++) {
      packedAt[i] = packedAt[i - 1] + order.get(i - 1).length();
    }
    trainable = layout.size(Kind.TRAINABLE);
    means = layout.size(Kind.MEAN);
    variances = layout.size(Kind.VARIANCE);
  }

  private static Stream<ParameterSlice> of(ParameterLayout layout, Kind kind) {
    return layout.slices().stream().filter(s -> s.kind() == kind);
  }

  private static ParameterSlice named(ParameterLayout layout, String name) {
    return layout.slices().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  /** Returns the number of trainable weights; they come first. */
  public int trainable() {
    return trainable;
  }

  /** Returns the number of running means. */
  public int means() {
    return means;
  }

  /** Returns the number of running variances. */
  public int variances() {
    return variances;
  }

  /** Returns the number of averaged parameters. */
  public int size() {
    return trainable + means + variances;
  }

  /** Returns the averaged parameters of a model. */
  public FloatVector pack(FloatBuffer weights) {
    float[] packed = new float[size()];
    pack(weights, 0, packed, size());
    return FloatVector.of(packed);
  }

  /** Puts the averaged parameters into a model and leaves frozen ones as they are. */
  public void unpack(FloatVector packed, FloatBuffer weights) {
    unpack(packed.array(), weights);
  }

  void pack(FloatBuffer weights, int from, float[] into, int count) {
    for (int i = sliceAt(from), done = 0; done < count; i++) {
      ParameterSlice slice = order.get(i);
      int skip = from + done - packedAt[i];
      int length = Math.min(count - done, slice.length() - skip);
      weights.get(slice.offset() + skip, into, done, length);
      done += length;
    }
  }

  /** Puts the averaged parameters into a model and leaves frozen ones as they are. */
  public void unpack(float[] packed, FloatBuffer weights) {
    for (int i = 0; i < packedAt.length; i++) {
      weights.put(order.get(i).offset(), packed, packedAt[i], order.get(i).length());
    }
  }

  /** Returns the slices in packed order. */
  List<ParameterSlice> order() {
    return order;
  }

  /** Returns the index in {@link #order()} of the slice that holds packed value {@code at}. */
  int sliceAt(int at) {
    int found = java.util.Arrays.binarySearch(packedAt, at);
    return found >= 0 ? found : -found - 2;
  }

  /** Returns the first packed value of slice {@code index} of {@link #order()}. */
  int packedAt(int index) {
    return packedAt[index];
  }
}
