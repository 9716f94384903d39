package io.gyre.loader.guided;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.util.JsonFormat;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.proto.inference.ModelConfig;
import java.util.List;
import java.util.Optional;

/** Turns a configuration that was given to load, in JSON, into what a file would have said. */
final class GivenConfiguration {
  private GivenConfiguration() {}

  /**
   * The file that says the same.
   *
   * @throws InvalidProtocolBufferException where the text is no configuration in JSON
   */
  static ConfigurationFile read(String model, String json) throws InvalidProtocolBufferException {
    ModelConfig.Builder written = ModelConfig.newBuilder();
    JsonFormat.parser().merge(json, written);
    return ConfigurationFile.parse(model, TextFormat.printer().printToString(written));
  }

  /** The model under that configuration in place of its own; the model where there is none. */
  static ModelEntry over(ModelEntry model, String json) {
    if (json.isEmpty()) {
      return model;
    }
    try {
      ConfigurationFile given = read(model.name(), json);
      return new ModelEntry(
          model.name(),
          model.directory(),
          given,
          model.versions().stream().map(version -> version.configuredBy(given.text())).toList(),
          model.settling(),
          model.problem());
    } catch (InvalidProtocolBufferException e) {
      // Only a record that was written by hand has such a text.
      return new ModelEntry(
          model.name(),
          model.directory(),
          ConfigurationFile.unreadable("a configuration in JSON", String.valueOf(e.getMessage())),
          List.of(),
          model.settling(),
          Optional.of("the configuration given to load: " + e.getMessage()));
    }
  }
}
