package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelVersionPolicy;
import java.util.ArrayList;
import java.util.List;

/** Finds the mistakes of a configuration that are mistakes whatever the model is. */
final class WrittenChecks {
  private final ModelConfig written;
  private final Place root;
  private final List<Mistake> mistakes = new ArrayList<>();

  private WrittenChecks(ModelConfig written, Place root) {
    this.written = written;
    this.root = root;
  }

  static List<Mistake> of(String model, ModelConfig written, Place root) {
    WrittenChecks checks = new WrittenChecks(written, root);
    checks.name(model);
    checks.backend();
    checks.files();
    checks.versions();
    checks.batchSize();
    checks.mistakes.addAll(BatchingChecks.of(written, root));
    checks.mistakes.addAll(SchedulingChecks.of(root));
    checks.mistakes.addAll(SequenceChecks.of(written, root));
    checks.mistakes.addAll(CacheChecks.of(written, root));
    checks.mistakes.addAll(InstanceGroups.mistakes(written, root));
    checks.mistakes.addAll(EngineParameters.mistakes(written, root));
    checks.mistakes.addAll(PlacementParameters.mistakes(written, root));
    checks.mistakes.addAll(AcceleratorChecks.of(written, root));
    return checks.mistakes;
  }

  private void name(String model) {
    if (!written.getName().isEmpty() && !written.getName().equals(model)) {
      mistakes.add(
          root.at("name")
              .mistake("\"" + model + "\", the folder's name, or no name", written.getName()));
    }
  }

  private void backend() {
    if (Backend.of(written).isEmpty()) {
      String field = written.getBackend().isEmpty() ? "platform" : "backend";
      String found = written.getBackend().isEmpty() ? written.getPlatform() : written.getBackend();
      mistakes.add(root.at(field).mistake(Backend.EXPECTED, "\"" + found + "\""));
    } else if (!written.getPlatform().isEmpty()
        && Backend.of(written).stream()
            .noneMatch(b -> b.platform().equals(written.getPlatform()))) {
      mistakes.add(
          root.at("platform").mistake(Backend.EXPECTED, "\"" + written.getPlatform() + "\""));
    }
  }

  private void files() {
    String model = written.getDefaultModelFilename();
    if (!model.isEmpty() && !ContainedPath.isContained(model)) {
      mistakes.add(root.at("default_model_filename").mistake(ContainedPath.EXPECTED, model));
    }
    for (int i = 0; i < written.getOutputCount(); i++) {
      String labels = written.getOutput(i).getLabelFilename();
      if (!labels.isEmpty() && !ContainedPath.isContained(labels)) {
        mistakes.add(
            root.at("output", i).at("label_filename").mistake(ContainedPath.EXPECTED, labels));
      }
    }
  }

  private void versions() {
    ModelVersionPolicy policy = written.getVersionPolicy();
    if (policy.hasSpecific()) {
      Place place = root.at("version_policy").at("specific").at("versions");
      List<Long> versions = policy.getSpecific().getVersionsList();
      if (versions.isEmpty()) {
        mistakes.add(place.mistake("at least one version", "none"));
      }
      versions.stream()
          .filter(version -> version < 1)
          .forEach(version -> mistakes.add(place.mistake("versions from 1", version)));
    }
  }

  private void batchSize() {
    if (written.getMaxBatchSize() < 0) {
      mistakes.add(
          root.at("max_batch_size")
              .mistake("0 (never batch) or a positive number", written.getMaxBatchSize()));
    }
  }
}
