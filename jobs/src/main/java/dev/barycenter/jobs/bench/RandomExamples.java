package dev.barycenter.jobs.bench;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Shape;
import dev.barycenter.worker.data.Column;
import dev.barycenter.worker.data.ExampleLayout;
import dev.barycenter.worker.data.MemoryShard;
import dev.barycenter.worker.data.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Examples of the shapes that a model reads, with values from 0 to 1 and labels in turn. */
final class RandomExamples {
  private RandomExamples() {}

  /** Returns a shard of {@code count} examples. */
  static Shard shard(Model model, int count) {
    List<Column> columns = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      columns.add(column(Column.Role.INPUT, input.name(), input.shape()));
    }
    Model.Output output = model.outputs().get(0);
    int classes = model.shape(output.tensor()).last();
    columns.add(column(Column.Role.TARGET, output.name(), Shape.of()));
    ExampleLayout layout = new ExampleLayout(columns);
    SplittableRandom random = new SplittableRandom(1);
    return MemoryShard.of(
        layout,
        IntStream.range(0, count)
            .mapToObj(i -> layout.pack(values(model, random, i % Math.min(10, classes))))
            .iterator());
  }

  private static Column column(Column.Role role, String name, Shape shape) {
    return new Column(role, name, Column.Storage.FLOAT32, shape.dims());
  }

  private static List<float[]> values(Model model, SplittableRandom random, int label) {
    List<float[]> values = new ArrayList<>();
    for (Model.Input input : model.inputs()) {
      float[] numbers = new float[Math.toIntExact(input.shape().size())];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) random.nextDouble();
      }
      values.add(numbers);
    }
    values.add(new float[] {label});
    return values;
  }
}
