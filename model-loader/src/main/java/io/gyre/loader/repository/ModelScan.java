package io.gyre.loader.repository;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One look at one model's folder. */
final class ModelScan {
  private static final long LONGEST_CONFIGURATION = 1 << 20;

  private final Path directory;
  private final String name;
  private final Optional<ModelEntry> previous;
  private final Map<Long, Damage> damagedBefore;
  private final Instant now;
  private final Duration quietPeriod;
  private final Map<String, FileEntry> digested = new HashMap<>();
  private final List<VersionEntry> offered = new ArrayList<>();
  private final List<SettlingVersion> settling = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<Long, Damage> damaged = new HashMap<>();
  private final Map<Path, Look> looks = new LinkedHashMap<>();
  private boolean looksWhole = true;
  private boolean anyCurrent;

  /**
   * @param previous what the last look gave, where there was one
   * @param damagedBefore versions that it didn't offer for their checksums
   * @param quietPeriod how long a version's files must have been left alone before it is offered
   */
  ModelScan(
      Path directory,
      Optional<ModelEntry> previous,
      Map<Long, Damage> damagedBefore,
      Instant now,
      Duration quietPeriod) {
    this.directory = directory;
    this.name = directory.getFileName().toString();
    this.previous = previous;
    this.damagedBefore = damagedBefore;
    this.now = now;
    this.quietPeriod = quietPeriod;
    previous.stream()
        .flatMap(model -> model.versions().stream())
        .flatMap(version -> version.files().stream())
        .forEach(file -> digested.put(file.path(), file));
  }

  /** The model's entry, and what that depends on. */
  SeenModel seen() {
    look(directory);
    ModelEntry entry = entry();
    return new SeenModel(entry, damaged, looks, looksWhole, now);
  }

  private void look(Path path) {
    try {
      looks.put(path, Look.of(path));
    } catch (IOException | UnsupportedOperationException _) {
      looksWhole = false;
    }
  }

  private void look(VersionStamps stamps, List<String> shared) {
    stamps.files().keySet().forEach(path -> look(directory.resolve(path)));
    stamps.folders().keySet().forEach(path -> look(directory.resolve(path)));
    // Whether one comes to a subfolder is nothing that the model's folder tells.
    looksWhole &=
        shared.stream().allMatch(file -> stamps.files().containsKey(file) || !file.contains("/"));
  }

  private ModelEntry entry() {
    ConfigurationFile configuration = configuration();
    List<String> others = new ArrayList<>();
    SortedMap<Long, Path> versions = versions(others);
    versions.forEach((number, folder) -> look(number, folder, configuration));
    if (offered.isEmpty() && settling.isEmpty() && problems.isEmpty()) {
      problems.add(noVersion(configuration, versions, others));
    }
    // A configuration that is still being written counts no sooner than the versions that depend on
    // it.
    boolean adopted = anyCurrent || settling.isEmpty();
    return new ModelEntry(
        name,
        directory,
        adopted ? configuration : previous.map(ModelEntry::configuration).orElse(configuration),
        offered,
        settling,
        problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems)));
  }

  private ConfigurationFile configuration() {
    Path file = directory.resolve(ConfigurationFile.NAME);
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      look(file);
      // To open a pipe would wait for its writer, and hold every other model up.
      if (!attributes.isRegularFile()) {
        return ConfigurationFile.unreadable(
            "a file that can be read", "a folder or a special file");
      }
      if (attributes.size() > LONGEST_CONFIGURATION) {
        return ConfigurationFile.unreadable("at most 1 MiB", attributes.size() + " bytes");
      }
      String text = Files.readString(file);
      return previous
          .map(ModelEntry::configuration)
          .filter(known -> !text.isEmpty() && known.text().equals(text))
          .orElseGet(() -> ConfigurationFile.parse(name, text));
    } catch (NoSuchFileException _) {
      return ConfigurationFile.ABSENT;
    } catch (CharacterCodingException _) {
      return ConfigurationFile.unreadable("text in UTF-8", "other bytes");
    } catch (IOException e) {
      return ConfigurationFile.unreadable("a file that can be read", e.toString());
    }
  }

  private SortedMap<Long, Path> versions(List<String> others) {
    SortedMap<Long, Path> versions = new TreeMap<>();
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.sorted().toList()) {
        var version = RepositoryNames.version(child);
        if (version.isPresent() && Files.isDirectory(child)) {
          versions.put(version.getAsLong(), child);
        } else if (!child.endsWith(ConfigurationFile.NAME)
            && !RepositoryNames.isOverlooked(child)) {
          others.add(child.getFileName().toString());
          // A link to nothing may lead to a folder one day, which the model's folder doesn't tell.
          looksWhole &= version.isEmpty();
        }
      }
    } catch (IOException | UncheckedIOException e) {
      problems.add("folder " + directory + " can't be read: " + e);
      previous.ifPresent(model -> offered.addAll(model.versions()));
    }
    return versions;
  }

  private void look(long number, Path folder, ConfigurationFile configuration) {
    Optional<VersionEntry> known = previous.flatMap(model -> model.version(number));
    try {
      List<String> shared = shared(configuration);
      VersionStamps stamps = VersionStamps.of(directory, folder, shared);
      look(stamps, shared);
      Instant since = firstSeen(number, stamps);
      Damage damage = damagedBefore.get(number);
      if (damage != null && damage.stamps().equals(stamps)) {
        refuse(number, damage);
      } else if (known.isPresent() && known.get().hasStamps(stamps)) {
        offered.add(known.get());
        anyCurrent = true;
      } else if (isQuiet(stamps, since)) {
        offer(number, folder, stamps, configuration);
      } else {
        known.ifPresent(offered::add);
        settling.add(new SettlingVersion(number, stamps, since));
      }
    } catch (IOException e) {
      known.ifPresent(offered::add);
      problems.add("version " + number + " can't be read: " + e);
    }
  }

  private void offer(
      long number, Path folder, VersionStamps stamps, ConfigurationFile configuration)
      throws IOException {
    List<String> shared = shared(configuration);
    boolean empty = shared.containsAll(stamps.files().keySet());
    if (empty && configuration.needsModelFile()) {
      return;
    }
    List<FileEntry> files = new ArrayList<>();
    for (var file : stamps.files().entrySet()) {
      files.add(digest(file.getKey(), file.getValue()));
    }
    Optional<String> damage = Checksums.problem(folder, number + "/", files);
    if (damage.isPresent()) {
      refuse(number, new Damage(stamps, damage.get()));
    } else if (VersionStamps.of(directory, folder, shared).equals(stamps)) {
      UnitId unit = new UnitId(name, number, Digests.revision(files), 0);
      offered.add(new VersionEntry(unit, folder, files));
      anyCurrent = true;
    } else {
      previous.flatMap(model -> model.version(number)).ifPresent(offered::add);
      settling.add(new SettlingVersion(number, stamps, now));
    }
  }

  /** Leaves a version as it was before, whose files aren't as its checksums say. */
  private void refuse(long number, Damage damage) {
    previous.flatMap(model -> model.version(number)).ifPresent(offered::add);
    damaged.put(number, damage);
    problems.add("version " + number + ": " + damage.problem());
  }

  /** Files of the model's folder that every version depends on. */
  private static List<String> shared(ConfigurationFile configuration) {
    List<String> files = new ArrayList<>(configuration.namedFiles());
    files.add(ConfigurationFile.NAME);
    return files;
  }

  private FileEntry digest(String path, FileStamp stamp) throws IOException {
    FileEntry known = digested.get(path);
    if (known == null || !known.stamp().equals(stamp)) {
      known = new FileEntry(path, stamp, Digests.ofFile(directory.resolve(path)));
      digested.put(path, known);
    }
    return known;
  }

  private Instant firstSeen(long number, VersionStamps stamps) {
    return previous.stream()
        .flatMap(model -> model.settling().stream())
        .filter(version -> version.version() == number && version.stamps().equals(stamps))
        .map(SettlingVersion::since)
        .findFirst()
        .orElse(now);
  }

  /**
   * Whether nothing was written for the quiet period, by the files' own times or by what was seen.
   */
  private boolean isQuiet(VersionStamps stamps, Instant since) {
    return stamps.olderThan(now.minus(quietPeriod)) || !since.plus(quietPeriod).isAfter(now);
  }

  private static String noVersion(
      ConfigurationFile configuration, SortedMap<Long, Path> versions, List<String> others) {
    String found =
        Stream.concat(
                versions.keySet().stream().map(number -> "an empty " + number + "/"),
                others.stream())
            .limit(8)
            .collect(Collectors.joining(", "));
    return "no version: expected a folder named by an integer from 1, such as 1/, with "
        + configuration.modelFilename()
        + " in it, found "
        + (found.isEmpty() ? "nothing" : found);
  }
}
