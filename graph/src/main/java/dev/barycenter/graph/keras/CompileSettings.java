package dev.barycenter.graph.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barycenter.graph.training.Compilation;
import java.util.Optional;

/**
 * What {@code model.compile(…)} was given, as Keras 3 writes it: {@code optimizer}, {@code loss},
 * {@code loss_weights}, {@code metrics}, {@code weighted_metrics}.
 *
 * @param json the {@code compile_config} with classes in Keras's public modules, which every
 *     backend can import; the {@code training_config} of legacy files has been brought to this form
 */
public record CompileSettings(JsonNode json) {

  /** Returns the settings of a compilation. */
  public static CompileSettings of(Compilation compilation) {
    return new CompileSettings(CompileForm.of(compilation.kerasForm()));
  }

  /** Finds the settings in a configuration. */
  static Optional<CompileSettings> in(JsonNode configuration) {
    JsonNode current = configuration.path("compile_config");
    if (current.isObject()) {
      return Optional.of(new CompileSettings(CompileForm.of(current)));
    }
    JsonNode legacy = configuration.path("training_config");
    if (!legacy.isObject()) {
      return Optional.empty();
    }
    ObjectNode renamed = legacy.deepCopy();
    JsonNode optimizer = renamed.remove("optimizer_config");
    if (optimizer != null) {
      renamed.set("optimizer", optimizer);
    }
    return Optional.of(new CompileSettings(CompileForm.of(renamed)));
  }

  /** Returns the class of the optimizer, such as {@code Adam}; empty if none is named. */
  public String optimizerClass() {
    JsonNode optimizer = json.path("optimizer");
    String name =
        optimizer.isTextual() ? optimizer.asText() : optimizer.path("class_name").asText();
    return name.contains(">") ? name.substring(name.indexOf('>') + 1) : name;
  }

  /** Returns the arguments of the optimizer. */
  public JsonNode optimizerConfig() {
    return json.path("optimizer").path("config");
  }

  /** Returns whether the learning rate is computed by a schedule. */
  public boolean scheduled() {
    return optimizerConfig().path("learning_rate").isObject();
  }
}
