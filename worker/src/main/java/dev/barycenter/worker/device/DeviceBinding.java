package dev.barycenter.worker.device;

import dev.barycenter.graph.ops.ComputeType;
import java.io.Serializable;
import java.util.List;

/**
 * Binds the thread of a task to the device that it is to compute on.
 *
 * <p>A task that was given several GPUs uses the first, for it trains its replicas one after the
 * other; a task that was given a part of one shares it with others.
 *
 * @param choice what the spec says
 * @param compute the type of the numbers that it is to multiply
 * @param devices what the executor has
 */
public record DeviceBinding(DeviceChoice choice, ComputeType compute, Devices devices)
    implements Serializable {

  /** What {@link #bind} returns where the thread computes on the CPU. */
  public static final int CPU = -1;

  /** Whatever ND4J was built for. */
  public static final DeviceBinding AUTO = new DeviceBinding(DeviceChoice.AUTO, Nd4jDevices.LOADED);

  private static final String REQUEST =
      "start with --conf spark.executor.resource.gpu.amount=1 --conf spark.executor.resource.gpu.discoveryScript=/PATH/gpu-discovery.sh";

  /** Creates the binding of a task that computes in float32. */
  public DeviceBinding(DeviceChoice choice, Devices devices) {
    this(choice, ComputeType.FLOAT32, devices);
  }

  /**
   * Binds the calling thread.
   *
   * @return the GPU, or {@link #CPU}
   * @throws DeviceException if the spec, the build and what Spark assigned do not fit together
   */
  public int bind(Assignment assignment) {
    String missing = compute.unavailable();
    if (missing != null) {
      throw DeviceException.of(
          "The spec says compute: {dtype: bfloat16}, but this machine cannot multiply such numbers: %s."
              .formatted(missing),
          assignment.place(),
          "train on x86 CPUs with AVX-512 BF16 or AMX, or write compute: {dtype: float32}.");
    }
    if (!devices.areGpus()) {
      if (choice == DeviceChoice.GPU) {
        throw DeviceException.of(
            "The spec says compute: {device: gpu}, but ND4J computes on the CPU: the jar is built without -Pcuda, or CUDA finds no GPU.",
            assignment.place(),
            "submit the jar of ./mvnw -Pcuda package to machines with GPUs and CUDA 11.6, or write compute: {device: auto}.");
      }
      return CPU;
    }
    if (choice == DeviceChoice.CPU) {
      throw DeviceException.of(
          "The spec says compute: {device: cpu}, but ND4J computes on a GPU (nd4j-cuda).",
          assignment.place(),
          "submit the jar that is built without -Pcuda, or write compute: {device: gpu}.");
    }
    int device = device(assignment);
    Capability capability = devices.capability(device);
    if (!capability.isSupported()) {
      throw DeviceException.of(
          "GPU %d is a %s of compute capability %s, for which nd4j-cuda-11.6 has no code: it runs on 3.7 to 8.9."
              .formatted(device, devices.name(device), capability),
          assignment.place(),
          "let conf/gpu-discovery.sh find the GPUs, which leaves such cards out, choose other nodes, or train on CPUs.");
    }
    devices.bind(device);
    return device;
  }

  private int device(Assignment assignment) {
    int count = devices.count();
    List<String> addresses = assignment.addresses();
    if (addresses.isEmpty()) {
      if (assignment.exclusive() || count == 0) {
        throw DeviceException.of(
            "The task computes on a GPU, but Spark assigned it none.",
            assignment.place(),
            REQUEST + ", or train on CPUs with the jar that is built without -Pcuda.");
      }
      return assignment.task() % count;
    }
    int device = number(addresses.get(0), assignment.shown());
    if (device < 0 || device >= count) {
      throw DeviceException.of(
          "Spark assigned the GPU '%s', but CUDA shows this process %d GPUs%s."
              .formatted(
                  addresses.get(0),
                  count,
                  assignment.visible().isBlank()
                      ? ""
                      : " (CUDA_VISIBLE_DEVICES=" + assignment.visible() + ")"),
          assignment.place(),
          "let the discovery script print the numbers of nvidia-smi, as conf/gpu-discovery.sh does, and show all of them to the executor.");
    }
    return device;
  }

  /** CUDA numbers the GPUs that it shows from 0, whatever the machine calls them. */
  private static int number(String address, List<String> shown) {
    int place = shown.indexOf(address);
    if (place >= 0) {
      return place;
    }
    try {
      return shown.isEmpty() ? Integer.parseInt(address) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
