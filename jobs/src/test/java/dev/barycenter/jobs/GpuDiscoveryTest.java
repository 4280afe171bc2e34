package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script that tells Spark which GPUs a machine has; here nvidia-smi is one of the test. */
@DisabledOnOs(OS.WINDOWS)
class GpuDiscoveryTest {
  @TempDir Path folder;

  private Process discover(String cards) throws IOException, InterruptedException {
    Path smi = folder.resolve("nvidia-smi");
    Files.writeString(smi, "#!/bin/sh\ncat <<'END'\n" + cards + "END\n");
    Files.setPosixFilePermissions(smi, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder script = new ProcessBuilder(Conf.FOLDER.resolve("gpu-discovery.sh").toString());
    script.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
    Process process = script.start();
    assertThat(process.waitFor()).isZero();
    return process;
  }

  private static String text(java.io.InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void namesTheGpusInSparksForm() throws Exception {
    Process found = discover("0, 8.6, NVIDIA RTX A4000\n1, 7.5, Tesla T4\n");
    assertThat(text(found.getInputStream()))
        .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}\n");
    assertThat(text(found.getErrorStream())).isEmpty();
  }

  @Test
  void leavesOutCardsThatTheBuildHasNoCodeFor() throws Exception {
    Process found = discover("0, 9.0, NVIDIA H100\n1, 3.5, Tesla K40\n2, 8.9, NVIDIA L4\n");
    assertThat(text(found.getInputStream()))
        .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"2\"]}\n");
    assertThat(text(found.getErrorStream()))
        .startsWith(
            "gpu-discovery: GPU 0 (NVIDIA H100) has compute capability 9.0: nd4j-cuda-11.6 runs on 3.7 to 8.9.\n")
        .contains("GPU 1 (Tesla K40)");
  }
}
