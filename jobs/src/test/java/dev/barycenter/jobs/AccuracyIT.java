package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.jobs.train.Prepared;
import dev.barycenter.jobs.train.TrainJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped specs reach on test rows of real data; each skips where its data is absent. */
@Tag("slow")
@Timeout(900)
class AccuracyIT {
  private static final Pattern TEST =
      Pattern.compile("Test on .*?(?:binary_)?accuracy +([0-9.]+)", Pattern.DOTALL);

  @TempDir Path folder;

  /** Trains a spec whose data lies elsewhere; returns the accuracy on its test rows. */
  private double accuracy(String spec, String path, String data) throws IOException {
    return number(TEST, train(spec, path, data));
  }

  private static double number(Pattern pattern, String printed) {
    Matcher found = pattern.matcher(printed);
    assertThat(found.find()).as(printed).isTrue();
    return Double.parseDouble(found.group(1));
  }

  private String train(String spec, String path, String data) throws IOException {
    Path place = Conf.data(data);
    assumeTrue(Files.exists(place), () -> place + " is absent");
    String text = Conf.text(spec).replace("path: " + path, "path: '" + place + "'");
    Path file = Files.writeString(folder.resolve(spec), text);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (SparkSession spark =
        SparkSession.builder().config(SparkCluster.local("local[2]")).getOrCreate()) {
      new TrainJob(spark, new PrintStream(printed, true, StandardCharsets.UTF_8), false)
          .run(
              Prepared.of(
                  new Prepared.Request(
                      file.toString(), null, folder.resolve("run").toString(), false),
                  new Configuration()));
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void maskedTextsTellSpam() throws IOException {
    assertThat(accuracy("sms-spam.yaml", "SMSSpamCollection", "sms-spam/SMSSpamCollection"))
        .isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void maskedSequencesTellSpeakers() throws IOException {
    assertThat(
            accuracy(
                "japanese-vowels.yaml",
                "japanese_vowels_long.csv",
                "japanese-vowels/japanese_vowels_long.csv"))
        .isGreaterThanOrEqualTo(0.96);
  }

  @Test
  void aNetworkTellsThePowerOfAPlantBetterThanLeastSquares() throws IOException {
    String printed = train("ccpp.yaml", "ccpp.csv", "ccpp/ccpp.csv");
    Pattern network =
        Pattern.compile("Test on .*?pe_root_mean_squared_error +(\\S+)", Pattern.DOTALL);
    Pattern linear = Pattern.compile("  pe: linear regression on the same rows has RMSE (\\S+)");
    assertThat(number(network, printed)).isLessThan(0.95 * number(linear, printed));
  }

  @Test
  void convolutionsTellDigits() throws IOException {
    assertThat(accuracy("mnist.yaml", "mnist", "mnist")).isGreaterThanOrEqualTo(0.985);
  }
}
