package io.gyre.cli.command;

import io.gyre.cli.serve.StartException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has the version before the present one served. */
@Command(
    name = "rollback",
    description = {
      "Pins the newest good version below the one that serves, such as the one before a bad",
      "release. Answers once it takes the requests; `gyre models release` ends the pin."
    },
    footer = {"", "Examples:", "  gyre models rollback digits"})
final class ModelsRollbackCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  private String model = "";

  @Override
  public Integer call() throws StartException, InterruptedException {
    long below =
        server
            .ask(client -> client.current(model))
            .orElseThrow(() ->
                new StartException(
                    "no version of " + model + " is served, so there is none to roll back from"));
    return server.change(
        model,
        "rollback",
        Map.of("below", below),
        model + ": version %s serves in place of " + below + ", and is pinned");
  }
}
