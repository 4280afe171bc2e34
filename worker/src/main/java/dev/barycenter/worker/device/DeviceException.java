package dev.barycenter.worker.device;

/** A training cannot compute where it is asked to; another try would find the same. */
public final class DeviceException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String found;
  private final String fix;

  private DeviceException(String found, String where, String fix) {
    super("%s%n  where: %s%n  fix:   %s".formatted(found, where, fix));
    this.found = found;
    this.fix = fix;
  }

  static DeviceException of(String found, String where, String fix) {
    return new DeviceException(found, where, fix);
  }

  /** Returns what does not fit together. */
  public String found() {
    return found;
  }

  /** Returns what to do. */
  public String fix() {
    return fix;
  }
}
