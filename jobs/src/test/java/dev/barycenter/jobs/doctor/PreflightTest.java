package dev.barycenter.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.jobs.Conf;
import dev.barycenter.jobs.doctor.Finding.Level;
import dev.barycenter.jobs.spec.RunSpec;
import dev.barycenter.worker.device.Nd4jDevices;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class PreflightTest {
  private static final String GPUS = "spark.executor.resource.gpu.amount";

  private static Finding finding(
      String topic, String device, String run, Map<String, String> settings) throws IOException {
    String text = Conf.text("digits-mlp.yaml") + "compute: {device: " + device + "}\n" + run;
    SparkConf conf = new SparkConf(false).set("spark.master", "k8s://cluster");
    settings.forEach(conf::set);
    NativeBuild build = new NativeBuild("AVX2", "avx2", "");
    return new Preflight(RunSpec.read("spec.yaml", text), conf, Nd4jDevices.LOADED, build)
        .findings().stream().filter(f -> f.topic().equals(topic)).findFirst().orElseThrow();
  }

  @Test
  void usualSettingsAreFine() throws IOException {
    for (String topic : new String[] {"java", "native", "device", "memory", "traffic", "spark"}) {
      assertThat(finding(topic, "auto", "", Map.of()).level()).as(topic).isEqualTo(Level.OK);
    }
  }

  @Test
  void saysWhatComputes() {
    assertThat(new NativeBuild("AVX2", "avx512_core", "").finding("driver"))
        .hasToString("ok   native    driver: libnd4j for AVX2, oneDNN picked avx512_core");
    assertThat(new NativeBuild("CUDA", "", "").finding("driver"))
        .hasToString("ok   native    driver: libnd4j for CUDA");
    assertThat(new NativeBuild("any CPU", "", "no jnidnnl").finding("driver").toString())
        .startsWith(
            "warn native    driver: libnd4j for any CPU and no oneDNN (no jnidnnl): training takes several times as long\n               fix: run it on x86-64 machines");
  }

  @Test
  void theNativeBuildOfThisMachineIsKnown() {
    NativeBuild here = NativeBuild.here();
    assertThat(here.libnd4j()).isIn("any CPU", "x86-64", "AVX2", "AVX-512", "CUDA");
    assertThat(here.oneDnn().isEmpty()).isEqualTo(!here.missing().isEmpty());
  }

  @Test
  void saysWhatARoundSends() throws IOException {
    assertThat(finding("traffic", "auto", "", Map.of()).found())
        .isEqualTo(
            "17,226 of 17,226 weights move, 0.1 MB as float32, which each task sends and receives in a round");
  }

  @Test
  void aGpuThatNobodyAsksSparkFor() throws IOException {
    Finding finding = finding("device", "gpu", "", Map.of());
    assertThat(finding.level()).isEqualTo(Level.FIX);
    assertThat(finding.fix())
        .isEqualTo(
            "--conf spark.executor.resource.gpu.amount=1 --conf spark.executor.resource.gpu.discoveryScript=/PATH/gpu-discovery.sh (on Kubernetes also spark.executor.resource.gpu.vendor=nvidia.com)");
    assertThat(finding("device", "gpu", "", Map.of(GPUS, "1")).level()).isEqualTo(Level.OK);
  }

  @Test
  void aGpuThatThisProcessDoesNotHave() throws IOException {
    Finding finding = finding("device", "gpu", "", Map.of("spark.master", "local[2]"));
    assertThat(finding.level()).isEqualTo(Level.FIX);
    assertThat(finding.found()).endsWith("and ND4J computes on the CPU here");
  }

  @Test
  void aGpuThatWouldStandIdle() throws IOException {
    Finding finding = finding("device", "cpu", "", Map.of(GPUS, "1"));
    assertThat(finding.level()).isEqualTo(Level.FIX);
    assertThat(finding.found()).endsWith("executors ask for 1 GPUs, which would stand idle");
  }

  @Test
  void tooLittleMemoryBesideTheHeap() throws IOException {
    Map<String, String> many =
        Map.of("spark.executor.cores", "4000", "spark.executor.memory", "2g");
    Finding finding = finding("memory", "auto", "", many);
    assertThat(finding.level()).isEqualTo(Level.WARN);
    assertThat(finding.found())
        .startsWith("4000 tasks an executor, each with about 1 MB outside the heap")
        .endsWith("heap 2,048 MB, overhead 384 MB");
    assertThat(finding.fix()).matches("--conf spark.executor.memoryOverhead=[0-9]{4}m");
  }

  @Test
  void dynamicAllocationWantsSegmentsOfOneRound() throws IOException {
    Map<String, String> dynamic = Map.of("spark.dynamicAllocation.enabled", "true");
    Finding finding = finding("segments", "auto", "", dynamic);
    assertThat(finding.level()).isEqualTo(Level.FIX);
    assertThat(finding.fix()).startsWith("run: {segment: {rounds: 1}} in the spec");
    assertThat(finding("segments", "auto", "run: {segment: {rounds: 1}}\n", dynamic).level())
        .isEqualTo(Level.OK);
  }

  @Test
  void kryoCannotSerializeRecords() throws IOException {
    String kryo = "org.apache.spark.serializer.KryoSerializer";
    assertThat(finding("spark", "auto", "", Map.of("spark.serializer", kryo)).fix())
        .isEqualTo("--conf spark.serializer=org.apache.spark.serializer.JavaSerializer");
  }
}
