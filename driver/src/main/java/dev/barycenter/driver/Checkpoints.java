package dev.barycenter.driver;

import java.util.Optional;

/** Where a run keeps its states. */
public interface Checkpoints {

  /** Keeps nothing. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public void save(RunState state) {}

        @Override
        public Optional<RunState> latest() {
          return Optional.empty();
        }
      };

  /** Saves {@code state}; when this returns, a killed run goes on from here. */
  void save(RunState state);

  /** Returns the latest state that is whole. */
  Optional<RunState> latest();
}
