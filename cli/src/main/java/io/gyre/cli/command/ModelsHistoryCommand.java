package io.gyre.cli.command;

import io.gyre.cli.models.HistoryTable;
import io.gyre.cli.serve.StartException;
import io.gyre.router.history.HistoryEvent;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What became of a model. */
@Command(
    name = "history",
    description = {
      "Shows what became of a model: who asked for what and when, which version took over from",
      "which, how long loading, first runs and check took, and what failed. Oldest first."
    },
    footer = {
      "",
      "A server with data.path keeps it over restarts.",
      "",
      "Examples:",
      "  gyre models history digits",
      "  gyre models history digits --json"
    })
final class ModelsHistoryCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  private String model = "";

  @Override
  public Integer call() throws StartException, InterruptedException {
    List<HistoryEvent> events = server.ask(client -> client.history(model));
    if (server.json()) {
      server.print(events);
    } else {
      System.out.print(HistoryTable.of(events));
      System.out.flush();
    }
    return 0;
  }
}
