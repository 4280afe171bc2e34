package dev.barycenter.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barycenter.graph.ops.ComputeType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceBindingTest {
  private final List<Integer> bound = new ArrayList<>();

  /** Some GPUs, or a build for the CPU. */
  private Devices devices(boolean gpus, int count, Capability capability) {
    return new Devices() {
      @Override
      public boolean areGpus() {
        return gpus;
      }

      @Override
      public int count() {
        return count;
      }

      @Override
      public Capability capability(int device) {
        return capability;
      }

      @Override
      public String name(int device) {
        return "Test GPU";
      }

      @Override
      public void bind(int device) {
        bound.add(device);
      }
    };
  }

  private DeviceBinding gpus(DeviceChoice choice) {
    return new DeviceBinding(choice, devices(true, 4, new Capability(8, 0)));
  }

  private static Assignment assigned(String visible, String... addresses) {
    return new Assignment(List.of(addresses), true, 5, "task 5 on host:1", visible);
  }

  /** The CPU decides which of the two this test sees. */
  @Test
  void productsOfBfloat16NeedACpuThatHasThem() {
    DeviceBinding binding =
        new DeviceBinding(
            DeviceChoice.AUTO, ComputeType.BFLOAT16, devices(false, 0, new Capability(8, 0)));
    String missing = ComputeType.BFLOAT16.unavailable();
    if (missing == null) {
      assertThat(binding.bind(assigned(""))).isEqualTo(DeviceBinding.CPU);
    } else {
      assertThatThrownBy(() -> binding.bind(assigned("")))
          .isInstanceOf(DeviceException.class)
          .hasMessage(
              """
              The spec says compute: {dtype: bfloat16}, but this machine cannot multiply such numbers: %s.
                where: task 5 on host:1
                fix:   train on x86 CPUs with AVX-512 BF16 or AMX, or write compute: {dtype: float32}."""
                  .formatted(missing));
    }
  }

  @Test
  void bindsTheFirstAssignedGpu() {
    assertThat(gpus(DeviceChoice.GPU).bind(assigned("", "3", "1"))).isEqualTo(3);
    assertThat(gpus(DeviceChoice.AUTO).bind(assigned("", "2"))).isEqualTo(2);
    assertThat(bound).containsExactly(3, 2);
  }

  @Test
  void countsAsCudaDoesWhereItShowsSomeGpusOnly() {
    assertThat(gpus(DeviceChoice.GPU).bind(assigned("4,6", "6"))).isEqualTo(1);
    assertThat(gpus(DeviceChoice.GPU).bind(assigned("GPU-a,GPU-b", "GPU-a"))).isZero();
  }

  @Test
  void spreadsTheTasksOfALocalMaster() {
    Assignment local = new Assignment(List.of(), false, 5, "task 5 on host:1", "");
    assertThat(gpus(DeviceChoice.GPU).bind(local)).isEqualTo(1);
  }

  @Test
  void aBuildForTheCpuBindsNothing() {
    Devices none = devices(false, 0, new Capability(0, 0));
    assertThat(new DeviceBinding(DeviceChoice.AUTO, none).bind(assigned("", "0")))
        .isEqualTo(DeviceBinding.CPU);
    assertThat(new DeviceBinding(DeviceChoice.CPU, none).bind(assigned("")))
        .isEqualTo(DeviceBinding.CPU);
    assertThat(bound).isEmpty();
    assertThatThrownBy(() -> new DeviceBinding(DeviceChoice.GPU, none).bind(assigned("", "0")))
        .hasMessage(
            """
            The spec says compute: {device: gpu}, but ND4J computes on the CPU: the jar is built without -Pcuda, or CUDA finds no GPU.
              where: task 5 on host:1
              fix:   submit the jar of ./mvnw -Pcuda package to machines with GPUs and CUDA 11.6, or write compute: {device: auto}.""");
  }

  @Test
  void aBuildForGpusRefusesTheCpu() {
    assertThatThrownBy(() -> gpus(DeviceChoice.CPU).bind(assigned("", "0")))
        .hasMessage(
            """
            The spec says compute: {device: cpu}, but ND4J computes on a GPU (nd4j-cuda).
              where: task 5 on host:1
              fix:   submit the jar that is built without -Pcuda, or write compute: {device: gpu}.""");
  }

  @Test
  void anAddressThatCudaDoesNotShowIsRefused() {
    assertThatThrownBy(() -> gpus(DeviceChoice.GPU).bind(assigned("0,1", "7")))
        .hasMessageStartingWith(
            "Spark assigned the GPU '7', but CUDA shows this process 4 GPUs (CUDA_VISIBLE_DEVICES=0,1).");
    assertThatThrownBy(() -> gpus(DeviceChoice.GPU).bind(assigned("", "4")))
        .hasMessageStartingWith("Spark assigned the GPU '4', but CUDA shows this process 4 GPUs.");
  }

  @ParameterizedTest
  @CsvSource({"3,5,false", "3,7,true", "7,5,true", "8,6,true", "8,9,true", "9,0,false"})
  void knowsWhichCardsRunTheCode(int major, int minor, boolean runs) {
    assertThat(new Capability(major, minor).isSupported()).isEqualTo(runs);
  }

  @Test
  void aCardThatTheBuildHasNoCodeForIsRefused() {
    DeviceBinding hopper =
        new DeviceBinding(DeviceChoice.GPU, devices(true, 1, new Capability(9, 0)));
    assertThatThrownBy(() -> hopper.bind(assigned("", "0")))
        .hasMessageStartingWith(
            "GPU 0 is a Test GPU of compute capability 9.0, for which nd4j-cuda-11.6 has no code: it runs on 3.7 to 8.9.");
    assertThat(bound).isEmpty();
  }
}
