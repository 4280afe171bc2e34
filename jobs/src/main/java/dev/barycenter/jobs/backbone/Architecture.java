package dev.barycenter.jobs.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barycenter.graph.Model;
import dev.barycenter.graph.spec.SpecFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A well-known model without its top, with the layers, names and weights that keras.applications
 * gives it.
 *
 * @param model for pictures of any size, with weights as its initializers make them
 * @param preprocess what its trained weights expect
 */
public record Architecture(Model model, Preprocess preprocess) {

  /** The names, as in keras.applications; each has a spec in {@code conf/backbones}. */
  public static final List<String> NAMES =
      List.of("EfficientNetB0", "MobileNetV2", "ResNet50", "VGG16");

  /**
   * Returns the architecture of a name.
   *
   * @param name one of {@link #NAMES}
   */
  public static Architecture named(String name) {
    String resource = name + ".yaml";
    try (InputStream in = Architecture.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "There is no architecture '%s'. Known are: %s."
                .formatted(name, String.join(", ", NAMES)));
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      SpecFile file = SpecFile.parse(resource, text);
      file.expectSections("preprocess");
      return new Architecture(file.model(), preprocess(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Preprocess preprocess(SpecFile file) {
    String mode = file.section("preprocess").map(JsonNode::asText).orElse("none");
    return Preprocess.valueOf(mode.toUpperCase(Locale.ROOT));
  }
}
