package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged and hostile files: each is refused with a clear text, soon, and with little memory. */
@Tag("law-8")
class MalformedFilesTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final long MAX_ALLOCATED_BYTES = 64L << 20;
  private static final String AGAIN =
      "copy or download the file again, or save the model again with Keras";

  @TempDir private Path folder;

  /** A file, and what the message about it says. */
  private record Malformed(
      String name, Supplier<byte[]> file, String place, String found, String expected, String fix) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Malformed damaged(
      String name, Supplier<byte[]> file, String place, String found, String expected) {
    return new Malformed(name, file, place, found, expected, AGAIN);
  }

  private static Malformed layer(String name, int index, String key, String json, String... text) {
    return config(name, "/config/layers/" + index + "/config", key, json, text);
  }

  /** A configuration with one member changed; the text is place, found, expected, perhaps fix. */
  private static Malformed config(
      String name, String pointer, String key, String json, String... text) {
    return new Malformed(
        name,
        () -> SampleArchive.with(SampleArchive.config(pointer, key, json)),
        text[0],
        text[1],
        text[2],
        text.length > 3 ? text[3] : AGAIN);
  }

  static List<Malformed> files() {
    List<Malformed> files = new ArrayList<>();
    files.addAll(containers());
    files.addAll(programs());
    files.addAll(wiring());
    files.addAll(layers());
    files.addAll(weights());
    return files;
  }

  private static List<Malformed> containers() {
    String save = "save the model with Keras: model.save('model.keras')";
    String known = "a .keras archive, an HDF5 file, or JSON";
    return List.of(
        new Malformed("nothing", () -> new byte[0], "first bytes", "an empty file", known, save),
        new Malformed(
            "noise",
            () -> new byte[] {1, 2, 3},
            "first bytes",
            "bytes of no known format",
            known,
            save),
        new Malformed(
            "pickle",
            () -> new byte[] {(byte) 0x80, 4, (byte) 0x95, 0},
            "first bytes",
            "a Python pickle, which is a program that runs when it is loaded",
            known,
            save),
        damaged(
            "JSON array",
            () -> " [1, 2]".getBytes(StandardCharsets.UTF_8),
            "file",
            "JSON of type ARRAY",
            "a JSON object"),
        damaged(
            "JSON cut off",
            () -> "{\"class_name\": ".getBytes(StandardCharsets.UTF_8),
            "file",
            "text that is not JSON (Unexpected end-of-input within/between Object entries)",
            "a JSON object"),
        damaged(
            "path above the archive",
            () -> SampleArchive.with("../../evil.txt", "x"),
            "entry '../../evil.txt'",
            "a path that leaves the archive",
            "a name in it"),
        damaged(
            "path above the archive by a detour",
            () -> SampleArchive.with("assets/../../evil.txt", "x"),
            "entry 'assets/../../evil.txt'",
            "a path that leaves the archive",
            "a name in it"),
        damaged(
            "absolute path",
            () -> SampleArchive.with("/etc/passwd", "x"),
            "entry '/etc/passwd'",
            "a path that leaves the archive",
            "a name in it"),
        damaged(
            "Windows path",
            () -> SampleArchive.with("C:evil.txt", "x"),
            "entry 'C:evil.txt'",
            "a path that leaves the archive",
            "a name in it"),
        damaged(
            "backslashes",
            () -> SampleArchive.with("..\\evil.txt", "x"),
            "entry '..\\evil.txt'",
            "a path that leaves the archive",
            "a name in it"),
        damaged(
            "two configurations",
            () ->
                SampleArchive.replaced(
                    SampleArchive.with("config.jso_", "{}"), "config.jso_", "config.json"),
            "entry 'config.json'",
            "two entries of this name",
            "one"),
        damaged(
            "zip bomb",
            () -> SampleArchive.with("model.weights.h5", new byte[20_000_000]),
            "entry 'model.weights.h5'",
            "20000000 bytes packed into %d".formatted(SampleArchive.packed(new byte[20_000_000])),
            "at most 100 times as many"),
        damaged(
            "too many entries",
            () -> {
              Map<String, byte[]> entries = SampleArchive.entries();
              for (int i = 0; i < 10_000; i++) {
                entries.put("e" + i, new byte[0]);
              }
              return SampleArchive.zip(entries);
            },
            "zip directory",
            "10003 entries",
            "at most 10000"),
        damaged(
            "no configuration",
            () -> SampleArchive.without("config.json"),
            "zip directory",
            "no 'config.json' among [metadata.json, model.weights.h5]",
            "one"),
        new Malformed(
            "no weights",
            () -> SampleArchive.without("model.weights.h5"),
            "zip directory",
            "no 'model.weights.h5'",
            "weights in HDF5",
            "save with model.save('model.keras'), which writes them so"),
        damaged(
            "configuration that is text",
            () -> SampleArchive.with("config.json", "hello"),
            "config.json",
            "text that is not JSON (Unrecognized token 'hello')",
            "a JSON object"),
        damaged(
            "configuration of two documents",
            () -> SampleArchive.with("config.json", "{} {}"),
            "config.json",
            "text that is not JSON (Trailing token (of type START_OBJECT) found after value (bound"
                + " as `com.fasterxml.jackson.databind.JsonNode`): not allowed as per"
                + " `DeserializationFeature.FAIL_ON_TRAILING_TOKENS`)",
            "a JSON object"),
        damaged(
            "configuration with a key twice",
            () -> SampleArchive.with("config.json", "{\"a\": 1, \"a\": 2}"),
            "config.json",
            "text that is not JSON (Duplicate field 'a')",
            "a JSON object"),
        damaged(
            "configuration nested without end",
            () -> SampleArchive.with("config.json", "{\"a\":".repeat(1000)),
            "config.json",
            "text that is not JSON (nested deeper than 200, or with a text or number out of all"
                + " measure)",
            "a JSON object"),
        damaged(
            "metadata that is no object",
            () -> SampleArchive.with("metadata.json", "3"),
            "metadata.json",
            "JSON of type NUMBER",
            "a JSON object"));
  }

  private static List<Malformed> programs() {
    String data = "layers that are data only";
    String fix = "write what it computes with layers or operators such as x * 2, and save again";
    return List.of(
        config(
            "Lambda",
            "/config/layers/2",
            "class_name",
            "\"Lambda\"",
            "/config/layers/2",
            "a Lambda, which is Python code",
            data,
            fix),
        layer(
            "Lambda within a wrapper",
            2,
            "layer",
            "{\"class_name\": \"Lambda\", \"config\": {}}",
            "/config/layers/2/config/layer",
            "a Lambda, which is Python code",
            data,
            fix),
        layer(
            "lambda as activation",
            2,
            "activation",
            "{\"class_name\": \"__lambda__\", \"config\": {\"value\": \"4wEAAAA\"}}",
            "/config/layers/2/config/activation",
            "a __lambda__, which is Python code",
            data,
            fix),
        config(
            "TensorFlow function",
            "/config/layers/2",
            "class_name",
            "\"TFOpLambda\"",
            "/config/layers/2",
            "a TFOpLambda, which is Python code",
            data,
            fix),
        config(
            "subclass of Model",
            "",
            "class_name",
            "\"MyModel\"",
            "/class_name",
            "a model of class 'MyModel'",
            "a Sequential or Functional model",
            "build the model with Sequential or the Functional API; a subclass is Python code"));
  }

  private static List<Malformed> wiring() {
    String node = "/config/layers/2/inbound_nodes/0";
    String address = "[\"layer\", call, output]";
    return List.of(
        config(
            "cycle",
            node + "/args/0/config",
            "keras_history",
            "[\"add\", 0, 0]",
            "/config/layers",
            "a cycle: [add, dense] read each other's outputs or what follows from them",
            "layers that read only what was made before"),
        config(
            "layer that reads itself",
            node + "/args/0/config",
            "keras_history",
            "[\"dense\", 0, 0]",
            "/config/layers",
            "a cycle: [add, dense] read each other's outputs or what follows from them",
            "layers that read only what was made before"),
        config(
            "tensor of no layer",
            node + "/args/0/config",
            "keras_history",
            "[\"ghost\", 0, 0]",
            "/config/layers/2",
            "a tensor of 'ghost'",
            "a layer of this model"),
        config(
            "call that is not there",
            node + "/args/0/config",
            "keras_history",
            "[\"a\", 7, 0]",
            "/config/layers/2",
            "call 7 of 'a', which has 1",
            "one of its calls, counted from 0"),
        config(
            "negative call",
            node + "/args/0/config",
            "keras_history",
            "[\"a\", -1, 0]",
            node + "/args/0",
            "[\"a\",-1,0]",
            address),
        config(
            "call beyond whole numbers",
            node + "/args/0/config",
            "keras_history",
            "[\"a\", 99999999999, 0]",
            node + "/args/0",
            "[\"a\",99999999999,0]",
            address),
        config(
            "address that is text",
            node + "/args/0/config",
            "keras_history",
            "\"a\"",
            node + "/args/0",
            "\"a\"",
            address),
        config(
            "address that is short",
            node + "/args/0/config",
            "keras_history",
            "[\"a\"]",
            node + "/args/0",
            "[\"a\"]",
            address),
        config(
            "output that is not made",
            node + "/args/0/config",
            "keras_history",
            "[\"a\", 0, 5]",
            "/config",
            "a graph that does not fit together: 'a' has no output number 5.",
            "shapes and names that do",
            "correct the model in Python and save it again"),
        config(
            "calls that are text",
            "/config/layers/2",
            "inbound_nodes",
            "\"a\"",
            "/config/layers/2/inbound_nodes",
            "\"a\"",
            "a list of calls"),
        config(
            "call that is a number",
            "/config/layers/2",
            "inbound_nodes",
            "[3]",
            node,
            "3",
            "a call"),
        config(
            "arguments that are no list",
            node,
            "args",
            "{}",
            node,
            "{\"args\":{},\"kwargs\":{}}",
            "{\"args\": […], \"kwargs\": {…}}"),
        config(
            "layer that is never called",
            "/config/layers/2",
            "inbound_nodes",
            "[]",
            "/config/layers/2",
            "'dense' with 0 calls",
            "at least one"),
        config("no layers", "/config", "layers", "[]", "/config/layers", "[]", "a list of layers"),
        config(
            "layers that are a number",
            "/config",
            "layers",
            "3",
            "/config/layers",
            "3",
            "a list of layers"),
        config("null for layers", "/config", "layers", "null", "/config", "no 'layers'", "one"),
        config(
            "no inputs",
            "/config",
            "input_layers",
            "[]",
            "/config/input_layers",
            "[]",
            "at least one tensor"),
        config(
            "outputs that are a number",
            "/config",
            "output_layers",
            "3",
            "/config/output_layers",
            "3",
            "tensors"),
        config(
            "output of no layer",
            "/config",
            "output_layers",
            "[[\"ghost\", 0, 0]]",
            "/config/output_layers",
            "a tensor of 'ghost'",
            "a layer of this model"),
        config(
            "input that is a layer",
            "/config",
            "input_layers",
            "[[\"a\", 0, 0], [\"b\", 0, 0], [\"dense\", 0, 0]]",
            "/config/input_layers",
            "'dense', a Dense",
            "InputLayers"),
        config(
            "graph that is not connected",
            "/config",
            "input_layers",
            "[[\"a\", 0, 0]]",
            "/config/layers/1",
            "input 'b', which is not among the model's input_layers",
            "a connected graph"),
        config(
            "two layers of one name",
            "/config/layers/3",
            "name",
            "\"dense\"",
            "/config/layers/3",
            "a second layer named 'dense'",
            "one"),
        new Malformed(
            "shapes that do not merge",
            () ->
                SampleArchive.with(
                    SampleArchive.config("/config/layers/1/config", "batch_shape", "[null, 5]")),
            "/config",
            "a graph that does not fit together: 'add' does not fit: Add takes inputs of equal"
                + " shapes, or with axes of length 1 that stretch, but is given (3,) and (5,)."
                + " Reshape or project one of them first.",
            "shapes and names that do",
            "correct the model in Python and save it again"),
        config(
            "constant where a tensor must be",
            node,
            "args",
            "[1.5]",
            node,
            "a call with the constant 1.5",
            "tensors",
            "pass constants as arguments of layers or through operators such as x * 2"),
        config(
            "argument that is not known",
            node,
            "kwargs",
            "{\"attention_mask\": true}",
            node + "/kwargs/attention_mask",
            "a call of 'dense' with 'attention_mask'",
            "calls with tensors, mask, training, initial_state, or use_causal_mask",
            "call the layer without it, and save again"));
  }

  private static List<Malformed> layers() {
    String input = "/config/layers/0/config";
    String dense = "/config/layers/2";
    String change = "change them in the Python model and save again";
    String arguments = "the arguments of keras.layers.Dense";
    String misfit = "Dense 'dense' with arguments that do not fit: ";
    return List.of(
        config("no class", dense, "class_name", "null", dense, "no 'class_name'", "one"),
        config(
            "class that is a number",
            dense,
            "class_name",
            "3",
            dense + "/class_name",
            "3",
            "a text"),
        config("no name", dense, "name", "null", dense, "no 'name'", "one"),
        config("blank name", dense, "name", "\" \"", dense + "/name", "\" \"", "a text"),
        config("no arguments", dense, "config", "null", dense, "no 'config'", "one"),
        config(
            "arguments that are text",
            dense,
            "config",
            "\"x\"",
            dense + "/config",
            "\"x\"",
            "arguments"),
        layer(
            "negative axis",
            0,
            "batch_shape",
            "[null, -4]",
            input + "/batch_shape",
            "[null,-4]",
            "positive whole numbers, or null"),
        layer(
            "axis beyond whole numbers",
            0,
            "batch_shape",
            "[null, 99999999999]",
            input + "/batch_shape",
            "[null,99999999999]",
            "positive whole numbers, or null"),
        layer(
            "shape that is text",
            0,
            "batch_shape",
            "\"4\"",
            input + "/batch_shape",
            "nothing",
            "the shape of a batch, such as [null, 28, 28]",
            "create the input with keras.Input(shape=…) and save again"),
        layer(
            "ragged input",
            0,
            "ragged",
            "true",
            input,
            "input 'a' of sparse or ragged tensors",
            "dense tensors",
            "pad the sequences and mask them"),
        layer(
            "input of text",
            0,
            "dtype",
            "\"string\"",
            input + "/dtype",
            "input 'a' of text",
            "numbers",
            "look the words up before the model, and feed their indices"),
        layer(
            "units that are text",
            2,
            "units",
            "\"many\"",
            dense,
            misfit + dense + "/config/units: Found \"many\": expected a whole number.",
            arguments,
            change),
        layer(
            "units below zero",
            2,
            "units",
            "-3",
            dense,
            misfit + dense + "/config: 'units' must be at least 1, but was -3.",
            arguments,
            change),
        layer(
            "argument of another layer",
            2,
            "kernel_size",
            "3",
            dense,
            misfit
                + dense
                + "/config/kernel_size: Unknown argument 'kernel_size' of Dense. Known are: units,"
                + " activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,"
                + " bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint.",
            arguments,
            change),
        layer(
            "half precision",
            2,
            "dtype",
            "\"mixed_float16\"",
            dense + "/config/dtype",
            "layer 'dense' computing in mixed_float16",
            "float32",
            "set keras.config.set_dtype_policy('float32'), build the model again and load its"
                + " weights"),
        new Malformed(
            "unknown layer",
            () -> SampleArchive.with(SampleArchive.config(dense, "class_name", "\"Dens\"")),
            dense + "/class_name",
            "layer 'dense' of class 'Dens'",
            "a layer that is known here. Did you mean 'Dense'?",
            "replace this layer before saving; it is not approximated"),
        new Malformed(
            "hard_sigmoid of Keras 2",
            () -> {
              ObjectNode config =
                  SampleArchive.config(dense + "/config", "activation", "\"hard_sigmoid\"");
              config.remove("module");
              return config.toString().getBytes(StandardCharsets.UTF_8);
            },
            dense + "/config/activation",
            "the hard_sigmoid of Keras 2, which is 0.2 x + 0.5 between 0 and 1",
            "the hard_sigmoid of Keras 3, which is relu6(x + 3) / 6",
            "train with sigmoid, or convert the model with Keras 3 and check what it computes"),
        new Malformed(
            "Sequential without a shape",
            () ->
                """
                {"class_name": "Sequential", "config": {"name": "s", "layers": [
                  {"class_name": "Dense", "config": {"name": "d", "units": 3}}]}}"""
                    .getBytes(StandardCharsets.UTF_8),
            "/config",
            "a Sequential model that does not say the shape of its input",
            "an Input layer, or a model that was built",
            "add keras.Input(shape=…) as its first layer, or call model.build(…), and save again"),
        damaged(
            "Sequential with an input in the middle",
            () ->
                """
                {"class_name": "Sequential", "config": {"name": "s", "layers": [
                  {"class_name": "InputLayer", "config": {"batch_shape": [null, 4], "name": "x"}},
                  {"class_name": "InputLayer", "config": {"batch_shape": [null, 4], "name": "y"}}
                ]}}"""
                    .getBytes(StandardCharsets.UTF_8),
            "/config/layers/1",
            "an InputLayer that is not the first layer",
            "none"));
  }

  private static List<Malformed> weights() {
    return List.of(
        damaged(
            "weights that are no HDF5",
            () -> SampleArchive.with("model.weights.h5", "hello, world"),
            "model.weights.h5: superblock at byte 0",
            "no HDF5 signature",
            "an HDF5 file"),
        new Malformed(
            "more units than the weights have",
            () -> SampleArchive.with(unitsOfDenseAndB(5)),
            "layers/dense",
            "FLOAT32[4, 3] for the weight 'dense/kernel'",
            "float32[4, 5]",
            AGAIN),
        damaged(
            "bias that was not saved",
            () ->
                SampleArchive.with(
                    SampleArchive.config("/config/layers/2/config", "use_bias", "false")),
            "layers/dense",
            "2 arrays of shapes [[4, 3], [3]]",
            "1 for the weights [dense/kernel]"),
        hdf5("soft-link", "/, symbol table node at byte 1504", "a soft link", "hard links only"),
        hdf5(
            "external-link",
            "/, header message at byte 856",
            "a soft or external link 'y'",
            "hard links only"),
        hdf5(
            "hard-link-cycle",
            "/x/up, object header at byte 96",
            "a second reference to it",
            "a tree, in which nothing is reached twice"),
        hdf5(
            "never-written", "/x", "a dataset of 3600000000 bytes that were never written", "data"),
        hdf5(
            "chunk-bomb",
            "/x",
            "data that expands to 4000000000 bytes from a file of 1400",
            "at most 16777216 bytes"),
        hdf5(
            "inflate-bomb",
            "/x",
            "data that expands to 24000000 bytes from a file of 27357",
            "at most 16777216 bytes"),
        hdf5(
            "fractal-heap",
            "/, header message at byte 104",
            "attributes in a fractal heap",
            "attributes in the header"),
        hdf5(
            "compound",
            "/x, header message at byte 856",
            "elements of class 6",
            "numbers, text, or opaque bytes"),
        hdf5(
            "virtual",
            "/x, header message at byte 277",
            "a virtual dataset",
            "compact, contiguous, or chunked storage with a version 1 index"),
        hdf5(
            "external-data",
            "/x, header message at byte 904",
            "data in another file",
            "data in this file"),
        hdf5("legacy-no-group", "group of layer 'd'", "nothing", "a group of this name"),
        hdf5("legacy-no-weight", "weight 'd/absent' of 'd'", "nothing", "a dataset"),
        hdf5(
            "legacy-shape",
            "layer 'd'",
            "FLOAT32[2, 2] for the weight 'd/kernel'",
            "float32[4, 3]"),
        hdf5(
            "legacy-few-weights",
            "layer 'd'",
            "1 arrays of shapes [[2, 2]]",
            "2 for the weights [d/kernel, d/bias]"),
        hdf5("legacy-other-layer", "layer_names", "no weights of layer 'd'", "weights of it"),
        hdf5("legacy-names-twice", "@layer_names", "layer 'd' twice", "once"),
        hdf5(
            "legacy-config-text",
            "/@model_config",
            "text that is not JSON (Unrecognized token 'not')",
            "a JSON object"),
        hdf5("legacy-config-number", "@model_config", "SIGNED64[]", "one text"));
  }

  private static ObjectNode unitsOfDenseAndB(int units) {
    ObjectNode config =
        SampleArchive.config("/config/layers/2/config", "units", String.valueOf(units));
    ((ObjectNode) config.at("/config/layers/1/config"))
        .set("batch_shape", SampleArchive.json("[null, %d]".formatted(units)));
    return config;
  }

  private static Malformed hdf5(String name, String place, String found, String expected) {
    return damaged(name, () -> resource(name + ".h5"), place, found, expected);
  }

  private static byte[] resource(String name) {
    try (InputStream in = MalformedFilesTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void areRefusedWithAClearText(Malformed malformed) throws IOException {
    Path file = folder.resolve("model");
    Files.write(file, malformed.file().get());
    Throwable thrown = read(file);
    assertThat(thrown)
        .isInstanceOf(KerasFileException.class)
        .hasMessage(
            """
            Cannot read the Keras file '%s'.
              place:    %s
              found:    %s
              expected: %s
              fix:      %s"""
                .formatted(
                    file, malformed.place, malformed.found, malformed.expected, malformed.fix));
  }

  @Test
  void areAtLeastSixty() {
    assertThat(files().stream().map(Malformed::name).distinct()).hasSizeGreaterThanOrEqualTo(60);
  }

  @Test
  void readsTheSoundArchiveThatTheOthersAreMadeFrom() throws IOException {
    Path file = folder.resolve("model");
    Files.write(file, SampleArchive.bytes());
    assertThat(KerasModel.read(file).weights().get("dense/bias").values()).containsExactly(1, 2, 3);
  }

  @Test
  void refusesEveryTruncationOfAnArchive() throws IOException {
    byte[] whole = SampleArchive.bytes();
    for (int length = 0; length < whole.length; length += 31) {
      refuse(Arrays.copyOf(whole, length), "cut to " + length);
    }
  }

  @Test
  void refusesEveryTruncationOfTheWeights() throws IOException {
    byte[] whole = SampleArchive.entries().get("model.weights.h5");
    for (int length = 0; length < whole.length; length += 31) {
      refuse(
          SampleArchive.with("model.weights.h5", Arrays.copyOf(whole, length)), "cut to " + length);
    }
  }

  @Test
  void refusesAFlippedBitOfAnArchiveOrReadsTheSameInSpiteOfIt() throws IOException {
    Path file = folder.resolve("model");
    byte[] whole = SampleArchive.bytes();
    Files.write(file, whole);
    KerasModel sound = KerasModel.read(file);
    int refused = 0;
    for (int bit = 0; bit < 8 * whole.length; bit += 53) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      Throwable thrown = read(file);
      if (thrown == null) {
        KerasModel model = KerasModel.read(file);
        assertThat(model.model()).as("bit " + bit).isEqualTo(sound.model());
        assertThat(model.weights()).as("bit " + bit).isEqualTo(sound.weights());
      } else {
        assertThat(thrown).as("bit " + bit).isInstanceOf(KerasFileException.class);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(250);
  }

  @Test
  void survivesFlippedBitsOfLegacyFiles() throws IOException {
    byte[] whole = resource("legacy-shape.h5");
    for (int bit = 0; bit < 8 * whole.length; bit += 61) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refuse(flipped, "bit " + bit);
    }
  }

  private void refuse(byte[] bytes, String description) throws IOException {
    Path file = folder.resolve("model");
    Files.write(file, bytes);
    assertThat(read(file)).as(description).isInstanceOf(KerasFileException.class);
  }

  /** Reads a file within bounds of time and memory, and returns what is thrown. */
  private static Throwable read(Path file) {
    return assertTimeoutPreemptively(
        DEADLINE,
        () -> {
          ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
          long before = threads.getCurrentThreadAllocatedBytes();
          Throwable thrown = catchThrowable(() -> KerasModel.read(file));
          assertThat(threads.getCurrentThreadAllocatedBytes() - before)
              .isLessThan(MAX_ALLOCATED_BYTES);
          return thrown;
        });
  }
}
