package dev.barycenter.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {
  @TempDir Path folder;

  private boolean create(String name, String text, Configuration hadoop) {
    try {
      return NewFile.create(
          new org.apache.hadoop.fs.Path(folder.resolve(name).toUri()),
          text.getBytes(StandardCharsets.UTF_8),
          hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void ofManyWritersOneSucceedsAndItsBytesAreThere() throws IOException {
    Configuration hadoop = new Configuration();
    for (int i = 0; i < 50; i++) {
      String name = "deep/%d.json".formatted(i);
      List<Integer> winners =
          IntStream.range(0, 8)
              .parallel()
              .filter(writer -> create(name, "written by " + writer, hadoop))
              .boxed()
              .toList();
      assertThat(winners).hasSize(1);
      assertThat(folder.resolve(name)).content().isEqualTo("written by " + winners.get(0));
    }
    try (var files = Files.list(folder.resolve("deep"))) {
      assertThat(files).hasSize(50);
    }
  }

  @Test
  void aFileSystemThatTakesTheDemandIsGivenIt() {
    Configuration hadoop = new Configuration();
    hadoop.setClass(
        "fs.file.impl", RawLocalFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    assertThat(create("deep/1.json", "one", hadoop)).isTrue();
    assertThat(create("deep/1.json", "two", hadoop)).isFalse();
    assertThat(folder.resolve("deep/1.json")).content().isEqualTo("one");
  }

  @Test
  void whoTriesAgainWhatSucceededStillSucceeds() {
    Configuration hadoop = new Configuration();
    assertThat(create("1.json", "one", hadoop)).isTrue();
    assertThat(create("1.json", "one", hadoop)).isTrue();
    assertThat(create("1.json", "two", hadoop)).isFalse();
  }
}
