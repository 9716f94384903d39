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

/** Router and worker in one process. */
@Command(
    name = "serve",
    description = "Serves a model repository: router and worker in one process.",
    footer = {
      "",
      "Standard output carries one line, once every model has loaded or failed:",
      "  gyre ready http=HOST:PORT grpc=HOST:PORT metrics=HOST:PORT pid=N",
      "Ctrl-C finishes the requests under way and exits; a second one exits at once.",
      "",
      "Examples:",
      "  gyre serve",
      "  gyre serve my-models --http-port 9000",
      "  gyre serve my-models --model-control explicit --load-model digits",
      "  gyre serve --config gyre.yaml --set log.level=debug"
    })
final class ServeCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final RepositoryOptions repository = new RepositoryOptions();
  @Mixin private final SettingOptions options = new SettingOptions();

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description = "Port for HTTP/REST (8000); 0 picks a free one.")
  private @Nullable String httpPort;

  @Override
  public Integer call() throws Exception {
    List<Assignment> assignments = new ArrayList<>(repository.assignments());
    SettingOptions.add(assignments, Keys.HTTP_PORT, httpPort, "--http-port");
    return new RoleRun(Role.SERVE, options.resolve(System.getenv(), assignments)).call();
  }
}
