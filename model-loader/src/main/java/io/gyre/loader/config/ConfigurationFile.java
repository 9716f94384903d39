package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import java.util.List;

/**
 * A {@code config.pbtxt} as it was written, understood as far as it can be without the model.
 *
 * @param text the whole file; empty where there is none
 * @param written what it says
 * @param lines where it says so
 * @param mistakes what is wrong whatever the model is
 */
public record ConfigurationFile(
    String text, ModelConfig written, FieldLines lines, List<Mistake> mistakes) {
  /** The name that such a file has. */
  public static final String NAME = "config.pbtxt";

  /** What holds where a model has no such file. */
  public static final ConfigurationFile ABSENT =
      new ConfigurationFile("", ModelConfig.getDefaultInstance(), FieldLines.NONE, List.of());

  public ConfigurationFile {
    mistakes = List.copyOf(mistakes);
  }

  /** Which versions are to be served; the default where the file has mistakes. */
  public VersionPolicy versionPolicy() {
    return VersionPolicy.DEFAULT;
  }
}
