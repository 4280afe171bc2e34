package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
  @TempDir Path folder;

  private String mistake(String... arguments) {
    StringWriter err = new StringWriter();
    assertThat(Main.run(new PrintWriter(err, true), arguments)).isEqualTo(ExitCode.MISTAKE);
    return err.toString().replace(folder.toString(), "DIR").strip();
  }

  @Test
  void aFolderThatIsNoRegistry() {
    assertThat(mistake("models", "list", folder.toString()))
        .isEqualTo("'DIR' is no registry: it has no folder 'versions'. A retraining makes one.");
  }

  @Test
  void versionsThatAreNotThere() throws IOException {
    Files.createDirectories(folder.resolve("versions/1"));
    String registry = folder.toString();
    assertThat(mistake("models", "promote", registry, "3"))
        .isEqualTo("'DIR' has no version 3, but [1].");
    assertThat(mistake("models", "promote", registry, "1"))
        .isEqualTo("Version 1 of 'DIR' is not sealed: its training has not ended.");
    assertThat(mistake("models", "show", registry)).isEqualTo("No version of 'DIR' serves yet.");
    assertThat(mistake("models", "rollback", registry))
        .isEqualTo("No version of 'DIR' serves yet.");
    assertThat(folder.resolve("serving")).doesNotExist();
  }
}
