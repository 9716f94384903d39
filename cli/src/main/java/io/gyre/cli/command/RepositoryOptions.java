package io.gyre.cli.command;

import io.gyre.cli.config.Assignment;
import io.gyre.cli.config.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say which models a worker holds. */
final class RepositoryOptions {
  @Parameters(
      arity = "0..1",
      paramLabel = "REPOSITORY",
      description =
          "Directory with one folder for each model; the bundled examples where it is left out.")
  private @Nullable String repository;

  @Option(
      names = "--model-control",
      paramLabel = "MODE",
      description = "none, poll (the default) or explicit: whether models follow the directory.")
  private @Nullable String control;

  @Option(
      names = "--load-model",
      paramLabel = "NAME",
      description = "Loads this model at the start under explicit control; may be repeated.")
  private List<String> load = new ArrayList<>();

  List<Assignment> assignments() {
    List<Assignment> assignments = new ArrayList<>();
    SettingOptions.add(assignments, Keys.REPOSITORY_PATH, repository, "REPOSITORY");
    SettingOptions.add(assignments, Keys.REPOSITORY_CONTROL, control, "--model-control");
    if (!load.isEmpty()) {
      assignments.add(Assignment.of(Keys.REPOSITORY_LOAD, String.join(",", load), "--load-model"));
    }
    return assignments;
  }
}
