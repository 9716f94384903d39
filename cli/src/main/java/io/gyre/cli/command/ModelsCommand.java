package io.gyre.cli.command;

import io.gyre.cli.models.ModelsTable;
import io.gyre.cli.models.ServedModel;
import io.gyre.cli.serve.StartException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a running server serves, and what it is to serve. */
@Command(
    name = "models",
    description = {
      "Lists what a running server serves: model, version, state, memory, requests/s.",
      "The commands below change it; each answers once it is known what came of it."
    },
    subcommands = {
      ModelsWatchCommand.class,
      ModelsLoadCommand.class,
      ModelsUnloadCommand.class,
      ModelsPinCommand.class,
      ModelsRollbackCommand.class,
      ModelsReleaseCommand.class,
      ModelsAliasCommand.class,
      ModelsHistoryCommand.class
    },
    footer = {
      "",
      "Exits with 0, or 1 where the server can't be asked or refuses, or 2 for a wrong use.",
      "",
      "Examples:",
      "  gyre models",
      "  gyre models --url http://gpu-3:8000 --json",
      "  gyre models rollback digits          serves the version before the present one",
      "  gyre models alias digits champion 3  requests for version champion get version 3"
    })
final class ModelsCommand implements Callable<Integer> {
  private static final Duration WINDOW = Duration.ofSeconds(1);

  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final ServerOptions server = new ServerOptions();

  @Override
  public Integer call() throws StartException, InterruptedException {
    List<ServedModel> models = server.ask(client -> client.list(WINDOW));
    if (server.json()) {
      server.print(models);
    } else {
      System.out.print(ModelsTable.of(models));
      System.out.flush();
    }
    return 0;
  }
}
