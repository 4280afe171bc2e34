package dev.barycenter.jobs.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.config.Binder;
import dev.barycenter.graph.config.Default;
import dev.barycenter.graph.config.Problems;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The columns that make one input or target of a model.
 *
 * @param columns names of columns, in order; {@code p0..p63} stands for p0 to p63. A column holds a
 *     number, a list of numbers or a vector
 * @param oneHot turns one column of whole numbers from 0 into so many zeros and a one; null for not
 * @param picture how one column of encoded pictures is read; null for none
 */
public record FeatureSpec(
    List<String> columns,
    @Default("null") @Nullable Integer oneHot,
    @Default("null") @Nullable PictureSpec picture)
    implements Serializable {
  private static final Pattern RANGE = Pattern.compile("(.*?)(\\d+)\\.\\.\\1(\\d+)");

  /** Writes out ranges and checks the arguments. */
  public FeatureSpec {
    columns = columns.stream().flatMap(c -> expand(c).stream()).toList();
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("'columns' is empty: name at least one column.");
    }
    if (oneHot != null && (oneHot < 2 || columns.size() != 1)) {
      throw new IllegalArgumentException(
          "'one_hot' is %d for %d columns: expected at least 2 classes and a single column."
              .formatted(oneHot, columns.size()));
    }
    if (picture != null && (oneHot != null || columns.size() != 1)) {
      throw new IllegalArgumentException(
          "'picture' takes a single column of encoded pictures, but is given %d with one_hot %s."
              .formatted(columns.size(), oneHot));
    }
  }

  /** Creates a feature of numbers. */
  static FeatureSpec of(String column) {
    return new FeatureSpec(List.of(column), null, null);
  }

  static List<String> expand(String name) {
    Matcher range = RANGE.matcher(name);
    if (!range.matches()) {
      return List.of(name);
    }
    List<String> names = new ArrayList<>();
    for (int i = Integer.parseInt(range.group(2)); i <= Integer.parseInt(range.group(3)); i++) {
      names.add(range.group(1) + i);
    }
    return names;
  }

  /**
   * Reads a feature: a column, a list of columns, or settings; null (and problems) if it is none.
   */
  public static @Nullable FeatureSpec read(JsonNode node, String place, Problems problems) {
    if (node.isObject()) {
      return new Binder<>(FeatureSpec.class).read(node, place, Set.of(), problems);
    }
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.set("columns", node);
    return new Binder<>(FeatureSpec.class).read(settings, place, Set.of(), problems);
  }
}
