package dev.barycenter.worker.exchange;

/** A peer ended the segment before this task did; what it says itself is the reason. */
public final class PeerLeftException extends ExchangeFailedException {

  /** Says which peer left. */
  public PeerLeftException(String message) {
    super(message);
  }

  private PeerLeftException(PeerLeftException failure) {
    super(String.valueOf(failure.getMessage()), failure);
  }

  @Override
  public PeerLeftException again() {
    return new PeerLeftException(this);
  }
}
