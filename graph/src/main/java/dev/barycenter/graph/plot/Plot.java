package dev.barycenter.graph.plot;

import dev.barycenter.graph.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Draws models. */
public final class Plot {
  private Plot() {}

  /** Returns a model as an SVG document. */
  public static String svg(Model model) {
    return Svg.of(Layout.of(model));
  }

  /** Returns a model as a PNG image; the machine needs a font for it. */
  public static byte[] png(Model model) {
    return Png.of(Layout.of(model));
  }

  /**
   * Writes a picture of a model.
   *
   * @param file its name ends with {@code .svg} or {@code .png}
   * @throws IllegalArgumentException if the name ends otherwise
   */
  public static void write(Model model, Path file) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".svg")) {
      Files.writeString(file, svg(model), StandardCharsets.UTF_8);
    } else if (name.endsWith(".png")) {
      Files.write(file, png(model));
    } else {
      throw new IllegalArgumentException(
          "Cannot draw '%s': the name of a picture ends with .svg or .png.".formatted(file));
    }
  }
}
