package dev.barycenter.graph.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever happens to a file, reading it ends in a model or in a report. */
@Tag("law-8")
class DamagedSpecTest {
  private static final String WHOLE =
      """
      name: all
      blocks:
        residual:
          arguments: {units: , project: false}
          inputs: x
          layers:
            inner: {type: Dense, units: $units, activation: relu, inputs: x}
            shortcut: {type: Dense, units: "${units}", inputs: x, when: $project, else: x}
            sum: {type: Add, inputs: [inner, shortcut]}
          outputs: sum
      model:
        inputs: {left: [6], right: {shape: [6], dtype: float32}, steps: [null, 4]}
        layers:
          tower:
            type: Model
            model: {input: [6], layers: [&first {type: Dense, units: 4}, *first, {Dense: {units: 6}}]}
            calls: {a: left, b: {inputs: right, training: false}}
          c: {block: residual, units: 6, project: true, inputs: a}
          again: {call: tower, inputs: c}
          d: {type: Conv2D, filters: 3, kernel_size: [3, 3], inputs: image}
          mean: {type: GlobalAveragePooling1D, inputs: steps}
          all: {type: Concatenate, axis: -1, inputs: [again, b, mean]}
          out: {type: Dense, units: 1, kernel_regularizer: {type: L2, l2: 0.01}, inputs: all}
        outputs: {label: out}
      """;

  @Test
  void theWholeFileIsReadOnceItsOneMistakeIsGone() {
    String repaired = WHOLE.replaceAll(" *d: .*\n", "");
    assertThat(SpecFile.parse("m.yaml", repaired).model().outputs()).hasSize(1);
  }

  @Test
  void characterDamageEndsInAReport() {
    Random random = new Random(7);
    for (int i = 0; i < 600; i++) {
      StringBuilder text = new StringBuilder(WHOLE);
      for (int hits = random.nextInt(4); hits >= 0; hits--) {
        int at = random.nextInt(text.length());
        String marks = "{}[]:,&*#-'\"?|>%@`~!$0aZ\n \t\0é\uD83D";
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, marks.charAt(random.nextInt(marks.length())));
          default -> text.insert(at, marks.charAt(random.nextInt(marks.length())));
        }
      }
      readsOrReports(text.toString());
    }
  }

  @Test
  void linesAndWordsInWrongPlacesEndInAReport() {
    Random random = new Random(8);
    for (int i = 0; i < 400; i++) {
      List<String> lines = new ArrayList<>(WHOLE.lines().toList());
      List<String> words = new ArrayList<>(List.of(WHOLE.split("\\b")));
      if (random.nextBoolean()) {
        Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
        lines.remove(random.nextInt(lines.size()));
        readsOrReports(String.join("\n", lines));
      } else {
        Collections.swap(words, random.nextInt(words.size()), random.nextInt(words.size()));
        words.set(
            random.nextInt(words.size()), List.of("-1", "null", "1e99", "[]", "{}").get(i % 5));
        readsOrReports(String.join("", words));
      }
    }
  }

  @Test
  void textsWithoutMeasureEndInAReport() {
    for (String text :
        List.of(
            "[".repeat(100_000),
            "{a: ".repeat(10_000),
            "model: " + "&a [".repeat(50) + "*a" + "]".repeat(50),
            "model: {input: [2147483647, 2147483647, 2147483647], layers: [Flatten]}",
            "model: {input: [99999999999999], layers: [Flatten]}",
            "model: {input: [4], layers: [{type: Dense, units: 2147483647}, {type: Dense, units: 2147483647}]}",
            "model: {inputs: {x: [4]}, layers: {a: {type: Add, inputs: ["
                + "x, ".repeat(50_000)
                + "x]}}, outputs: a}",
            "x".repeat(4_000_000),
            "model: {layers: {" + "a: b, ".repeat(1000) + "}}",
            "? {a: b}\n: c\n",
            "--- a\n--- b\n",
            "!!java.net.URL [\"http://localhost\"]",
            "model: !!binary aGVsbG8=",
            "%YAML 9.9\n---\nmodel: 1")) {
      readsOrReports(text);
    }
  }

  private static void readsOrReports(String text) {
    SpecFile file;
    try {
      file = SpecFile.parse("m.yaml", text);
      file.throwIfAny();
    } catch (SpecException e) {
      assertThat(e).hasMessageContaining("in m.yaml:\n  line ");
    } catch (RuntimeException | StackOverflowError e) {
      fail(
          "Reading ended in " + e + " for\n" + text.substring(0, Math.min(3000, text.length())), e);
    }
  }
}
