package dev.barycenter.jobs.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.config.Default;
import java.util.List;
import java.util.Map;

/**
 * A stage of preprocessing: one of Spark ML's, by its class name, or {@link TextVectorization}.
 *
 * @param type the stage, such as StandardScaler
 * @param columns the columns that it reads; several number columns are assembled into one vector
 *     for a stage that wants a vector
 * @param output the columns that it writes, one for each or one for all that it reads; if left out,
 *     an Imputer fills the columns themselves, and the others append {@code _out} to their names
 * @param options further parameters of the stage, by Spark's names
 */
public record StageSpec(
    String type,
    List<String> columns,
    @Default("[]") List<String> output,
    @Default("{}") Map<String, JsonNode> options) {
  /** Copies the lists and writes out ranges of columns. */
  public StageSpec {
    columns = columns.stream().flatMap(c -> FeatureSpec.expand(c).stream()).toList();
    output = List.copyOf(output);
  }

  /** Returns the columns that it writes. */
  List<String> outputs() {
    if (!output.isEmpty()) {
      return output;
    }
    if (type.equals("Imputer")) {
      return columns;
    }
    List<String> sources = Preprocessing.worksByColumn(type) ? columns : List.of(columns.get(0));
    return sources.stream().map(column -> column + "_out").toList();
  }
}
