package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A small sound {@code .keras} of two inputs and two layers, and ways to spoil it. */
final class SampleArchive {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final String CONFIG =
      """
      {"module": "keras.src.models.functional", "class_name": "Functional", "config": {
        "name": "sample", "trainable": true, "layers": [
          {"module": "keras.layers", "class_name": "InputLayer", "name": "a", "inbound_nodes": [],
           "config": {"batch_shape": [null, 4], "dtype": "float32", "name": "a"}},
          {"module": "keras.layers", "class_name": "InputLayer", "name": "b", "inbound_nodes": [],
           "config": {"batch_shape": [null, 3], "dtype": "float32", "name": "b"}},
          {"module": "keras.layers", "class_name": "Dense", "name": "dense",
           "config": {"name": "dense", "trainable": true, "dtype": "float32", "units": 3},
           "inbound_nodes": [{"args": [TENSOR_a], "kwargs": {}}]},
          {"module": "keras.layers", "class_name": "Add", "name": "add",
           "config": {"name": "add", "trainable": true, "dtype": "float32"},
           "inbound_nodes": [{"args": [[TENSOR_dense, TENSOR_b]], "kwargs": {}}]}],
        "input_layers": [["a", 0, 0], ["b", 0, 0]], "output_layers": [["add", 0, 0]]}}
      """;

  private SampleArchive() {}

  static ObjectNode config() {
    try {
      return (ObjectNode)
          JSON.readTree(
              CONFIG.replaceAll(
                  "TENSOR_(\\w+)",
                  "{\"class_name\": \"__keras_tensor__\", \"config\": {\"shape\": [null, 3],"
                      + " \"dtype\": \"float32\", \"keras_history\": [\"$1\", 0, 0]}}"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the configuration after a change of the object at a JSON pointer. */
  static ObjectNode config(String pointer, Consumer<ObjectNode> change) {
    ObjectNode config = config();
    change.accept((ObjectNode) config.at(pointer));
    return config;
  }

  /** Returns the configuration after replacing one member of the object at a JSON pointer. */
  static ObjectNode config(String pointer, String key, String json) {
    return config(pointer, o -> o.set(key, json(json)));
  }

  static JsonNode json(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode layer(ObjectNode config, int index) {
    return (ObjectNode) ((ArrayNode) config.at("/config/layers")).get(index);
  }

  private static final byte[] SOUND = make();

  /** Returns the sound archive. */
  static byte[] bytes() {
    return SOUND.clone();
  }

  private static byte[] make() {
    KerasFile file = new KerasFile("sample", Optional.of(config()), "3.15.1", StoredWeights.none());
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("dense/kernel", Tensor.wrap(new int[] {4, 3}, new float[12]));
    weights.put("dense/bias", Tensor.wrap(new int[] {3}, new float[] {1, 2, 3}));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new KerasWriter(KerasModel.of(file).model(), weights, Optional.empty(), Optional.empty())
          .writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Returns the entries of the sound archive by name. */
  static Map<String, byte[]> entries() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  /** Returns the archive with one entry more, or replaced. */
  static byte[] with(String name, byte[] content) {
    Map<String, byte[]> entries = entries();
    entries.put(name, content);
    return zip(entries);
  }

  static byte[] with(String name, String content) {
    return with(name, content.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] with(ObjectNode config) {
    return with("config.json", config.toString());
  }

  static byte[] without(String name) {
    Map<String, byte[]> entries = entries();
    entries.remove(name);
    return zip(entries);
  }

  static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(e.getKey());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(e.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Returns the number of bytes that content takes in a zip. */
  static int packed(byte[] content) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    byte[] block = new byte[1 << 16];
    while (!deflater.finished()) {
      deflater.deflate(block);
    }
    int size = deflater.getTotalOut();
    deflater.end();
    return size;
  }

  /** Replaces bytes wherever they occur; old and new have one length. */
  static byte[] replaced(byte[] bytes, String old, String with) {
    byte[] copy = bytes.clone();
    byte[] from = old.getBytes(StandardCharsets.ISO_8859_1);
    byte[] to = with.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i + from.length <= copy.length; i++) {
      if (Arrays.equals(copy, i, i + from.length, from, 0, from.length)) {
        System.arraycopy(to, 0, copy, i, to.length);
      }
    }
    return copy;
  }
}
