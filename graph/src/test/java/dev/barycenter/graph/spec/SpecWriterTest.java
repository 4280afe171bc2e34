package dev.barycenter.graph.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.Model;
import org.junit.jupiter.api.Test;

class SpecWriterTest {
  private static void isWrittenAsRead(String text) {
    Model model = SpecFile.parse("m.yaml", text).model();
    assertThat(SpecWriter.yaml(model)).isEqualTo(text);
    assertThat(SpecFile.parse("m.json", SpecWriter.json(model)).model()).isEqualTo(model);
  }

  @Test
  void aStraightLineIsAList() {
    isWrittenAsRead(
        """
        name: digits
        model:
          input: [8, 8, 1]
          layers:
            - {type: Conv2D, filters: 32, kernel_size: [3, 3], activation: relu}
            - {type: Dropout, name: drop, rate: 0.5, training: false}
            - Flatten
            - {type: Dense, units: 10, kernel_initializer: he_normal, trainable: false}
            - type: Dense
              units: 10
              activation: softmax
              kernel_initializer: {type: RandomNormal, mean: 1.0}
              kernel_regularizer: {type: L2, l2: 1.0E-4}
        """);
    isWrittenAsRead(
        """
        name: words
        model:
          input: {name: text, shape: [null, 3], dtype: int32}
          layers:
            - {type: Dense, units: 10}
        """);
  }

  @Test
  void aGraphIsNamesWithInputs() {
    isWrittenAsRead(
        """
        name: siamese
        model:
          inputs: {left: [100], right: [100], "on": {shape: [100], dtype: int32}}
          layers:
            encoder: {type: Dense, units: 64, activation: relu, calls: {left_code: left, right_code: right}}
            both: {type: Concatenate, inputs: [left_code, right_code]}
            third: {call: encoder, inputs: "on", training: true}
            tower:
              type: Model
              model:
                input: [64]
                layers:
                  - {type: Dense, units: 3}
              calls: {a: {inputs: third, training: false}, b: right_code}
            all: {type: Concatenate, inputs: [both, a, b], mask: both}
            same: {type: Dense, units: 1, activation: sigmoid, inputs: all}
          outputs: {label: same, code: a}
        """);
  }
}
