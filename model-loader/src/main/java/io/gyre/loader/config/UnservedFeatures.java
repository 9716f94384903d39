package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInput;
import io.gyre.proto.inference.ModelInstanceGroup;
import io.gyre.proto.inference.ModelOptimizationPolicy;
import io.gyre.proto.inference.ModelOutput;
import io.gyre.proto.inference.ModelSequenceBatching;
import java.util.ArrayList;
import java.util.List;

/**
 * What a configuration may ask for and this server doesn't do. Where ignoring it would change
 * answers, the model is refused; where it wouldn't, a notice says so.
 */
final class UnservedFeatures {
  private UnservedFeatures() {}

  /** A mistake for each feature without which the answers would be others. */
  static List<Mistake> refusals(ModelConfig written, Place root) {
    List<Mistake> found = new ArrayList<>();
    refuse(found, root, "ensemble_scheduling", written.hasEnsembleScheduling());
    if (isEnsemble(written) && !written.hasEnsembleScheduling()) {
      found.add(notServed(root.at("platform"), "ensemble"));
    }
    refuse(
        found,
        root.at("sequence_batching"),
        "iterative_sequence",
        written.getSequenceBatching().getIterativeSequence());
    refuse(found, root, "batch_input", written.getBatchInputCount() > 0);
    refuse(found, root, "batch_output", written.getBatchOutputCount() > 0);
    refuse(
        found,
        root,
        "model_operations",
        written.getModelOperations().getOpLibraryFilenameCount() > 0);
    refuse(
        found,
        root,
        "model_repository_agents",
        written.getModelRepositoryAgents().getAgentsCount() > 0);
    if (written.getModelTransactionPolicy().getDecoupled()) {
      found.add(notServed(root.at("model_transaction_policy").at("decoupled"), "decoupled"));
    }
    for (int i = 0; i < written.getInputCount(); i++) {
      ModelInput input = written.getInput(i);
      Place place = root.at("input", i);
      if (input.getAllowRaggedBatch()) {
        found.add(
            place
                .at("allow_ragged_batch")
                .mistake(
                    "none, as requests of one shape are batched with each other without it",
                    "allow_ragged_batch, which is not served yet"));
      }
      refuse(found, place, "is_shape_tensor", input.getIsShapeTensor());
      refuse(found, place, "is_non_linear_format_io", input.getIsNonLinearFormatIo());
    }
    for (int i = 0; i < written.getOutputCount(); i++) {
      ModelOutput output = written.getOutput(i);
      Place place = root.at("output", i);
      refuse(found, place, "is_shape_tensor", output.getIsShapeTensor());
      refuse(found, place, "is_non_linear_format_io", output.getIsNonLinearFormatIo());
    }
    return found;
  }

  private static void refuse(List<Mistake> found, Place around, String field, boolean asked) {
    if (asked) {
      found.add(notServed(around.at(field), field));
    }
  }

  private static Mistake notServed(Place place, String feature) {
    return place.mistake("only what this server serves", feature + ", which is not served yet");
  }

  static boolean isEnsemble(ModelConfig written) {
    return written.hasEnsembleScheduling() || written.getPlatform().equals("ensemble");
  }

  /** A sentence for each feature that is accepted, shown back, and not applied. */
  static List<String> notices(ModelConfig written) {
    List<String> found = new ArrayList<>();
    notice(found, "metric_tags", written.getMetricTagsCount() > 0);
    notice(found, "model_metrics", written.hasModelMetrics());
    notice(found, "cc_model_filenames", written.getCcModelFilenamesCount() > 0);
    notice(found, "runtime", !written.getRuntime().isEmpty());
    if (written.hasDynamicBatching() && written.getMaxBatchSize() == 0) {
      found.add("dynamic_batching queues requests and forms no batches, as max_batch_size is 0");
    }
    ModelSequenceBatching sequences = written.getSequenceBatching();
    notice(
        found,
        "sequence_batching.state.use_same_buffer_for_input_output",
        sequences.getStateList().stream().anyMatch(s -> s.getUseSameBufferForInputOutput()));
    notice(
        found,
        "sequence_batching.state.use_growable_memory",
        sequences.getStateList().stream().anyMatch(s -> s.getUseGrowableMemory()));
    notice(
        found,
        "sequence_batching.oldest.preserve_ordering",
        sequences.getOldest().getPreserveOrdering());
    ModelOptimizationPolicy optimization = written.getOptimization();
    notice(found, "optimization.graph", optimization.hasGraph());
    notice(found, "optimization.cuda", optimization.hasCuda());
    notice(found, "optimization.priority", optimization.getPriorityValue() != 0);
    notice(found, "optimization.execution_accelerators", optimization.hasExecutionAccelerators());
    List<ModelInstanceGroup> groups = written.getInstanceGroupList();
    notice(found, "instance_group.rate_limiter", groups.stream().anyMatch(g -> g.hasRateLimiter()));
    notice(found, "instance_group.profile", groups.stream().anyMatch(g -> g.getProfileCount() > 0));
    notice(
        found,
        "instance_group.secondary_devices",
        groups.stream().anyMatch(g -> g.getSecondaryDevicesCount() > 0));
    notice(
        found,
        "instance_group.host_policy",
        groups.stream().anyMatch(g -> !g.getHostPolicy().isEmpty()));
    return found;
  }

  private static void notice(List<String> found, String field, boolean asked) {
    if (asked) {
      found.add(field + " is shown but not applied yet");
    }
  }
}
