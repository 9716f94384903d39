package io.gyre.cli.command;

import io.gyre.cli.config.Assignment;
import io.gyre.cli.config.ConfigurationException;
import io.gyre.cli.config.ConfigurationFile;
import io.gyre.cli.config.Environment;
import io.gyre.cli.config.Key;
import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import io.gyre.cli.config.SettingsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that set keys of the configuration, shared by the commands that start a server. */
final class SettingOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file of settings; `gyre config` prints one.")
  private @Nullable Path config;

  @Option(names = "--host", paramLabel = "H", description = "Address to bind to (0.0.0.0).")
  private @Nullable String host;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      description = "Port for gRPC (8001); 0 picks a free one.")
  private @Nullable String grpcPort;

  @Option(
      names = "--metrics-port",
      paramLabel = "N",
      description = "Port for /metrics (8002); 0 picks a free one.")
  private @Nullable String metricsPort;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets any key of the configuration, such as limits.request-bytes=16MiB.")
  private Map<String, String> set = new LinkedHashMap<>();

  /**
   * What file, variables and flags make together, the later over the earlier.
   *
   * @param variables the process's environment
   * @param ofCommand what the command's own options set
   */
  Resolved resolve(Map<String, String> variables, List<Assignment> ofCommand)
      throws ConfigurationException {
    Environment environment = Environment.read(variables);
    List<Assignment> overFile = new ArrayList<>(environment.assignments());
    set.forEach((path, value) ->
        overFile.add(new Assignment(path, value, Assignment.Form.SCALAR, "--set " + path)));
    add(overFile, Keys.HOST, host, "--host");
    add(overFile, Keys.GRPC_PORT, grpcPort, "--grpc-port");
    add(overFile, Keys.METRICS_PORT, metricsPort, "--metrics-port");
    overFile.addAll(ofCommand);
    Optional<Path> path = Optional.ofNullable(config).or(() -> configVariable(variables));
    SettingsFile file = new SettingsFile(path, () -> read(path, overFile));
    return new Resolved(file.reading().read(), file, environment.warnings());
  }

  private static Settings read(Optional<Path> file, List<Assignment> overFile)
      throws ConfigurationException {
    List<Assignment> assignments = new ArrayList<>();
    if (file.isPresent()) {
      assignments.addAll(ConfigurationFile.read(file.get()));
    }
    assignments.addAll(overFile);
    return Settings.of(assignments);
  }

  /** Adds an assignment where the option was given. */
  static void add(List<Assignment> to, Key<?> key, @Nullable String text, String flag) {
    if (text != null) {
      to.add(Assignment.of(key, text, flag));
    }
  }

  private static Optional<Path> configVariable(Map<String, String> variables) {
    return Optional.ofNullable(variables.get("GYRE_CONFIG"))
        .filter(s -> !s.isEmpty())
        .map(Path::of);
  }

  /**
   * Settings, and what to warn of once logging works.
   *
   * @param settings every key's value
   * @param file where some of them are from
   * @param warnings variables that set nothing
   */
  record Resolved(Settings settings, SettingsFile file, List<String> warnings) {}
}
