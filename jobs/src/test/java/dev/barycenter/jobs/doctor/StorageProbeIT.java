package dev.barycenter.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.cluster.SparkCluster;
import dev.barycenter.jobs.doctor.Finding.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What executors see of the driver's files. */
@Timeout(120)
class StorageProbeIT {
  @RegisterExtension static final SparkCluster cluster = SparkCluster.ofWorkers(2);

  @TempDir Path folder;

  @Test
  void aFolderOfThisMachineIsSharedByItsExecutors() throws Exception {
    try (JavaSparkContext spark = cluster.connect(Map.of())) {
      Finding finding = StorageProbe.of(spark, folder.toString());
      assertThat(finding.level()).isEqualTo(Level.OK);
      assertThat(finding.found()).endsWith("was read on 2 executors");
      Path file = Files.createFile(folder.resolve("file"));
      Finding blocked = StorageProbe.of(spark, file.resolve("below").toString());
      assertThat(blocked.level()).isEqualTo(Level.FIX);
      assertThat(blocked.found()).startsWith("the driver cannot write to '" + file);
    }
    try (var left = Files.list(folder)) {
      assertThat(left).singleElement().isEqualTo(folder.resolve("file"));
    }
  }
}
