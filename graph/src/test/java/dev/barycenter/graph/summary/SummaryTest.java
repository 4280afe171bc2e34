package dev.barycenter.graph.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.spec.SpecFile;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static Model model(String text) {
    return SpecFile.parse("m.yaml", text).model();
  }

  @Test
  void aStraightLineHasThreeColumns() {
    Model model =
        model(
            """
            name: mnist_mlp
            model:
              input: [784]
              layers:
                - {type: Dense, units: 256}
                - {type: Dropout, rate: 0.5}
                - {type: Dense, units: 128, trainable: false}
                - {type: Dense, units: 10, name: predictions}
            """);
    assertThat(new Summary(80, false, true).text(model))
        .isEqualTo(
            """
            Model: "mnist_mlp"
            ┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━┓
            ┃ Layer (type)        ┃ Output Shape ┃ Param # ┃ Trainable ┃
            ┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━━━━┩
            │ input (InputLayer)  │ (None, 784)  │       0 │ -         │
            ├─────────────────────┼──────────────┼─────────┼───────────┤
            │ dense (Dense)       │ (None, 256)  │ 200,960 │ Y         │
            ├─────────────────────┼──────────────┼─────────┼───────────┤
            │ dropout (Dropout)   │ (None, 256)  │       0 │ -         │
            ├─────────────────────┼──────────────┼─────────┼───────────┤
            │ dense_1 (Dense)     │ (None, 128)  │  32,896 │ N         │
            ├─────────────────────┼──────────────┼─────────┼───────────┤
            │ predictions (Dense) │ (None, 10)   │   1,290 │ Y         │
            └─────────────────────┴──────────────┴─────────┴───────────┘
             Total params: 235,146 (918.54 KB)
             Trainable params: 202,250 (790.04 KB)
             Non-trainable params: 32,896 (128.50 KB)
            """);
  }

  @Test
  void sharedLayersStandOnceAndNestedModelsUnfold() {
    Model model =
        model(
            """
            name: siamese
            model:
              inputs: {left: [100], right: [100]}
              layers:
                tower:
                  type: Model
                  model: {input: [100], layers: [{type: Dense, units: 64}, {type: Dense, units: 8}]}
                  calls: {left_code: left, right_code: right}
                both: {type: Concatenate, inputs: [left_code, right_code]}
                a_layer_with_a_very_long_name_indeed: {type: Dense, units: 1, inputs: both}
              outputs: [a_layer_with_a_very_long_name_indeed]
            """);
    assertThat(new Summary(72, true, false).text(model))
        .isEqualTo(
            """
            Model: "siamese"
            ┏━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━┓
            ┃ Layer (type)           ┃ Output Shape ┃ Param # ┃ Connected to       ┃
            ┡━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━┩
            │ left (InputLayer)      │ (None, 100)  │       0 │ -                  │
            ├────────────────────────┼──────────────┼─────────┼────────────────────┤
            │ right (InputLayer)     │ (None, 100)  │       0 │ -                  │
            ├────────────────────────┼──────────────┼─────────┼────────────────────┤
            │ tower (Sequential)     │ (None, 8)    │   6,984 │ left → left_code   │
            │                        │              │         │ right → right_code │
            ├────────────────────────┼──────────────┼─────────┼────────────────────┤
            │    └ input             │ (None, 100)  │       0 │ -                  │
            │ (InputLayer)           │              │         │                    │
            ├────────────────────────┼──────────────┼─────────┼────────────────────┤
            │    └ dense (Dense)     │ (None, 64)   │   6,464 │ input              │
            ├────────────────────────┼──────────────┼─────────┼────────────────────┤
            │    └ dense_1 (Dense)   │ (None, 8)    │     520 │ dense              │
            ├────────────────────────┼──────────────┼─────────┼────────────────────┤
            │ both (Concatenate)     │ (None, 16)   │       0 │ left_code          │
            │                        │              │         │ right_code         │
            ├────────────────────────┼──────────────┼─────────┼────────────────────┤
            │ a_layer_with_a_very_lo │ (None, 1)    │      17 │ both               │
            │ ng_name_indeed (Dense) │              │         │                    │
            └────────────────────────┴──────────────┴─────────┴────────────────────┘
             Total params: 7,001 (27.35 KB)
             Trainable params: 7,001 (27.35 KB)
             Non-trainable params: 0 (0.00 B)
            """);
  }

  @Test
  void aLayerMadeTwiceWhereSharingMayBeMeantIsAWarning() {
    Model model =
        model(
            """
            name: siamese
            model:
              inputs: {left: [10, 10], right: [10, 10]}
              layers:
                flat_left: {type: Flatten, inputs: left}
                flat_right: {type: Flatten, inputs: right}
                code: {type: Dense, units: 4, inputs: flat_left}
                code_1: {type: Dense, units: 4, inputs: flat_right}
                both: {type: Concatenate, inputs: [code, code_1]}
                a: {type: Dense, units: 4, inputs: both}
                b: {type: Dense, units: 4, inputs: both}
              outputs: [a, b]
            """);
    assertThat(Summary.of(model))
        .endsWith(
            """
             Warning: layers 'code' and 'code_1' have equal settings and stand side by side on \
            'flat_left' and 'flat_right', but each has weights of its own.
             If one layer was meant, call it twice: code: {type: …, calls: {code_a: flat_left, \
            code_b: flat_right}}.
            """);
    assertThat(Summary.of(model).lines().filter(l -> l.contains("Warning"))).hasSize(1);
  }
}
