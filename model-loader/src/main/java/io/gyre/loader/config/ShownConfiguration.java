package io.gyre.loader.config;

import io.gyre.inference.tensor.Shape;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelDynamicBatching;
import io.gyre.proto.inference.ModelInput;
import io.gyre.proto.inference.ModelOptimizationPolicy;
import io.gyre.proto.inference.ModelOutput;
import io.gyre.proto.inference.ModelSequenceBatching;
import io.gyre.proto.inference.ModelVersionPolicy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Completes a written configuration to what clients are shown, with the defaults that they expect
 * to see.
 */
final class ShownConfiguration {
  private ShownConfiguration() {}

  static ModelConfig of(
      String name,
      ConfigurationFile file,
      BatchSize batch,
      List<TensorShapes> inputs,
      List<TensorShapes> outputs) {
    ModelConfig written = file.written();
    Backend backend = Backend.of(written).orElseThrow();
    ModelConfig.Builder shown =
        written.toBuilder()
            .setName(name)
            .setBackend(backend.name())
            .setMaxBatchSize(batch.max())
            .setVersionPolicy(versionPolicy(written))
            .setOptimization(optimization(written.getOptimization()))
            .clearInstanceGroup()
            .addAllInstanceGroup(InstanceGroups.shown(name, written));
    if (written.getBackend().isEmpty()) {
      shown.setPlatform(backend.platform());
    }
    if (written.getDefaultModelFilename().isEmpty()) {
      shown.setDefaultModelFilename(backend.filename());
    }
    tensors(shown, batch, inputs, outputs);
    batching(shown, written, batch);
    return shown.build();
  }

  private static ModelVersionPolicy versionPolicy(ModelConfig written) {
    ModelVersionPolicy.Builder policy = written.getVersionPolicy().toBuilder();
    boolean latest =
        policy.getPolicyChoiceCase() == ModelVersionPolicy.PolicyChoiceCase.POLICYCHOICE_NOT_SET
            || policy.hasLatest();
    if (latest && policy.getLatest().getNumVersions() == 0) {
      policy.getLatestBuilder().setNumVersions(1);
    }
    return policy.build();
  }

  private static ModelOptimizationPolicy optimization(ModelOptimizationPolicy written) {
    ModelOptimizationPolicy.Builder shown = written.toBuilder();
    if (!written.hasInputPinnedMemory()) {
      shown.getInputPinnedMemoryBuilder().setEnable(true);
    }
    if (!written.hasOutputPinnedMemory()) {
      shown.getOutputPinnedMemoryBuilder().setEnable(true);
    }
    return shown.build();
  }

  private static void tensors(
      ModelConfig.Builder shown,
      BatchSize batch,
      List<TensorShapes> inputs,
      List<TensorShapes> outputs) {
    for (int i = 0; i < inputs.size(); i++) {
      var tensor = inputs.get(i).tensor();
      ModelInput.Builder input =
          i < shown.getInputCount() ? shown.getInputBuilder(i) : shown.addInputBuilder();
      input
          .setName(tensor.name())
          .setDataType(tensor.datatype().configured())
          .clearDims()
          .addAllDims(dims(batch, tensor.shape()));
    }
    for (int i = 0; i < outputs.size(); i++) {
      var tensor = outputs.get(i).tensor();
      ModelOutput.Builder output =
          i < shown.getOutputCount() ? shown.getOutputBuilder(i) : shown.addOutputBuilder();
      output
          .setName(tensor.name())
          .setDataType(tensor.datatype().configured())
          .clearDims()
          .addAllDims(dims(batch, tensor.shape()));
    }
  }

  private static List<Long> dims(BatchSize batch, Shape full) {
    return LongStream.of(batch.dims(full).dims()).boxed().toList();
  }

  private static void sequences(ModelSequenceBatching.Builder sequences, BatchSize batch) {
    if (sequences.getMaxSequenceIdleMicroseconds() == 0) {
      sequences.setMaxSequenceIdleMicroseconds(
          TimeUnit.NANOSECONDS.toMicros(SequenceResolver.DEFAULT_IDLE.toNanos()));
    }
    if (sequences.hasOldest() && sequences.getOldest().getPreferredBatchSizeCount() == 0) {
      sequences.getOldestBuilder().addPreferredBatchSize(Math.max(1, batch.max()));
    }
  }

  private static void batching(ModelConfig.Builder shown, ModelConfig written, BatchSize batch) {
    boolean unscheduled =
        written.getSchedulingChoiceCase()
            == ModelConfig.SchedulingChoiceCase.SCHEDULINGCHOICE_NOT_SET;
    if (unscheduled && batch.derived() && batch.max() > 0) {
      shown.setDynamicBatching(ModelDynamicBatching.getDefaultInstance());
    }
    if (shown.hasSequenceBatching()) {
      sequences(shown.getSequenceBatchingBuilder(), batch);
    }
    if (shown.hasDynamicBatching()
        && batch.max() > 0
        && shown.getDynamicBatching().getPreferredBatchSizeCount() == 0) {
      shown.getDynamicBatchingBuilder().addPreferredBatchSize(batch.max());
    }
  }
}
