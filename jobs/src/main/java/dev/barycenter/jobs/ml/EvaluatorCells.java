package dev.barycenter.jobs.ml;

import dev.barycenter.graph.layer.Shape;
import dev.barycenter.graph.training.loss.BinaryCrossentropy;
import dev.barycenter.graph.training.loss.BinaryFocalCrossentropy;
import dev.barycenter.graph.training.loss.CategoricalCrossentropy;
import dev.barycenter.graph.training.loss.CategoricalFocalCrossentropy;
import dev.barycenter.graph.training.loss.CategoricalGeneralizedCrossEntropy;
import dev.barycenter.graph.training.loss.Loss;
import dev.barycenter.graph.training.loss.SparseCategoricalCrossentropy;
import dev.barycenter.jobs.predict.OutputCells;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * What an output predicts, in the columns that Spark ML's evaluators read; see {@link
 * ColumnParams}.
 *
 * @param kind what the output tells of an example
 * @param size the entries of its vectors; 0 if examples differ
 * @param logits whether it computes logits in place of probabilities
 */
record EvaluatorCells(
    Kind kind, int size, boolean logits, String prediction, String probability, String raw)
    implements OutputCells {

  /** What an output tells. */
  enum Kind {
    /** One class of several. */
    CLASS,
    /** Yes or no, by one unit. */
    YES_OR_NO,
    /** One number. */
    NUMBER,
    /** Several numbers. */
    NUMBERS
  }

  private static final List<Class<? extends Loss>> OF_CLASSES =
      List.of(
          SparseCategoricalCrossentropy.class,
          CategoricalCrossentropy.class,
          CategoricalFocalCrossentropy.class,
          CategoricalGeneralizedCrossEntropy.class);

  private static final List<Class<? extends Loss>> OF_UNITS =
      List.of(BinaryCrossentropy.class, BinaryFocalCrossentropy.class);

  /**
   * Returns the cells of an output.
   *
   * @param shape of its predictions
   * @param loss what it was trained for; null if it is not known
   */
  static EvaluatorCells of(
      Shape shape, @Nullable Loss loss, String prediction, String probability, String raw) {
    boolean logits =
        loss != null && Loss.FAMILY.arguments(loss, true).path("from_logits").asBoolean(false);
    int size = shape.isKnown() ? Math.toIntExact(shape.size()) : 0;
    Kind kind = kind(shape.rank(), size, loss);
    return new EvaluatorCells(
        kind, kind == Kind.YES_OR_NO ? 2 : size, logits, prediction, probability, raw);
  }

  private static Kind kind(int rank, int size, @Nullable Loss loss) {
    if (loss != null && rank == 1 && size > 1 && OF_CLASSES.contains(loss.getClass())) {
      return Kind.CLASS;
    } else if (size != 1) {
      return Kind.NUMBERS;
    }
    return loss != null && OF_UNITS.contains(loss.getClass()) ? Kind.YES_OR_NO : Kind.NUMBER;
  }

  private boolean isClassifier() {
    return kind == Kind.CLASS || kind == Kind.YES_OR_NO;
  }

  @Override
  public List<StructField> fields() {
    List<StructField> fields = new ArrayList<>();
    if (isClassifier()) {
      add(fields, vector(raw));
      add(fields, vector(probability));
    }
    add(
        fields,
        kind == Kind.NUMBERS
            ? vector(prediction)
            : new StructField(prediction, DataTypes.DoubleType, false, Metadata.empty()));
    return fields;
  }

  private static void add(List<StructField> fields, StructField field) {
    if (!field.name().isEmpty()) {
      fields.add(field);
    }
  }

  private StructField vector(String name) {
    Metadata metadata =
        size == 0 || name.isEmpty()
            ? Metadata.empty()
            : new AttributeGroup(name, size).toMetadata();
    return new StructField(name, SQLDataTypes.VectorType(), false, metadata);
  }

  @Override
  public List<Object> cells(float[] numbers) {
    double[] values = new double[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers[i];
    }
    return switch (kind) {
      case NUMBER -> classified(values, values, values[0]);
      case NUMBERS -> prediction.isEmpty() ? List.of() : List.of(Vectors.dense(values));
      case CLASS -> {
        double[] probabilities = logits ? softmax(values) : values;
        yield classified(values, probabilities, greatest(values));
      }
      case YES_OR_NO -> {
        double yes = logits ? 1 / (1 + Math.exp(-values[0])) : values[0];
        double[] both = {logits ? -values[0] : 1 - yes, values[0]};
        yield classified(both, new double[] {1 - yes, yes}, yes > 0.5 ? 1 : 0);
      }
    };
  }

  private List<Object> classified(double[] computed, double[] probabilities, double predicted) {
    List<Object> cells = new ArrayList<>();
    if (isClassifier() && !raw.isEmpty()) {
      cells.add(Vectors.dense(computed));
    }
    if (isClassifier() && !probability.isEmpty()) {
      cells.add(Vectors.dense(probabilities));
    }
    if (!prediction.isEmpty()) {
      cells.add(predicted);
    }
    return cells;
  }

  private static int greatest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static double[] softmax(double[] logits) {
    double greatest = logits[greatest(logits)];
    double[] shares = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      shares[i] = Math.exp(logits[i] - greatest);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }
}
