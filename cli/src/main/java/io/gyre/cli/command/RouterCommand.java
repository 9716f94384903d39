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

/** The router alone, with its workers elsewhere. */
@Command(
    name = "router",
    description = "Answers clients over HTTP and gRPC, and sends their requests to workers.",
    footer = {
      "",
      "The ready line comes when every worker that answers has loaded its models.",
      "",
      "Example, one router and two workers on one machine:",
      "  gyre worker my-models --id w1 --grpc-port 9001 --metrics-port 9101",
      "  gyre worker my-models --id w2 --grpc-port 9002 --metrics-port 9102",
      "  gyre router --worker w1=localhost:9001 --worker w2=localhost:9002",
      "",
      "Workers are also found by a name or in Consul: see membership.registry in",
      "`gyre config`."
    })
final class RouterCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final SettingOptions options = new SettingOptions();

  @Option(
      names = "--worker",
      paramLabel = "ID=HOST:PORT",
      description = "A worker's identity and gRPC address; repeated for each worker.")
  private List<String> workers = new ArrayList<>();

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description = "Port for HTTP/REST (8000); 0 picks a free one.")
  private @Nullable String httpPort;

  @Override
  public Integer call() throws Exception {
    List<Assignment> assignments = new ArrayList<>();
    if (!workers.isEmpty()) {
      assignments.add(Assignment.of(Keys.WORKERS, String.join(",", workers), "--worker"));
    }
    SettingOptions.add(assignments, Keys.HTTP_PORT, httpPort, "--http-port");
    return new RoleRun(Role.ROUTER, options.resolve(System.getenv(), assignments)).call();
  }
}
