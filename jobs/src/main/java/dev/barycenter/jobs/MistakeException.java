package dev.barycenter.jobs;

/** A mistake of the person who started the job; the message says how to mend it. */
final class MistakeException extends RuntimeException {
  MistakeException(String message) {
    super(message);
  }
}
