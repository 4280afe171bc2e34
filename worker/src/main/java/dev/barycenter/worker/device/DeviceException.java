package dev.barycenter.worker.device;

/** A training cannot compute where it is asked to; another try would find the same. */
public final class DeviceException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private DeviceException(String message) {
    super(message);
  }

  static DeviceException of(String found, String where, String fix) {
    return new DeviceException("%s%n  where: %s%n  fix:   %s".formatted(found, where, fix));
  }
}
