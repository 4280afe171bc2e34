package dev.barycenter.jobs;

import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkContext;

/** A listener as a spec names it: asks the driver's page for its metrics after every epoch. */
public final class PrometheusProbe implements RunListener {
  /** What the page said, by epoch. */
  static final List<String> PAGES = new CopyOnWriteArrayList<>();

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.EpochDone) {
      String page = SparkContext.getOrCreate().uiWebUrl().get() + "/metrics/prometheus";
      try (InputStream in = URI.create(page).toURL().openStream()) {
        PAGES.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
