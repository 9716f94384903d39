package io.gyre.cli.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the {@code GYRE_*} variables.
 *
 * @param assignments what they set
 * @param warnings variables that look meant for Gyre and set nothing
 */
public record Environment(List<Assignment> assignments, List<String> warnings) {
  /** Variables that the launcher reads. */
  private static final Set<String> LAUNCHER =
      Set.of("GYRE_JAVA_HOME", "GYRE_JAVA_OPTIONS", "GYRE_AOT", "GYRE_CONFIG");

  public static Environment read(Map<String, String> variables) {
    List<Assignment> assignments = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    variables.entrySet().stream()
        .filter(e -> e.getKey().startsWith("GYRE_") && !LAUNCHER.contains(e.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> read(e.getKey(), e.getValue(), assignments, warnings));
    return new Environment(List.copyOf(assignments), List.copyOf(warnings));
  }

  private static void read(
      String name, String value, List<Assignment> assignments, List<String> warnings) {
    if (value.startsWith("tcp://") || name.contains("_SERVICE_")) {
      return; // Kubernetes describes a service named gyre-http as
      // GYRE_HTTP_PORT=tcp://10.0.0.1:8000
    }
    Keys.ALL.stream()
        .filter(key -> key.variable().equals(name))
        .findFirst()
        .ifPresentOrElse(
            key -> assignments.add(Assignment.of(key, value, name)),
            () ->
                warnings.add(
                    "the variable "
                        + name
                        + " sets nothing; did you mean "
                        + Neighbours.nearest(name, Keys.ALL.stream().map(Key::variable).toList())
                        + "?"));
  }
}
