package io.gyre.loader.load;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationDefaults;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.config.ConfigurationResolver;
import io.gyre.loader.config.Mistake;
import io.gyre.loader.config.Resolution;
import io.gyre.loader.config.Signature;
import io.gyre.loader.engine.Engine;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.load.LoadOutcome.LoadFailure;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.repository.FileEntry;
import io.gyre.loader.repository.FileStamp;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads catalogued versions. Blocks for as long as a load takes; loads may overlap. */
public final class UnitLoader {
  private static final Logger LOG = LoggerFactory.getLogger(UnitLoader.class);

  private final Map<String, Engine> engines;
  private final ConfigurationDefaults defaults;
  private final ConfigurationResolver resolver;

  /** A loader that opens files with {@code engines}, each under its own name. */
  public UnitLoader(List<Engine> engines, ConfigurationDefaults defaults) {
    this.engines =
        engines.stream().collect(Collectors.toUnmodifiableMap(Engine::name, engine -> engine));
    this.defaults = defaults;
    this.resolver = new ConfigurationResolver(defaults);
  }

  /** Opens a version and resolves its configuration against it. */
  public LoadOutcome load(ModelEntry model, VersionEntry version) {
    UnitId unit = version.unit();
    ConfigurationFile configuration = model.configuration();
    Engine engine = engines.get(configuration.backend());
    if (!configuration.comparable()) {
      return mistaken(unit, configuration.mistakes());
    }
    if (engine == null) {
      return fault(
          unit, "backend \"" + configuration.backend() + "\": expected one of " + engines.keySet());
    }
    Optional<String> changed = changed(model, version);
    if (changed.isPresent()) {
      return new LoadFailure(unit, changed.get(), false);
    }
    Path file = version.directory().resolve(configuration.modelFilename());
    if (Files.isDirectory(file)) {
      file = file.resolve(file.getFileName());
    }
    if (!Files.isRegularFile(file)) {
      return fault(unit, missing(model, version, file));
    }
    try {
      EngineOptions options = options(configuration, version);
      EngineModel opened = engine.open(file, options);
      return resolve(model, version, opened, options);
    } catch (ModelLoadException e) {
      return new LoadFailure(unit, String.valueOf(e.getMessage()), e.fileAtFault());
    }
  }

  /**
   * Whether the version's model gets threads of its own, with the priority of its loading thread.
   */
  public boolean startsThreads(ModelEntry model, VersionEntry version) {
    Engine engine = engines.get(model.configuration().backend());
    return engine != null && engine.startsThreads(options(model.configuration(), version));
  }

  /**
   * A model is opened in spite of mistakes in its configuration, so that all of them are told at
   * once.
   */
  private EngineOptions options(ConfigurationFile configuration, VersionEntry version) {
    return configuration.mistakes().isEmpty()
        ? configuration.engineOptions(defaults, version.bytes())
        : new EngineOptions(new EngineOptions.Device.Cpu(), 1, Map.of());
  }

  private LoadOutcome resolve(
      ModelEntry model, VersionEntry version, EngineModel opened, EngineOptions options) {
    boolean kept = false;
    try {
      Optional<String> changed = changed(model, version);
      if (changed.isPresent()) {
        return new LoadFailure(version.unit(), changed.get(), false);
      }
      Resolution resolution =
          resolver.resolve(
              model.name(), model.directory(), model.configuration(), Signature.of(opened));
      return switch (resolution) {
        case Resolution.Refused(List<Mistake> mistakes) -> mistaken(version.unit(), mistakes);
        case Resolution.Resolved(var configuration) -> {
          configuration.notices().forEach(notice -> LOG.warn("{}: {}", version.unit(), notice));
          kept = true;
          yield new LoadedUnit(version.unit(), configuration.openedWith(options), opened);
        }
      };
    } finally {
      if (!kept) {
        opened.close();
      }
    }
  }

  /** Which file is another one than the catalogue digested, if any is. */
  private static Optional<String> changed(ModelEntry model, VersionEntry version) {
    for (FileEntry file : version.files()) {
      Path path = model.directory().resolve(file.path());
      try {
        if (!FileStamp.of(path).equals(file.stamp())) {
          return Optional.of(
              path
                  + " changed since it was catalogued; it is catalogued anew once it is left alone");
        }
      } catch (IOException e) {
        return Optional.of(path + " was catalogued and can't be read now: " + e);
      }
    }
    return Optional.empty();
  }

  private static String missing(ModelEntry model, VersionEntry version, Path file) {
    String prefix = version.version() + "/";
    String found =
        version.files().stream()
            .map(FileEntry::path)
            .filter(path -> path.startsWith(prefix))
            .limit(8)
            .collect(Collectors.joining(", "));
    return "expected the model in "
        + model.directory().relativize(file)
        + ", found "
        + found
        + "; rename it, or name it in default_model_filename";
  }

  private static LoadFailure mistaken(UnitId unit, List<Mistake> mistakes) {
    return fault(unit, mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
  }

  private static LoadFailure fault(UnitId unit, String reason) {
    return new LoadFailure(unit, reason, true);
  }
}
