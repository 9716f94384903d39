package io.gyre.cli.placement;

import io.gyre.cli.config.ConfigurationException;
import io.gyre.cli.config.Sizes;
import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.UnitKey;
import io.gyre.cluster.placement.UnitNeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads members and models from YAML (or JSON, which is YAML): a list of entries, each with the
 * keys that belong to it. All mistakes of a file are told together.
 */
public final class PlacementFile {
  private static final Set<String> MEMBER_KEYS = Set.of("id", "memory", "devices", "zone");
  private static final Set<String> MODEL_KEYS =
      Set.of("model", "partition", "memory", "device", "replicas");

  private static final String MEMBER_EXAMPLE = "{id: w1, memory: 16GiB}";
  private static final String MODEL_EXAMPLE = "{model: resnet, memory: 98MiB}";

  private final Path file;
  private final List<String> problems = new ArrayList<>();

  private PlacementFile(Path file) {
    this.file = file;
  }

  /**
   * The members that a file lists.
   *
   * @throws ConfigurationException where it isn't such a list
   */
  public static List<MemberCapacity> members(Path file) throws ConfigurationException {
    PlacementFile reading = new PlacementFile(file);
    List<MemberCapacity> members = new ArrayList<>();
    for (JsonNode entry : reading.entries("members", MEMBER_EXAMPLE)) {
      reading.checkKeys(entry, MEMBER_KEYS);
      String id = reading.text(entry, "id");
      long memory = reading.bytes(entry, id);
      Set<String> devices =
          entry.path("devices").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
      if (reading.isSound(entry)) {
        members.add(new MemberCapacity(id, memory, devices, entry.path("zone").asString("")));
      }
    }
    reading.refuseDoubles(members.stream().map(MemberCapacity::id).toList());
    reading.finish();
    return members;
  }

  /**
   * The models that a file lists.
   *
   * @throws ConfigurationException where it isn't such a list
   */
  public static List<UnitNeed> models(Path file) throws ConfigurationException {
    PlacementFile reading = new PlacementFile(file);
    List<UnitNeed> needs = new ArrayList<>();
    for (JsonNode entry : reading.entries("models", MODEL_EXAMPLE)) {
      reading.checkKeys(entry, MODEL_KEYS);
      String model = reading.text(entry, "model");
      long memory = reading.bytes(entry, model);
      int replicas = reading.count(entry, "replicas", 1);
      int partition = reading.count(entry, "partition", 0);
      if (reading.isSound(entry)) {
        needs.add(
            new UnitNeed(
                new UnitKey(model, partition),
                memory,
                entry.path("device").asString(""),
                replicas));
      }
    }
    reading.refuseDoubles(needs.stream().map(need -> need.key().toString()).toList());
    reading.finish();
    return needs;
  }

  /** The entries of the list, which may stand under its name or alone. */
  private List<JsonNode> entries(String name, String example) throws ConfigurationException {
    try {
      JsonNode root = YAMLMapper.builder().build().readTree(Files.readString(file));
      JsonNode list = root.isObject() ? root.path(name) : root;
      if (!list.isArray()) {
        problems.add(
            "%s: expected %s: and a list below it, each element such as - %s"
                .formatted(file, name, example));
        finish();
      }
      return list.valueStream().toList();
    } catch (NoSuchFileException _) {
      throw new ConfigurationException(List.of(file + ": there is no such file"));
    } catch (IOException e) {
      throw new ConfigurationException(List.of(file + ": can't be read: " + e));
    } catch (JacksonException e) {
      throw new ConfigurationException(
          List.of(
              file + ": not valid YAML: " + e.getOriginalMessage().lines().findFirst().orElse("")));
    }
  }

  private void checkKeys(JsonNode entry, Set<String> known) {
    for (String key : entry.propertyNames()) {
      if (!known.contains(key)) {
        problems.add(
            "%s: unknown key '%s' in %s; expected %s"
                .formatted(file, key, entry, known.stream().sorted().toList()));
      }
    }
  }

  private String text(JsonNode entry, String key) {
    String text = entry.path(key).asString("");
    if (text.isBlank()) {
      problems.add("%s: expected %s in %s".formatted(file, key, entry));
    }
    return text;
  }

  private long bytes(JsonNode entry, String name) {
    String text = entry.path("memory").asString("");
    return Sizes.read(text)
        .orElseGet(() -> {
          problems.add(
              "%s: %s: expected memory such as 512MiB or 8GiB, found '%s'"
                  .formatted(file, name, text));
          return 0L;
        });
  }

  private int count(JsonNode entry, String key, int fallback) {
    JsonNode value = entry.path(key);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isInt() || value.asInt() < fallback) {
      problems.add("%s: expected %s of %d or more, found %s".formatted(file, key, fallback, value));
      return fallback;
    }
    return value.asInt();
  }

  /** Whether nothing is wrong so far; one mistake is not to cause others. */
  private boolean isSound(JsonNode entry) {
    return problems.isEmpty() && entry.isObject();
  }

  private void refuseDoubles(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        problems.add("%s: '%s' is there twice".formatted(file, name));
      }
    }
  }

  private void finish() throws ConfigurationException {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}
