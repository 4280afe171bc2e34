package dev.barycenter.graph.keras.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.keras.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Hdf5ReaderTest {

  static List<Path> cases() {
    return Golden.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void seesTheTreeThatH5pySeesInTheWeightsOfAModel(Path folder) throws IOException {
    assertThat(tree(weights(folder.resolve("model.keras"))))
        .isEqualTo(Files.readAllLines(folder.resolve("h5_tree_weights.txt")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void seesTheDatasetsThatH5pySeesInALegacyFile(Path folder) throws IOException {
    List<String> expected = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("h5_tree_legacy.txt"))) {
      if (!line.startsWith("/ ")) {
        expected.add(line.replaceFirst(" {2}\\{.*", ""));
      }
    }
    Hdf5Group root =
        Hdf5Reader.read(ByteBuffer.wrap(Files.readAllBytes(folder.resolve("model.h5"))));
    List<String> found = tree(root).stream().map(l -> l.replaceFirst(" {2}\\{.*", "")).toList();
    assertThat(found).isEqualTo(expected);
    assertThat(root.attribute("model_config").orElseThrow().strings().get(0))
        .startsWith("{\"class_name\": ");
  }

  @Test
  void readsWhatJhdfReads() throws IOException {
    Path file =
        Golden.shared("data/weights-keras-squeezenet/squeezenet_v1.1_imagenet_notop_full.h5");
    Hdf5Group root = Hdf5Reader.read(ByteBuffer.wrap(Files.readAllBytes(file)));
    int compared = 0;
    try (io.jhdf.HdfFile other = new io.jhdf.HdfFile(file)) {
      compared = compare(root, other);
    }
    assertThat(compared).isGreaterThan(40);
  }

  @Test
  void readsEveryKindOfNumberTextAndChunk() throws IOException {
    Hdf5Group root;
    try (InputStream in = Golden.class.getResourceAsStream("kinds.h5")) {
      root = Hdf5Reader.read(ByteBuffer.wrap(in.readAllBytes()));
    }
    float[] counted = new float[35];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = i;
    }
    assertThat(floats(root, "deflated")).isEqualTo(counted);
    assertThat(floats(root, "chunked")).isEqualTo(counted);
    assertThat(floats(root, "float16"))
        .containsExactly(1.5f, -2, 0x1p-24f, 65504, Float.POSITIVE_INFINITY);
    assertThat(floats(root, "float64")).containsExactly(0.5f, -3);
    assertThat(floats(root, "uint8")).containsExactly(255, 1);
    assertThat(floats(root, "bool")).containsExactly(1, 0);
    assertThat(floats(root, "bfloat16")).containsExactly(1, -2);
    assertThat(array(root, "int64").longs()).containsExactly(12345678901L);
    assertThat(root.attribute("bytes").orElseThrow().strings()).containsExactly("a", "bcd");
    assertThat(root.attribute("text").orElseThrow().strings()).containsExactly("h\u00e9");
    assertThat(root.attribute("texts").orElseThrow().strings()).containsExactly("x", "yy");
    assertThat(root.attribute("empty").orElseThrow().elements()).isZero();
  }

  private static Hdf5Array array(Hdf5Group root, String name) {
    return ((Hdf5Dataset) root.find(name).orElseThrow()).array();
  }

  private static float[] floats(Hdf5Group root, String name) {
    return array(root, name).floats();
  }

  private static int compare(Hdf5Group group, io.jhdf.api.Group other) {
    assertThat(group.members().keySet()).containsExactlyElementsOf(other.getChildren().keySet());
    int compared = 0;
    for (var member : group.members().entrySet()) {
      io.jhdf.api.Node node = other.getChild(member.getKey());
      assertThat(member.getValue().attributes().keySet())
          .containsExactlyInAnyOrderElementsOf(node.getAttributes().keySet());
      if (member.getValue() instanceof Hdf5Dataset dataset) {
        io.jhdf.api.Dataset expected = (io.jhdf.api.Dataset) node;
        assertThat(dataset.array().shape()).isEqualTo(expected.getDimensions());
        assertThat(dataset.array().floats()).isEqualTo(expected.getDataFlat());
        compared++;
      } else {
        compared += compare((Hdf5Group) member.getValue(), (io.jhdf.api.Group) node);
      }
    }
    return compared;
  }

  static Hdf5Group weights(Path keras) throws IOException {
    try (ZipFile zip = new ZipFile(keras.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("model.weights.h5"))) {
      return Hdf5Reader.read(ByteBuffer.wrap(in.readAllBytes()));
    }
  }

  static List<String> tree(Hdf5Group root) {
    List<String> lines = new ArrayList<>();
    walk(root, "", lines);
    return lines;
  }

  private static void walk(Hdf5Group group, String path, List<String> lines) {
    group
        .members()
        .forEach(
            (name, member) -> {
              String child = path + "/" + name;
              if (member instanceof Hdf5Dataset dataset) {
                lines.add(child + " " + describe(dataset.array()));
              } else {
                Hdf5Group inner = (Hdf5Group) member;
                lines.add(child + attributes(inner));
                walk(inner, child, lines);
              }
            });
  }

  private static String describe(Hdf5Array array) {
    String kind = array.type().kind() == ElementType.Kind.FLOAT ? "float" : "int";
    return kind + 8 * array.type().bytes() + Arrays.toString(array.shape());
  }

  private static String attributes(Hdf5Group group) {
    if (group.attributes().isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    group
        .attributes()
        .forEach((name, value) -> parts.add(name + "=" + String.join(", ", value.strings())));
    return String.format(Locale.ROOT, "  {%s}", String.join(", ", parts));
  }
}
