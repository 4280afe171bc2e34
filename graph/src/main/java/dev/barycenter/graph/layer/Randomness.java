package dev.barycenter.graph.layer;

import dev.barycenter.graph.ops.Ops;
import dev.barycenter.graph.ops.Value;

/**
 * Random numbers of one call: a function of the step's seed, the call's name and the shape alone.
 *
 * @param seed the seed of the step, type INT64 and shape {@code (1)}; set before each run
 * @param name tells the calls of a model apart
 */
public record Randomness(Value seed, String name) {
  /** Returns numbers uniform in [0, 1). */
  public Value uniform(Ops ops, long... shape) {
    return ops.uniform(seed, salt(), shape);
  }

  /** Returns standard normal numbers. */
  public Value normal(Ops ops, long... shape) {
    return ops.normal(seed, salt(), shape);
  }

  /** Returns other random numbers, for a part of this call. */
  public Randomness inner(String part) {
    return new Randomness(seed, name + "/" + part);
  }

  private long salt() {
    long hash = 0xCBF29CE484222325L; // FNV-1a over the characters of the name
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }
}
