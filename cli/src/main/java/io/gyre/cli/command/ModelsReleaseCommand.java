package io.gyre.cli.command;

import io.gyre.cli.serve.StartException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a pin. */
@Command(
    name = "release",
    description = {
      "Ends the pin of a model, and lifts the verdicts on its versions: the newest serves again,",
      "and what failed is tried again."
    },
    footer = {"", "Examples:", "  gyre models release digits"})
final class ModelsReleaseCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  private String model = "";

  @Override
  public Integer call() throws StartException, InterruptedException {
    return server.change(model, "release", Map.of(), model + " is released");
  }
}
