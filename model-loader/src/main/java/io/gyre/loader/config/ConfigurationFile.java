package io.gyre.loader.config;

import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.engine.EngineOptions.Device;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelOutput;
import io.gyre.proto.inference.ModelVersionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A {@code config.pbtxt} as it was written, understood as far as it can be without the model.
 *
 * @param text the whole file; empty where there is none
 * @param written what it says
 * @param lines where it says so
 * @param mistakes what is wrong whatever the model is
 * @param comparable whether, for all its mistakes, more can be said of it beside the model
 */
public record ConfigurationFile(
    String text,
    ModelConfig written,
    FieldLines lines,
    List<Mistake> mistakes,
    boolean comparable) {
  /** The name that such a file has. */
  public static final String NAME = "config.pbtxt";

  /** What holds where a model has no such file. */
  public static final ConfigurationFile ABSENT =
      new ConfigurationFile("", ModelConfig.getDefaultInstance(), FieldLines.NONE, List.of(), true);

  public ConfigurationFile {
    mistakes = List.copyOf(mistakes);
  }

  /**
   * The file of a model's folder. Never fails: what is wrong with it is among its mistakes.
   *
   * @param model the folder's name
   */
  public static ConfigurationFile parse(String model, String text) {
    var parsed = ConfigurationParser.parse(text);
    if (!parsed.whole()) {
      return new ConfigurationFile(
          text, parsed.written(), FieldLines.NONE, parsed.mistakes(), false);
    }
    FieldLines lines = FieldLines.of(text);
    Place root = Place.file(lines);
    List<Mistake> mistakes = new ArrayList<>(parsed.mistakes());
    List<Mistake> unserved = UnservedFeatures.refusals(parsed.written(), root);
    mistakes.addAll(
        unserved.isEmpty() ? WrittenChecks.of(model, parsed.written(), root) : unserved);
    boolean comparable =
        unserved.isEmpty()
            && Backend.of(parsed.written()).isPresent()
            && hasContainedModel(parsed.written());
    return new ConfigurationFile(text, parsed.written(), lines, mistakes, comparable);
  }

  /** A file that is there and can't be read. */
  public static ConfigurationFile unreadable(String expected, String found) {
    return new ConfigurationFile(
        "",
        ABSENT.written,
        FieldLines.NONE,
        List.of(new Mistake(NAME, 0, "", expected, found)),
        false);
  }

  /** Which versions are to be served; the default where the file says nothing valid. */
  public VersionPolicy versionPolicy() {
    ModelVersionPolicy policy = written.getVersionPolicy();
    return switch (policy.getPolicyChoiceCase()) {
      case ALL -> new VersionPolicy.All();
      case SPECIFIC ->
          new VersionPolicy.Specific(Set.copyOf(policy.getSpecific().getVersionsList()));
      case LATEST -> new VersionPolicy.Latest(latest(policy.getLatest().getNumVersions()));
      case POLICYCHOICE_NOT_SET -> VersionPolicy.DEFAULT;
    };
  }

  /** Whether the model's file is in its version's folder: no other is opened, to compare or not. */
  private static boolean hasContainedModel(ModelConfig written) {
    String file = written.getDefaultModelFilename();
    return file.isEmpty() || ContainedPath.isContained(file);
  }

  /** {@code latest {}} means one; the count is unsigned on the wire. */
  private static int latest(int written) {
    return written == 0 ? 1 : written < 0 ? Integer.MAX_VALUE : written;
  }

  /** Name of the engine that runs the model; of no meaning where the file has mistakes. */
  public String backend() {
    return Backend.of(written).map(Backend::name).orElse(written.getBackend());
  }

  /**
   * The model's file, relative to the folder of a version; of no meaning where the file has
   * mistakes.
   */
  public String modelFilename() {
    return written.getDefaultModelFilename().isEmpty()
        ? Backend.of(written).map(Backend::filename).orElse("")
        : written.getDefaultModelFilename();
  }

  /** Whether a version has files of its own; an ensemble's needn't. */
  public boolean needsModelFile() {
    return !UnservedFeatures.isEnsemble(written);
  }

  /**
   * How the engine is to open the model; only for a file without mistakes.
   *
   * @param fileBytes size of the version's files
   */
  public EngineOptions engineOptions(ConfigurationDefaults defaults, long fileBytes) {
    return EngineParameters.options(written, defaults.threads(fileBytes));
  }

  /** The device that all instances run on; of no meaning where the file has mistakes. */
  public Device device() {
    return InstanceGroups.device(written);
  }

  /** What it says of the model's place in a cluster. */
  public PlacementParameters placement() {
    return PlacementParameters.of(written);
  }

  /**
   * Files of the model's folder, other than itself, that the configuration names: labels, data for
   * warm-up, and the initial state of sequences.
   */
  public List<String> namedFiles() {
    Stream<String> labels =
        written.getOutputList().stream()
            .map(ModelOutput::getLabelFilename)
            .filter(ContainedPath::isContained);
    return Stream.of(
            labels, WarmUpSamples.files(written).stream(), InitialStates.files(written).stream())
        .flatMap(files -> files)
        .distinct()
        .sorted()
        .toList();
  }

  Place root() {
    return Place.file(lines);
  }
}
