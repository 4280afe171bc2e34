package dev.barycenter.graph.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("law-8")
class SpecProblemsTest {
  private static void refuses(String text, String report) {
    SpecFile file = SpecFile.parse("m.yaml", text);
    assertThatThrownBy(file::model).isInstanceOf(SpecException.class).hasMessage(report.strip());
  }

  @Test
  void aGraphThatIsDisconnectedTellsTheTensorThePathAndTheFix() {
    refuses(
        """
        model:
          inputs: {image: [16], metadata: [4]}
          layers:
            features: {type: Dense, units: 8, inputs: image}
            both: {type: Concatenate, inputs: [features, metdata]}
            label: {type: Dense, units: 2, inputs: both}
          outputs: [label]
        """,
        """
        1 problem in m.yaml:
          line 5, column 31: model.layers.both.inputs: Graph disconnected: 'both' reads 'metdata', which is neither an input nor made by a layer (path: label <- both <- metdata). Did you mean 'metadata'?
        """);
  }

  @Test
  void anInputWithoutAShapeIsRefused() {
    refuses(
        """
        model:
          inputs: {image: , text: {dtype: int32}}
          layers:
            both: {type: Concatenate, inputs: [image, text]}
          outputs: [both]
        """,
        """
        2 problems in m.yaml:
          line 2, column 12: model.inputs.image: Input 'image' has no shape. Write that of one example without the batch axis, such as [784], or [null, 16] where the first axis varies.
          line 2, column 21: model.inputs.text: Input 'text' has no shape. Write that of one example without the batch axis, such as [784], or [null, 16] where the first axis varies.
        """);
    refuses(
        "model: {layers: [Flatten]}",
        """
        1 problem in m.yaml:
          line 1, column 1: model: The model does not say what its input is. Write the shape of one example without the batch axis, such as input: [784].
        """);
  }

  @Test
  void shapesThatDoNotMergeAreToldWithWhoMadeThem() {
    refuses(
        """
        model:
          inputs: {x: [16]}
          layers:
            a: {type: Dense, units: 8, inputs: x}
            b: {type: Dense, units: 9, inputs: x}
            sum: {type: Add, inputs: [a, b]}
          outputs: [sum]
        """,
        """
        1 problem in m.yaml:
          line 6, column 22: model.layers.sum.inputs: Add takes inputs of equal shapes, or with axes of length 1 that stretch, but is given (8,) and (9,). Reshape or project one of them first. It reads 'a' (8,), 'b' (9,).
        """);
  }

  @Test
  void aBranchInAListShowsTheSameModelWithNames() {
    refuses(
        """
        model:
          input: [8, 8, 1]
          layers:
            - {type: Conv2D, name: conv, filters: 4, kernel_size: 3, padding: same}
            - {type: Conv2D, filters: 4, kernel_size: 1, inputs: input}
            - {type: Add, inputs: [conv, conv2d]}
            - Flatten
        """,
        """
        1 problem in m.yaml:
          line 5, column 7: model.layers[1]: Layer 'conv2d' names what it reads, but a list of layers is Sequential and cannot branch. The same written with names, where layers may branch:
            model:
              inputs: {input: [8, 8, 1]}
              layers:
                conv: {type: Conv2D, filters: 4, kernel_size: 3, padding: same, inputs: input}
                conv2d: {type: Conv2D, filters: 4, kernel_size: 1, inputs: input}
                add: {type: Add, inputs: [conv, conv2d]}
                flatten: {type: Flatten, inputs: add}
              outputs: [flatten]
        """);
  }

  @Test
  void layersThatWaitForEachOtherAreTold() {
    refuses(
        """
        model:
          inputs: {x: [4]}
          layers:
            a: {type: Add, inputs: [x, c]}
            b: {type: Dense, units: 4, inputs: a}
            c: {type: Dense, units: 4, inputs: b}
          outputs: [c]
        """,
        """
        1 problem in m.yaml:
          line 4, column 20: model.layers.a.inputs: These layers wait for each other: a <- c <- b <- a. Let one of them read something made before it.
        """);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    refuses(
        """
        modle: 1
        model:
          inputs: {x: [0], y: [3]}
          layers:
            a: {type: Dens, units: 4, inputs: x}
            b: {type: Dense, units: 0, inputs: a}
            b: {type: Dense, units: four, inputs: a}
            c: {type: Dense, units: 4, activation: rleu, inputs: y, calls: {d: y}}
            e: Flatten
            f: {type: Dense, units: 4, inputs: y, trainable: maybe}
          outputs: [a, b, f, a, g]
        """,
        """
        10 problems in m.yaml:
          line 3, column 12: model.inputs.x: Found [0]: expected the shape of one example without the batch axis, such as [28, 28, 1]; null stands for an axis that varies.
          line 4, column 3: model.layers: The key 'b' stands twice, at line 6, column 5 and at line 7, column 5. Keep one.
          line 5, column 9: model.layers.a.type: Unknown layer 'Dens'. Did you mean 'Dense'?
          line 6, column 5: model.layers.b: 'units' must be at least 1, but was 0.
          line 8, column 5: model.layers.c: Layer 'c' has both 'inputs' and 'calls'. Keep 'calls' if it is called several times.
          line 8, column 32: model.layers.c.activation: Found 'rleu'. Did you mean 'relu'?
          line 9, column 5: model.layers.e: Layer 'e' does not say what it reads. Write inputs: NAME, or inputs: [NAME, NAME].
          line 10, column 43: model.layers.f.trainable: Found "maybe": expected true or false.
          line 11, column 22: model.outputs[3]: The output 'a' is named twice. Keep one.
          line 11, column 25: model.outputs[4]: Output 'g' is neither an input nor made by a layer. Did you mean 'a'?
        """);
  }

  @Test
  void aTextThatIsNoModelIsToldWithItsPlace() {
    refuses(
        "model:\n\tinput: [4]\n",
        """
        1 problem in m.yaml:
          line 2, column 1: This is not YAML: found a tab. Indent with spaces.
        """);
    refuses(
        "model: {input: [4]\n",
        """
        1 problem in m.yaml:
          line 2, column 1: This is not YAML: expected ',' or '}', but got <stream end>.
        """);
    refuses(
        "",
        """
        1 problem in m.yaml:
          line 1, column 1: Found nothing: expected keys such as 'model' and 'training'.
        """);
    refuses(
        "- a",
        """
        1 problem in m.yaml:
          line 1, column 1: Found a list: expected keys such as 'model' and 'training'.
        """);
    refuses(
        "name: x",
        """
        1 problem in m.yaml:
          line 1, column 1: The file has no 'model'. Write one, such as model: {input: [784], layers: [{type: Dense, units: 10}]}.
        """);
  }

  @Test
  void aSmallTextCannotStandForAHugeOne() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String list = "*a%d, ".formatted(i - 1).repeat(9) + "*a" + (i - 1);
      text.append("a%d: &a%d [%s]\n".formatted(i, i, list));
    }
    refuses(
        text.toString(),
        """
        1 problem in m.yaml:
          line 1, column 1: a5[0]: The text stands for more than 200,000 values, aliases included. Write it without them.
        """);
  }

  @Test
  void aSharedLayerIsReadByTheNamesOfItsCalls() {
    refuses(
        """
        model:
          inputs: {x: [4], y: [4]}
          layers:
            code: {type: Dense, units: 4, calls: {a: x, b: y}}
            sum: {type: Add, inputs: [code, b]}
          outputs: [sum]
        """,
        """
        1 problem in m.yaml:
          line 5, column 22: model.layers.sum.inputs: Graph disconnected: 'sum' reads 'code', which is neither an input nor made by a layer (path: sum <- code). Layer 'code' is called under names of its own; read one of them: a, b.
        """);
  }

  @Test
  void aLayerThatNoOutputDependsOnIsTold() {
    refuses(
        """
        model:
          inputs: {x: [4], y: [4]}
          layers:
            a: {type: Dense, units: 4, inputs: x}
            b: {type: Dense, units: 4, inputs: y}
          outputs: [a]
        """,
        """
        1 problem in m.yaml:
          line 5, column 32: model.layers.b.inputs: No output depends on 'b'. Read it in another layer, name it under outputs, or remove it.
        """);
  }

  @Test
  void aSharedLayerWhoseWeightsDoNotFitASecondCallIsTold() {
    refuses(
        """
        model:
          inputs: {x: [4], y: [5]}
          layers:
            code: {type: Dense, units: 3, calls: {a: x, b: y}}
          outputs: [a, b]
        """,
        """
        1 problem in m.yaml:
          line 4, column 49: model.layers.code.calls.b: 'b' does not fit: The first call gave the layer weights for [(4,)], but this one is given [(5,)]. Make the shapes equal, or use a second layer.
        """);
  }

  @Test
  void aJoinInAListShowsTheSameModelWithNames() {
    refuses(
        """
        model:
          input: [4]
          layers:
            - Dense: {units: 4}
            - Add
        """,
        """
        1 problem in m.yaml:
          line 5, column 7: model.layers[1]: Layer 'add' joins several tensors, but a list of layers is Sequential: each reads only the one before it. The same written with names, where layers may branch:
            model:
              inputs: {input: [4]}
              layers:
                dense: {type: Dense, units: 4, inputs: input}
                add: {type: Add, inputs: [dense, ANOTHER]}
              outputs: [add]
        """);
  }
}
