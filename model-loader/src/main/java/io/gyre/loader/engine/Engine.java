package io.gyre.loader.engine;

import java.nio.file.Path;

/** A library that loads model files of its formats and runs them. */
public interface Engine {
  /** The name that a configuration's {@code backend} selects it by. */
  String name();

  /**
   * Loads one file. Blocks for as long as that takes.
   *
   * @throws ModelLoadException where the file can't be served; the message says what to do about it
   */
  EngineModel open(Path file, EngineOptions options) throws ModelLoadException;
}
