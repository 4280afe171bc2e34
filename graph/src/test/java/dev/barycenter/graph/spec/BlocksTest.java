package dev.barycenter.graph.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.layer.Shape;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private static final String RESIDUAL =
      """
      blocks:
        residual:
          arguments: {filters: , strides: 1, project: false}
          inputs: x
          layers:
            conv1: {type: Conv2D, filters: $filters, kernel_size: 3, strides: $strides, padding: same, activation: relu, inputs: x}
            conv2: {type: Conv2D, filters: $filters, kernel_size: 3, padding: same, inputs: conv1}
            shortcut: {type: Conv2D, filters: "${filters}", kernel_size: 1, strides: $strides, inputs: x, when: $project, else: x}
            sum: {type: Add, inputs: [conv2, shortcut]}
          outputs: sum
      """;

  @Test
  void aBlockIsUsedWithArgumentsInAGraph() {
    Model model =
        SpecFile.parse(
                "m.yaml",
                RESIDUAL
                    + """
                    model:
                      inputs: {image: [8, 8, 4]}
                      layers:
                        a: {block: residual, filters: 4, inputs: image}
                        b: {block: residual, filters: 6, strides: 2, project: true, inputs: a, trainable: false}
                        flat: {type: Flatten, inputs: b}
                      outputs: [flat]
                    """)
            .model();
    assertThat(model.layers())
        .extracting(Model.Named::name)
        .containsExactly(
            "a_conv1", "a_conv2", "a_sum", "b_conv1", "b_conv2", "b_shortcut", "b_sum", "flat");
    assertThat(model.shape(Model.Ref.to("b_sum"))).isEqualTo(Shape.of(4, 4, 6));
    assertThat(model.calls().get(2).inputs())
        .containsExactly(Model.Ref.to("a_conv2"), Model.Ref.to("image"));
    assertThat(model.layer("a_conv1").trainable()).isTrue();
    assertThat(model.layer("b_shortcut").trainable()).isFalse();
  }

  @Test
  void aBlockMayStandInAList() {
    Model model =
        SpecFile.parse(
                "m.yaml",
                RESIDUAL
                    + """
                    model:
                      input: [8, 8, 4]
                      layers:
                        - {block: residual, filters: 4}
                        - {block: residual, filters: 4, name: last}
                        - GlobalAveragePooling2D
                    """)
            .model();
    assertThat(model.layers())
        .extracting(Model.Named::name)
        .containsExactly(
            "residual_conv1",
            "residual_conv2",
            "residual_sum",
            "last_conv1",
            "last_conv2",
            "last_sum",
            "global_average_pooling2d");
  }

  @Test
  void blocksUseBlocksAndShareLayersWithinAUse() {
    Model model =
        SpecFile.parse(
                "m.yaml",
                """
                blocks:
                  twice:
                    inputs: [a, b]
                    layers:
                      code: {type: Dense, units: 4, calls: {left: a, right: b}}
                      sum: {type: Add, inputs: [left, right]}
                    outputs: [sum, left]
                  four:
                    inputs: [a, b]
                    layers:
                      one: {block: twice, inputs: [a, b]}
                      two: {block: twice, inputs: [one, "one:1"]}
                    outputs: two
                model:
                  inputs: {x: [4], y: [4]}
                  layers:
                    all: {block: four, inputs: [x, y]}
                  outputs: {result: all}
                """)
            .model();
    assertThat(model.layers())
        .extracting(Model.Named::name)
        .containsExactly("all_one_code", "all_one_sum", "all_two_code", "all_two_sum");
    assertThat(model.outputs())
        .containsExactly(new Model.Output("result", Model.Ref.to("all_two_sum")));
  }

  @Test
  void everyMistakeInTheUseOfABlockIsTold() {
    SpecFile file =
        SpecFile.parse(
            "m.yaml",
            RESIDUAL
                + """
                  loop: {inputs: x, layers: {again: {block: loop, inputs: x}}, outputs: again}
                model:
                  inputs: {image: [8, 8, 4]}
                  layers:
                    a: {block: residul, inputs: image}
                    b: {block: residual, filterz: 4, project: 1, inputs: image}
                    c: {block: residual, filters: 0, inputs: [image, a]}
                    d: {block: loop, inputs: image}
                  outputs: [a, b, c, d]
                """);
    assertThatThrownBy(file::throwIfAny)
        .hasMessage(
            """
            6 problems in m.yaml:
              line 11, column 30: blocks.loop.layers.again: Block 'loop' uses itself: loop -> loop. Blocks cannot be recursive.
              line 15, column 9: model.layers.a.block: Unknown block 'residul'. Did you mean 'residual'?
              line 16, column 5: model.layers.b: Block 'residual' needs the argument 'filters'.
              line 16, column 26: model.layers.b.filterz: Unknown argument 'filterz' of block 'residual'. Did you mean 'filters'?
              line 16, column 38: model.layers.b.project: Found 1: expected a value like the default of 'project', which is false.
              line 17, column 5: model.layers.c: Block 'residual' reads [x], but is given 2 tensors.""");
  }
}
