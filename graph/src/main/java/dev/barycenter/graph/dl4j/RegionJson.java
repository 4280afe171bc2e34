package dev.barycenter.graph.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.layer.Layer;
import dev.barycenter.graph.layer.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonGenerator;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.JsonDeserializer;
import org.nd4j.shade.jackson.databind.JsonSerializer;
import org.nd4j.shade.jackson.databind.SerializerProvider;

/**
 * Regions as JSON within the configuration of a Deeplearning4j network, so that its {@code
 * ModelSerializer} restores what this library compiled: part by part what {@link Model} is made of,
 * read back to an equal region.
 */
final class RegionJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RegionJson() {}

  /** Writes a region for Deeplearning4j. */
  static final class Writer extends JsonSerializer<Region> {
    @Override
    public void serialize(Region region, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeRawValue(write(region).toString());
    }
  }

  /** Reads a region for Deeplearning4j. */
  static final class Reader extends JsonDeserializer<Region> {
    @Override
    public Region deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return read(JSON.readTree(in.readValueAsTree().toString()));
    }
  }

  /** Returns a region as a tree. */
  static ObjectNode write(Region region) {
    Model part = region.part();
    ObjectNode tree = NODES.objectNode();
    tree.put("name", part.name());
    tree.set("inputs", array(part.inputs(), RegionJson::input));
    tree.set("layers", array(part.layers(), RegionJson::layer));
    tree.set("calls", array(part.calls(), RegionJson::call));
    tree.set(
        "outputs",
        array(
            part.outputs(),
            o -> NODES.objectNode().put("name", o.name()).set("tensor", ref(o.tensor()))));
    tree.set("enters", array(region.inputs(), RegionJson::port));
    tree.set("learned", array(region.learned(), NODES::booleanNode));
    tree.set("leaves", array(region.outputs(), RegionJson::port));
    return tree;
  }

  private static <T> ArrayNode array(List<T> list, Function<T, JsonNode> element) {
    ArrayNode array = NODES.arrayNode();
    list.forEach(item -> array.add(element.apply(item)));
    return array;
  }

  private static JsonNode input(Model.Input input) {
    return NODES
        .objectNode()
        .put("name", input.name())
        .put("integers", input.integers())
        .set("shape", array(input.shape().dims(), NODES::numberNode));
  }

  private static JsonNode layer(Model.Named named) {
    return NODES
        .objectNode()
        .put("name", named.name())
        .put("trainable", named.trainable())
        .set("layer", Layer.FAMILY.writeShort(named.layer()));
  }

  private static JsonNode call(Model.Call call) {
    ObjectNode tree = NODES.objectNode();
    tree.put("name", call.name());
    tree.put("layer", call.layer());
    tree.set("inputs", array(call.inputs(), RegionJson::ref));
    Model.Options options = call.options();
    tree.put("training", options.training());
    tree.set("mask", options.mask() == null ? NODES.nullNode() : ref(options.mask()));
    tree.put("causal", options.causal());
    return tree;
  }

  private static ObjectNode ref(Model.Ref ref) {
    return NODES.objectNode().put("source", ref.source()).put("index", ref.index());
  }

  private static JsonNode port(Port port) {
    return ref(port.tensor()).put("mask", port.mask());
  }

  /** Returns the region that a tree holds. */
  static Region read(JsonNode tree) {
    Model part =
        new Model(
            tree.path("name").asText(),
            list(tree.path("inputs"), RegionJson::readInput),
            list(tree.path("layers"), RegionJson::readLayer),
            list(tree.path("calls"), RegionJson::readCall),
            list(
                tree.path("outputs"),
                node ->
                    new Model.Output(node.path("name").asText(), readRef(node.path("tensor")))));
    return new Region(
        part,
        list(tree.path("enters"), RegionJson::readPort),
        list(tree.path("learned"), JsonNode::asBoolean),
        list(tree.path("leaves"), RegionJson::readPort));
  }

  private static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
    List<T> list = new ArrayList<>();
    array.forEach(node -> list.add(element.apply(node)));
    return list;
  }

  private static Model.Input readInput(JsonNode node) {
    return new Model.Input(
        node.path("name").asText(),
        new Shape(list(node.path("shape"), JsonNode::asInt)),
        node.path("integers").asBoolean());
  }

  private static Model.Named readLayer(JsonNode node) {
    Problems problems = new Problems();
    Layer layer = Layer.FAMILY.read(node.path("layer"), node.path("name").asText(), problems);
    problems.throwIfAny();
    if (layer == null) {
      throw new IllegalStateException("A layer that cannot be read leaves a problem.");
    }
    return new Model.Named(node.path("name").asText(), layer, node.path("trainable").asBoolean());
  }

  private static Model.Call readCall(JsonNode node) {
    @Nullable Boolean training =
        node.path("training").isBoolean() ? node.path("training").asBoolean() : null;
    Model.@Nullable Ref mask = node.path("mask").isObject() ? readRef(node.path("mask")) : null;
    return new Model.Call(
        node.path("name").asText(),
        node.path("layer").asText(),
        list(node.path("inputs"), RegionJson::readRef),
        new Model.Options(training, mask, node.path("causal").asBoolean()));
  }

  private static Model.Ref readRef(JsonNode node) {
    return new Model.Ref(node.path("source").asText(), node.path("index").asInt());
  }

  private static Port readPort(JsonNode node) {
    return new Port(readRef(node), node.path("mask").asBoolean());
  }
}
