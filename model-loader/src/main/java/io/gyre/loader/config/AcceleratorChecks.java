package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelOptimizationPolicy.ExecutionAccelerators;
import io.gyre.proto.inference.ModelOptimizationPolicy.ExecutionAccelerators.Accelerator;
import java.util.ArrayList;
import java.util.List;

/** Finds accelerators that no build of the ONNX Runtime backend has. */
final class AcceleratorChecks {
  private static final List<String> OF_GPU = List.of("tensorrt", "cuda");
  private static final List<String> OF_CPU = List.of("openvino");

  private AcceleratorChecks() {}

  static List<Mistake> of(ModelConfig written, Place root) {
    ExecutionAccelerators asked = written.getOptimization().getExecutionAccelerators();
    Place place = root.at("optimization").at("execution_accelerators");
    List<Mistake> mistakes = new ArrayList<>();
    check(
        asked.getGpuExecutionAcceleratorList(),
        OF_GPU,
        place,
        "gpu_execution_accelerator",
        mistakes);
    check(
        asked.getCpuExecutionAcceleratorList(),
        OF_CPU,
        place,
        "cpu_execution_accelerator",
        mistakes);
    return mistakes;
  }

  private static void check(
      List<Accelerator> asked,
      List<String> known,
      Place place,
      String field,
      List<Mistake> mistakes) {
    for (int i = 0; i < asked.size(); i++) {
      if (!known.contains(asked.get(i).getName())) {
        mistakes.add(
            place
                .at(field, i)
                .at("name")
                .mistake(String.join(" or ", known), "\"" + asked.get(i).getName() + "\""));
      }
    }
  }
}
