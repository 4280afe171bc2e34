package dev.barycenter.graph.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.spec.SpecFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {
  private static final Model SIAMESE =
      SpecFile.parse(
              "siamese.yaml",
              """
              name: siamese
              model:
                inputs: {left: [28, 28, 1], right: [28, 28, 1], hint: [8]}
                layers:
                  tower:
                    type: Model
                    model:
                      input: {name: image, shape: [28, 28, 1]}
                      layers:
                        - {type: Conv2D, filters: 8, kernel_size: 3, activation: relu}
                        - Flatten
                        - {type: Dense, units: 16, name: code}
                    calls: {left_code: left, right_code: right}
                  score: {type: Dense, units: 16, calls: {left_score: left_code, right_score: right_code, again: left_score}}
                  both: {type: Concatenate, inputs: [again, right_score, hint]}
                  same: {type: Dense, units: 1, activation: sigmoid, inputs: both, trainable: false}
                outputs: [same]
              """)
          .model();

  private final Picture picture = Layout.of(SIAMESE);

  private static boolean overlap(Picture.Box a, Picture.Box b) {
    return a.x() < b.x() + b.width()
        && b.x() < a.x() + a.width()
        && a.y() < b.y() + b.height()
        && b.y() < a.y() + a.height();
  }

  private Picture.Box box(String title) {
    List<Picture.Box> found =
        picture.boxes().stream().filter(b -> b.lines().get(0).equals(title)).toList();
    assertThat(found).as(title).isNotEmpty();
    return found.get(0);
  }

  @Test
  void boxesDoNotOverlapExceptWithinNestedModels() {
    List<Picture.Box> leaves =
        picture.boxes().stream().filter(b -> b.kind() != Picture.Kind.MODEL).toList();
    assertThat(leaves).hasSize(3 + 4 + 3 + 1);
    for (Picture.Box a : leaves) {
      assertThat(leaves.stream().filter(b -> !b.equals(a) && overlap(a, b))).isEmpty();
    }
    Picture.Box tower = box("tower");
    for (String inside : List.of("image", "conv2d", "flatten", "code")) {
      Picture.Box box = box(inside);
      assertThat(box.x()).isGreaterThan(tower.x());
      assertThat(box.x() + box.width()).isLessThan(tower.x() + tower.width());
      assertThat(box.y()).isGreaterThan(tower.y());
      assertThat(box.y() + box.height()).isLessThan(tower.y() + tower.height());
    }
    assertThat(overlap(tower, box("both"))).isFalse();
  }

  @Test
  void aSharedLayerStandsOnceWithAnArrowForEveryCall() {
    assertThat(picture.boxes().stream().filter(b -> b.lines().get(0).equals("score"))).hasSize(1);
    assertThat(picture.arrows())
        .extracting(Picture.Arrow::label)
        .filteredOn(label -> !label.isEmpty())
        .containsExactlyInAnyOrder("left_code", "right_code", "left_score", "again", "right_score");
  }

  @Test
  void arrowsEndAtTheBordersOfBoxes() {
    for (Picture.Arrow arrow : picture.arrows()) {
      Picture.Point tip = arrow.points().get(arrow.points().size() - 1);
      assertThat(picture.boxes())
          .anyMatch(
              b ->
                  tip.x() > b.x() - 1
                      && tip.x() < b.x() + b.width() + 1
                      && tip.y() > b.y() - 1
                      && tip.y() < b.y() + b.height() + 1
                      && (Math.abs(b.y() - tip.y()) < 1
                          || Math.abs(b.x() - tip.x()) < 1
                          || Math.abs(b.x() + b.width() - tip.x()) < 1));
    }
  }

  @Test
  void theSamePictureIsDrawnEveryTime() {
    assertThat(Plot.svg(SIAMESE)).isEqualTo(Plot.svg(SIAMESE));
  }

  @Test
  void filesAreWrittenByTheirNames(@TempDir Path folder) throws IOException {
    Plot.write(SIAMESE, folder.resolve("m.svg"));
    assertThat(Files.readString(folder.resolve("m.svg")))
        .startsWith("<svg xmlns=")
        .contains(">conv2d</text>")
        .endsWith("</svg>\n");
    Plot.write(SIAMESE, folder.resolve("m.png"));
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("m.png"))));
    assertThat(image.getWidth()).isEqualTo((int) Math.ceil(picture.width() * 2));
    assertThatThrownBy(() -> Plot.write(SIAMESE, folder.resolve("m.gif")))
        .hasMessage(
            "Cannot draw '%s': the name of a picture ends with .svg or .png."
                .formatted(folder.resolve("m.gif")));
  }
}
