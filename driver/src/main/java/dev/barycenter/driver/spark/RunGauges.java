package dev.barycenter.driver.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.barycenter.driver.event.RunEvent;
import dev.barycenter.driver.event.RunListener;
import dev.barycenter.driver.metrics.EventLines;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * The latest numbers of a run as gauges of Spark's metrics system, so that each of its sinks
 * (Prometheus, JMX, Graphite, CSV) shows them: {@code barycenter.round.loss}.
 *
 * <p>A gauge is there from its first number on, until this is closed.
 *
 * @see dev.barycenter.driver.metrics.RunMetric
 */
public final class RunGauges implements Source, RunListener, AutoCloseable {

  private final MetricRegistry registry = new MetricRegistry();
  private final EventLines lines = new EventLines();
  private final Map<String, Double> latest = new ConcurrentHashMap<>();

  /** Registers the gauges with the application of this JVM. */
  public RunGauges() {
    SparkEnv.get().metricsSystem().registerSource(this);
  }

  @Override
  public String sourceName() {
    return "barycenter";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void on(RunEvent event) {
    lines
        .numbers(event)
        .forEach(
            (name, number) -> {
              if (latest.put(name, number) == null) {
                registry.register(name, (Gauge<Double>) () -> latest.get(name));
              }
            });
  }

  @Override
  public void close() {
    SparkEnv environment = SparkEnv.get();
    if (environment != null) {
      environment.metricsSystem().removeSource(this);
    }
  }
}
