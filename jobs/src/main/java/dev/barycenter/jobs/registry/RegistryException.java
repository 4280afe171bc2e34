package dev.barycenter.jobs.registry;

/** A registry does not hold what was asked of it; the message says what it holds. */
public final class RegistryException extends RuntimeException {
  RegistryException(String message) {
    super(message);
  }
}
