package io.gyre.loader.desired;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.gyre.inference.request.VersionChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The aliases of a model: {@code aliases.json} in its folder, one object of versions by alias, such
 * as {@code {"champion": 3, "challenger": 4}}.
 *
 * @param aliases versions by alias
 * @param problem why they aren't all that the file says; empty where they are
 */
public record AliasFile(SortedMap<String, Long> aliases, Optional<String> problem) {
  /** Its name in the model's folder. */
  public static final String NAME = "aliases.json";

  /** Of a model without one. */
  public static final AliasFile NONE = new AliasFile(new TreeMap<>(), Optional.empty());

  private static final long LONGEST = 1 << 20;
  private static final String EXPECTED =
      NAME + ": expected an object of versions by alias, such as {\"champion\": 3}; found ";

  /** The file of a model's folder as it is now. */
  static AliasFile read(Path model) {
    Path file = model.resolve(NAME);
    try {
      if (!Files.isRegularFile(file)) {
        return NONE;
      }
      return Files.size(file) > LONGEST
          ? unreadable("more than " + LONGEST + " bytes")
          : parse(Files.readString(file));
    } catch (IOException e) {
      return unreadable(e.toString());
    }
  }

  static AliasFile parse(String text) {
    if (text.isBlank()) {
      return unreadable("nothing");
    }
    Struct.Builder object = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(text, object);
    } catch (InvalidProtocolBufferException e) {
      return unreadable(String.valueOf(e.getMessage()));
    }
    SortedMap<String, Long> aliases = new TreeMap<>();
    Optional<String> problem = Optional.empty();
    for (Map.Entry<String, Value> member : new TreeMap<>(object.getFieldsMap()).entrySet()) {
      double version = member.getValue().getNumberValue();
      if (!VersionChoice.isAlias(member.getKey())) {
        problem = Optional.of(EXPECTED + "'" + member.getKey() + "', which can't be an alias");
      } else if (version < 1 || version != Math.rint(version) || version > 1L << 53) {
        problem = Optional.of(EXPECTED + "'" + member.getKey() + "' without a version");
      } else {
        aliases.put(member.getKey(), (long) version);
      }
    }
    return new AliasFile(aliases, problem);
  }

  private static AliasFile unreadable(String found) {
    return new AliasFile(new TreeMap<>(), Optional.of(EXPECTED + found));
  }

  /**
   * Writes the aliases into a model's folder, in place of those that it has, at once.
   *
   * @throws IOException where that folder can't be written
   */
  static void write(Path model, SortedMap<String, Long> aliases) throws IOException {
    String members =
        aliases.entrySet().stream()
            .map(alias -> "  \"" + alias.getKey() + "\": " + alias.getValue())
            .collect(Collectors.joining(",\n"));
    Path written = Files.createTempFile(model, "." + NAME, ".tmp");
    try {
      Files.writeString(written, members.isEmpty() ? "{}\n" : "{\n" + members + "\n}\n");
      Files.move(written, model.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
