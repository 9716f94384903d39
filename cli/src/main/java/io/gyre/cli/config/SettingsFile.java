package io.gyre.cli.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration file of this process, which may change while it runs.
 *
 * @param path where it is; empty where there is none
 * @param reading reads it again, with the variables and flags of the start over it
 */
public record SettingsFile(Optional<Path> path, Reading reading) {
  /** Reads settings. */
  @FunctionalInterface
  public interface Reading {
    /**
     * The settings as they are now.
     *
     * @throws ConfigurationException where they can't be used
     */
    Settings read() throws ConfigurationException;
  }

  /** Settings that never change. */
  public static SettingsFile fixed(Settings settings) {
    return new SettingsFile(Optional.empty(), () -> settings);
  }
}
