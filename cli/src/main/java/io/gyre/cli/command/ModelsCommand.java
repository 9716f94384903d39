package io.gyre.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a running server serves. */
@Command(
    name = "models",
    description = "Lists what a running server serves: model, version, state, memory, requests a second, reason.",
    footer = {"", "Examples:", "  gyre models", "  gyre models --url http://gpu-3:8000 --json"})
final class ModelsCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://localhost:8000",
      description = "The server's HTTP address (${DEFAULT-VALUE}).")
  private String url = "";

  @Option(names = "--json", description = "Prints a JSON list instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    return 0;
  }
}
