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

  /**
   * Whether a model that is opened so gets threads of its own, started by the thread that opens it
   * and with that one's priority for good.
   */
  default boolean startsThreads(EngineOptions options) {
    return false;
  }
}
