package dev.barycenter.jobs.data;

import dev.barycenter.graph.config.Default;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stage of preprocessing: one of Spark ML's, by its class name.
 *
 * @param type the stage, such as StandardScaler
 * @param columns the columns that it reads; several number columns are assembled into one vector
 *     for a stage that wants a vector
 * @param output the column that it writes; the input column's name with {@code _out} if left out
 * @param options further parameters of the stage, by Spark's names
 */
public record StageSpec(
    String type,
    List<String> columns,
    @Default("null") @Nullable String output,
    @Default("{}") Map<String, com.fasterxml.jackson.databind.JsonNode> options) {}
