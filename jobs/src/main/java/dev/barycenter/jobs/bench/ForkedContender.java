package dev.barycenter.jobs.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A contender in a Java process of its own: its memory and its compiled code are its alone. */
final class ForkedContender implements Contender {
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private Memory memory = Memory.UNKNOWN;

  /** Starts the process and waits until it can take steps. */
  ForkedContender(BenchModel model, Side side, int threads) {
    ProcessBuilder builder = new ProcessBuilder(command(model, side, threads));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Map<String, String> environment = builder.environment();
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("OPENBLAS_NUM_THREADS", "1");
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    orders = process.outputWriter(StandardCharsets.UTF_8);
    answer();
  }

  private static List<String> command(BenchModel model, Side side, int threads) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-agentlib") && !option.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", classPath(), StepProcess.class.getName(), model.label(), side.name()));
    command.add(Integer.toString(threads));
    return command;
  }

  /** Under spark-submit the jar of the job is not on the class path of its process. */
  private static String classPath() {
    try {
      Path own =
          Path.of(
              ForkedContender.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return own + File.pathSeparator + System.getProperty("java.class.path");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The place of a class is a URI.", e);
    }
  }

  @Override
  public double round(int steps, int threads) {
    try {
      orders.write(steps + " " + threads + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("A contender ended early; its error is above.", e);
    }
    String[] words = answer().split(" ", -1);
    memory =
        new Memory(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    return Long.parseLong(words[0]) / 1e9;
  }

  private String answer() {
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(StepProcess.MARK)) {
          return line.substring(StepProcess.MARK.length());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("A contender ended early; its error is above.");
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public void close() {
    try {
      orders.close();
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
