package dev.barycenter.graph.layer;

import java.util.List;

/** The layers that can be written by name. */
final class LayerCatalog {
  static final List<Class<? extends Layer>> MEMBERS = List.of(Dense.class);

  private LayerCatalog() {}
}
