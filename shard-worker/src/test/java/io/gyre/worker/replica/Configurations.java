package io.gyre.worker.replica;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loader.config.DynamicBatching;
import io.gyre.loader.config.InputConfiguration;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.OutputConfiguration;
import io.gyre.loader.config.PriorityLevels;
import io.gyre.loader.engine.EngineOptions;
import io.gyre.proto.inference.ModelConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Model configurations as tests need them. */
public final class Configurations {
  private Configurations() {}

  /** A model that doubles: X FP32 [-1,2] to Y FP32 [-1,2]. */
  public static ModelConfiguration doubling(int maxBatchSize, int instances) {
    return batching(
        maxBatchSize,
        instances,
        List.of(input("X", Datatype.FP32, -1, 2)),
        List.of(output("Y", Datatype.FP32, -1, 2)));
  }

  public static ModelConfiguration batching(
      int maxBatchSize,
      int instances,
      List<InputConfiguration> inputs,
      List<OutputConfiguration> outputs) {
    DynamicBatching batching =
        new DynamicBatching(Duration.ZERO, List.of(maxBatchSize), false, PriorityLevels.NONE);
    return configuration(maxBatchSize, instances, inputs, outputs, Optional.of(batching));
  }

  /** A model that doubles, with priorities, and one request a batch. */
  public static ModelConfiguration queueing(
      int instances, boolean preserveOrdering, PriorityLevels priorities) {
    return configuration(
        1,
        instances,
        List.of(input("X", Datatype.FP32, -1, 2)),
        List.of(output("Y", Datatype.FP32, -1, 2)),
        Optional.of(new DynamicBatching(Duration.ZERO, List.of(1), preserveOrdering, priorities)));
  }

  /** A model whose shapes have no batch dimension. */
  public static ModelConfiguration unbatched(
      List<InputConfiguration> inputs, List<OutputConfiguration> outputs) {
    return configuration(0, 1, inputs, outputs, Optional.empty());
  }

  public static ModelConfiguration configuration(
      int maxBatchSize,
      int instances,
      List<InputConfiguration> inputs,
      List<OutputConfiguration> outputs,
      Optional<DynamicBatching> batching) {
    return new ModelConfiguration(
        "m",
        maxBatchSize,
        inputs,
        outputs,
        batching,
        Optional.empty(),
        instances,
        new EngineOptions(new EngineOptions.Device.Cpu(), 1, Map.of()),
        List.of(),
        ModelConfig.newBuilder().setName("m").build(),
        List.of());
  }

  public static InputConfiguration input(String name, Datatype datatype, long... dims) {
    Shape shape = Shape.of(dims);
    return new InputConfiguration(new TensorSpec(name, datatype, shape), shape, false);
  }

  public static InputConfiguration optional(String name, Datatype datatype, long... dims) {
    Shape shape = Shape.of(dims);
    return new InputConfiguration(new TensorSpec(name, datatype, shape), shape, true);
  }

  public static OutputConfiguration output(String name, Datatype datatype, long... dims) {
    Shape shape = Shape.of(dims);
    return new OutputConfiguration(new TensorSpec(name, datatype, shape), shape, List.of());
  }

  /** The same with {@code response_cache}. */
  public static ModelConfiguration cached(ModelConfiguration configuration) {
    ModelConfig.Builder shown = configuration.shown().toBuilder();
    shown.getResponseCacheBuilder().setEnable(true);
    return new ModelConfiguration(
        configuration.name(),
        configuration.maxBatchSize(),
        configuration.inputs(),
        configuration.outputs(),
        configuration.dynamicBatching(),
        configuration.sequenceBatching(),
        configuration.instances(),
        configuration.engineOptions(),
        configuration.warmUp(),
        shown.build(),
        configuration.notices());
  }
}
