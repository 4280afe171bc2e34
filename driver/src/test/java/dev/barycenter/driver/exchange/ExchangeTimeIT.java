package dev.barycenter.driver.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** What the two transfers of an averaging cost between two executors, without any arithmetic. */
@Timeout(180)
class ExchangeTimeIT {

  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);

  /** Returns the median milliseconds of two all-to-all calls that move half of the bytes each. */
  private static final class Averagings
      extends AbstractFunction1<Iterator<Integer>, Iterator<Double>> implements Serializable {

    private static final long serialVersionUID = 1;
    private final int bytes;

    Averagings(int bytes) {
      this.bytes = bytes;
    }

    @Override
    public Iterator<Double> apply(Iterator<Integer> unused) {
      BarrierTaskContext context = BarrierTaskContext.get();
      try (PeerExchange exchange =
          BarrierExchange.open(context, bytes, AddressBook.EMPTY, Duration.ofSeconds(30))) {
        return scala.collection.Iterator$.MODULE$.single(median(exchange));
      } catch (ExchangeFailedException e) {
        throw new IllegalStateException(e);
      }
    }

    private double median(PeerExchange exchange) throws ExchangeFailedException {
      ByteBuffer half = ByteBuffer.allocateDirect(bytes / 2);
      ByteBuffer[] out = {half, half};
      ByteBuffer[] in = {
        ByteBuffer.allocateDirect(bytes / 2), ByteBuffer.allocateDirect(bytes / 2)
      };
      double[] millis = new double[60];
      for (int i = 0; i < millis.length; i++) {
        long begin = System.nanoTime();
        exchange.allToAll(out, in);
        exchange.allToAll(out, in);
        millis[i] = (System.nanoTime() - begin) / 1e6;
      }
      double[] warm = Arrays.copyOfRange(millis, 20, millis.length);
      Arrays.sort(warm);
      return warm[warm.length / 2];
    }
  }

  /** The bounds are far above what a quiet machine needs; the figures are printed. */
  @ParameterizedTest
  @CsvSource({"1000, 100", "235146, 200", "5000000, 1000"})
  void movesTheSlicesOfAnAveraging(int floats, double most) {
    try (JavaSparkContext spark = cluster.connect(Map.of())) {
      Averagings averagings = new Averagings(floats * Float.BYTES / 8 * 8);
      List<Double> millis =
          spark
              .parallelize(List.of(0, 1), 2)
              .rdd()
              .barrier()
              .mapPartitions(averagings, false, ClassTag$.MODULE$.<Double>apply(Double.class))
              .toJavaRDD()
              .collect();
      System.out.printf("%,d floats between two executors: %s ms%n", floats, millis);
      assertThat(millis).allMatch(ms -> ms < most);
    }
  }
}
