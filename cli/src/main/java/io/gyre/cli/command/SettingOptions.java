package io.gyre.cli.command;

import io.gyre.cli.config.Assignment;
import io.gyre.cli.config.ConfigurationException;
import io.gyre.cli.config.ConfigurationFile;
import io.gyre.cli.config.Environment;
import io.gyre.cli.config.Key;
import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
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
    List<Assignment> assignments = new ArrayList<>();
    Optional<Path> file = Optional.ofNullable(config).or(() -> configVariable(variables));
    if (file.isPresent()) {
      assignments.addAll(ConfigurationFile.read(file.get()));
    }
    Environment environment = Environment.read(variables);
    assignments.addAll(environment.assignments());
    set.forEach((path, value) ->
        assignments.add(new Assignment(path, value, Assignment.Form.SCALAR, "--set " + path)));
    add(assignments, Keys.HOST, host, "--host");
    add(assignments, Keys.GRPC_PORT, grpcPort, "--grpc-port");
    add(assignments, Keys.METRICS_PORT, metricsPort, "--metrics-port");
    assignments.addAll(ofCommand);
    return new Resolved(Settings.of(assignments), environment.warnings());
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
   * @param warnings variables that set nothing
   */
  record Resolved(Settings settings, List<String> warnings) {}
}
