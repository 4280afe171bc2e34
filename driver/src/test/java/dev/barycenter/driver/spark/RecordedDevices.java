package dev.barycenter.driver.spark;

import dev.barycenter.worker.device.Capability;
import dev.barycenter.worker.device.Devices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkEnv;

/** GPUs of a machine without any: leaves a file for each binding. */
public record RecordedDevices(String folder, int count, Capability capability) implements Devices {
  @Override
  public boolean areGpus() {
    return true;
  }

  @Override
  public Capability capability(int device) {
    return capability;
  }

  @Override
  public String name(int device) {
    return "Test GPU";
  }

  @Override
  public void bind(int device) {
    try {
      String file = "executor-%s-gpu-%d".formatted(SparkEnv.get().executorId(), device);
      Files.writeString(Path.of(folder, file), "bound");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
