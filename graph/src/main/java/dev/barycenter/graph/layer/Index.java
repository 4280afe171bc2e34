package dev.barycenter.graph.layer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in brackets behind a tensor, as in {@code x[:, 1:3]}.
 *
 * <p>Written as that text ({@code ":, 1:3"}), or as the list in a Keras file: whole numbers, null
 * for a new axis, slices and the ellipsis.
 *
 * @param items the parts between the commas, in Keras's form
 */
record Index(List<JsonNode> items) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Reads an index. */
  static Index of(JsonNode key) {
    List<JsonNode> items = new ArrayList<>();
    if (key.isTextual()) {
      for (String part : key.textValue().split(",", -1)) {
        items.add(part(part.strip(), key));
      }
    } else if (key.isArray()) {
      key.forEach(items::add);
    } else {
      items.add(key);
    }
    return new Index(items);
  }

  private static JsonNode part(String text, JsonNode key) {
    if (text.equals("...")) {
      return JSON.objectNode().put("class_name", "__ellipsis__");
    }
    if (text.equals("None") || text.equals("null")) {
      return JSON.nullNode();
    }
    if (!text.contains(":")) {
      return number(text, key);
    }
    String[] bounds = text.split(":", -1);
    Check.refuse(bounds.length > 3, "'key' is %s: a slice is start:stop:step.", key);
    ObjectNode config = JSON.objectNode();
    String[] names = {"start", "stop", "step"};
    for (int i = 0; i < names.length; i++) {
      boolean open = i >= bounds.length || bounds[i].isBlank();
      config.set(names[i], open ? JSON.nullNode() : number(bounds[i].strip(), key));
    }
    ObjectNode slice = JSON.objectNode().put("class_name", "__slice__");
    slice.set("config", config);
    return slice;
  }

  private static JsonNode number(String text, JsonNode key) {
    try {
      return JSON.numberNode(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'key' is %s: expected parts such as :, 0, -1, 1:3, ::2 or ..., with commas between."
              .formatted(key),
          e);
    }
  }

  /** Records the part of an array. */
  Value record(Ops ops, Value x) {
    List<JsonNode> all = expanded(x.rank());
    Value part = x;
    int axis = 0;
    for (JsonNode item : all) {
      if (item.isNull()) {
        part = ops.expandDims(part, axis++);
      } else if (item.isInt()) {
        Check.refuse(
            axis == 0,
            "An index of %s takes one example out of a minibatch. Start it with ':'.",
            item);
        part = ops.select(part, axis, bound(item, part.dim(axis), 0));
      } else {
        part = slice(ops, part, axis++, item.path("config"));
      }
    }
    return part;
  }

  /** Returns the items with the ellipsis written out. */
  private List<JsonNode> expanded(int rank) {
    long used = items.stream().filter(i -> i.isInt() || isSlice(i)).count();
    Check.refuse(
        used > rank || items.stream().filter(Index::isEllipsis).count() > 1,
        "The index %s does not fit an array with %d axes.",
        items,
        rank);
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode item : items) {
      if (isEllipsis(item)) {
        for (long i = used; i < rank; i++) {
          all.add(part(":", item));
        }
      } else {
        Check.refuse(
            !item.isNull() && !item.isInt() && !isSlice(item),
            "An index takes whole numbers, slices, null and the ellipsis, but was given %s.",
            item);
        all.add(item);
      }
    }
    return all;
  }

  private static boolean isSlice(JsonNode item) {
    return item.path("class_name").asText().contains("slice");
  }

  private static boolean isEllipsis(JsonNode item) {
    return item.path("class_name").asText().contains("ellipsis");
  }

  private static Value slice(Ops ops, Value x, int axis, JsonNode bounds) {
    long length = x.dim(axis);
    long step = bounds.path("step").asLong(1);
    boolean whole = bounds.path("start").isNull() && bounds.path("stop").isNull();
    Check.refuse(
        step < 1 && !(step == -1 && whole),
        "A slice takes steps of at least 1, or ::-1, but was given %s.",
        bounds);
    Check.refuse(
        axis == 0 && (step != 1 || !whole),
        "The slice %s takes examples out of a minibatch. Start the index with ':'.",
        bounds);
    if (step == -1) {
      return ops.reverse(x, axis);
    }
    long start = bound(bounds.path("start"), length, 0);
    long stop = bound(bounds.path("stop"), length, length);
    Check.refuse(start >= stop, "The slice %s of an axis of length %d is empty.", bounds, length);
    Value part = ops.slice(x, axis, start, stop - start);
    return ops.every(part, axis, step);
  }

  private static long bound(JsonNode bound, long length, long open) {
    if (!bound.isInt()) {
      return open;
    }
    long at = bound.intValue() < 0 ? bound.intValue() + length : bound.intValue();
    return Math.max(0, Math.min(at, length));
  }
}
