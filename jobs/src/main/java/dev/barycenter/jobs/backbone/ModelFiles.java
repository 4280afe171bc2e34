package dev.barycenter.jobs.backbone;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.keras.CompileSettings;
import dev.barycenter.graph.keras.OptimizerState;
import dev.barycenter.graph.keras.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Where backbones are read from. */
public interface ModelFiles {

  /**
   * A model as a file holds it.
   *
   * @param weights every weight by its path; empty if the file has none
   * @param compiled what it was compiled with, read when it is asked for: who only wants the model
   *     need not know the optimizer
   */
  record Stored(Model model, Map<String, Tensor> weights, Supplier<Optional<Compiled>> compiled) {

    /** A model that was not compiled. */
    public Stored(Model model, Map<String, Tensor> weights) {
      this(model, weights, Optional::empty);
    }
  }

  /**
   * What a model was compiled with, and how far its optimizer has come.
   *
   * @param state of the optimizer that the settings name, if it has taken steps
   */
  record Compiled(CompileSettings settings, Optional<OptimizerState> state) {}

  /** Returns the model of a Keras file, a run folder or a spec. */
  Stored read(String path);

  /** Returns the weights that a Keras file has for a model, by their paths. */
  Map<String, Tensor> weights(String path, Model model);
}
