package io.gyre.cli.command;

import io.gyre.cli.models.ModelsTable;
import io.gyre.cli.models.ServedModel;
import io.gyre.cli.serve.StartException;
import java.io.Console;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** The list of models, again and again. */
@Command(
    name = "watch",
    description = {
      "Shows the table of models and keeps it up to date, until Ctrl-C.",
      "Where standard output is no terminal, tables follow one another; with --json, lines."
    },
    footer = {
      "",
      "Examples:",
      "  gyre models watch",
      "  gyre models watch --times 1 --json | jq '.[].state'"
    })
final class ModelsWatchCommand implements Callable<Integer> {
  /** To the upper left corner, and everything from there on cleared. */
  private static final String AFRESH = "\u001b[H\u001b[J";

  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Time between tables (${DEFAULT-VALUE}).")
  private int seconds = 1;

  @Option(names = "--times", paramLabel = "N", description = "Ends after so many tables.")
  private int times = Integer.MAX_VALUE;

  @Override
  public Integer call() throws StartException, InterruptedException {
    Console console = System.console();
    boolean live = console != null && console.isTerminal() && !server.json();
    JsonMapper json = new JsonMapper();
    for (int shown = 0; shown < times; shown++) {
      List<ServedModel> models =
          server.ask(client -> client.list(Duration.ofSeconds(Math.max(seconds, 1))));
      if (server.json()) {
        System.out.println(json.writeValueAsString(models));
      } else {
        System.out.print((live ? AFRESH : shown > 0 ? "\n" : "") + ModelsTable.of(models));
      }
      System.out.flush();
    }
    return 0;
  }
}
