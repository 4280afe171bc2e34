/**
 * The notation for people: models written in YAML or JSON, read with every problem found at once,
 * and written back.
 *
 * <p>A straight line is a list; an entry is a name, {@code NAME: {arguments}}, or {@code {type:
 * NAME, arguments}}:
 *
 * <pre>{@code
 * model:
 *   input: [8, 8, 1]                  # one example, without the batch axis; null where it varies
 *   layers:
 *     - {type: Conv2D, filters: 32, kernel_size: 3, activation: relu}
 *     - Flatten
 *     - {type: Dense, name: digit, units: 10, activation: softmax}
 * }</pre>
 *
 * <p>Anything else is layers by name that say what they read, in any order:
 *
 * <pre>{@code
 * model:
 *   inputs: {left: [100], right: [100], word: {shape: [null], dtype: int32}}
 *   layers:
 *     code: {type: Dense, units: 64, calls: {a: left, b: right}}     # one layer, two calls
 *     also: {call: code, inputs: a}                                  # a third call of it
 *     both: {type: Concatenate, inputs: [a, b, also]}
 *     tail: {type: Model, model: {input: [192], layers: [...]}, inputs: both, trainable: false}
 *   outputs: [tail]                                                  # or {label: tail}
 * }</pre>
 *
 * <p>{@code training}, {@code mask} and {@code use_causal_mask} are passed to a call; {@code
 * NAME:1} is the second output of a layer. Blocks are reusable parts with arguments:
 *
 * <pre>{@code
 * blocks:
 *   residual:
 *     arguments: {filters: , project: false}                         # nothing: must be given
 *     inputs: x
 *     layers:
 *       conv:     {type: Conv2D, filters: $filters, kernel_size: 3, padding: same, inputs: x}
 *       shortcut: {type: Conv2D, filters: $filters, kernel_size: 1, inputs: x, when: $project, else: x}
 *       sum:      {type: Add, inputs: [conv, shortcut]}
 *     outputs: sum
 * model:
 *   inputs: {image: [32, 32, 3]}
 *   layers:
 *     block1: {block: residual, filters: 16, project: true, inputs: image}   # block1_conv, …
 *   outputs: [block1]
 * }</pre>
 *
 * <p>A model may stand on a backbone, whose output its layers read as {@code backbone}:
 *
 * <pre>{@code
 * model:
 *   backbone: {from: ResNet50, weights: resnet50_notop.h5, input: [128, 128, 3], cut: conv4_block6_out}
 *   layers:
 *     - GlobalAveragePooling2D
 *     - {type: Dense, name: label, units: 10, activation: softmax}
 * }</pre>
 *
 * <p>Or it is a whole model of a file: {@code model: {from: runs/digits}}.
 *
 * <dl>
 *   <dt>backbone
 *   <dd>a trained model, up to one of its layers, that new layers are put on
 *   <dt>place
 *   <dd>where something stands in a file, as a pointer such as {@code /model/layers/conv/filters}
 *   <dt>entry
 *   <dd>what a file says of one layer: its type, its arguments, and what it reads
 *   <dt>section
 *   <dd>a part of a file other than the model, such as {@code training}, which others bind
 * </dl>
 */
@NullMarked
package dev.barycenter.graph.spec;

import org.jspecify.annotations.NullMarked;
