package io.gyre.cli.command;

import io.gyre.cli.config.Assignment;
import io.gyre.cli.config.Keys;
import io.gyre.cli.serve.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The worker alone, for routers elsewhere. */
@Command(
    name = "worker",
    description = "Loads and runs models for the routers that list this worker.",
    footer = {
      "",
      "Routers and nobody else talk to a worker: its gRPC port is not for clients.",
      "Routers list it, or it registers itself: see membership.registry in",
      "`gyre config`.",
      "",
      "Example:",
      "  gyre worker my-models --id w1 --grpc-port 9001 --metrics-port 9101"
    })
final class WorkerCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final RepositoryOptions repository = new RepositoryOptions();
  @Mixin private final SettingOptions options = new SettingOptions();

  @Option(
      names = "--id",
      paramLabel = "NAME",
      description = "This worker's identity, the same as in its routers' lists.")
  private @Nullable String id;

  @Override
  public Integer call() throws Exception {
    List<Assignment> assignments = new ArrayList<>(repository.assignments());
    SettingOptions.add(assignments, Keys.WORKER_ID, id, "--id");
    return new RoleRun(Role.WORKER, options.resolve(System.getenv(), assignments)).call();
  }
}
