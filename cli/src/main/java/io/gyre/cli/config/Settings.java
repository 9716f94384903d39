package io.gyre.cli.config;

import io.gyre.cli.config.Assignment.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The value of every key. */
public final class Settings {
  private final Map<Key<?>, Object> values;

  private Settings(Map<Key<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * The settings that these assignments make, later ones over earlier ones.
   *
   * @throws ConfigurationException naming every unknown key, and every value of the wrong type or
   *     out of range
   */
  public static Settings of(List<Assignment> assignments) throws ConfigurationException {
    Map<String, Key<?>> keys =
        Keys.ALL.stream().collect(Collectors.toMap(Key::path, Function.identity()));
    Map<Key<?>, Object> values = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (Assignment assignment : assignments) {
      Key<?> key = keys.get(assignment.path());
      if (key == null) {
        problems.add(unknown(assignment));
        continue;
      }
      read(key, assignment)
          .ifPresentOrElse(
              value -> values.put(key, value), () -> problems.add(wrongValue(key, assignment)));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Settings(values);
  }

  /** The value of {@code key}: what was set, or its default. */
  @SuppressWarnings("unchecked") // of() stores what the key's own type read
  public <T> T get(Key<T> key) {
    return (T) values.getOrDefault(key, key.fallback());
  }

  private static Optional<?> read(Key<?> key, Assignment assignment) {
    return assignment.form() == Form.LIST && !key.type().list()
        ? Optional.empty()
        : key.type().reader().apply(assignment.text());
  }

  private static String unknown(Assignment assignment) {
    String nearest =
        Neighbours.nearest(assignment.path(), Keys.ALL.stream().map(Key::path).toList());
    return assignment.source()
        + ": unknown key '"
        + assignment.path()
        + "'; did you mean '"
        + nearest
        + "'? `gyre config` lists every key";
  }

  private static String wrongValue(Key<?> key, Assignment assignment) {
    String found = assignment.form() == Form.LIST ? "a list" : "'" + assignment.text() + "'";
    return assignment.source()
        + ": "
        + key.path()
        + " must be "
        + key.type().expects()
        + ", found "
        + (assignment.form() == Form.LIST && key.type().list()
            ? "[" + assignment.text() + "]"
            : found);
  }
}
