package dev.barycenter.jobs.backbone;

import dev.barycenter.graph.Model;
import dev.barycenter.graph.keras.Tensor;
import java.util.Map;

/** Where backbones are read from. */
public interface ModelFiles {

  /**
   * A model as a file holds it.
   *
   * @param weights every weight by its path; empty if the file has none
   */
  record Stored(Model model, Map<String, Tensor> weights) {}

  /** Returns the model of a Keras file, a run folder or a spec. */
  Stored read(String path);

  /** Returns the weights that a Keras file has for a model, by their paths. */
  Map<String, Tensor> weights(String path, Model model);
}
