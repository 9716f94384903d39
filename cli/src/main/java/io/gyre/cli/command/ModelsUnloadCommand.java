package io.gyre.cli.command;

import io.gyre.cli.serve.StartException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a model unloaded. */
@Command(
    name = "unload",
    description = {
      "Unloads a model: requests under way are answered, later ones refused.",
      "Needs a server with --model-control explicit. Answers once its memory is given back."
    },
    footer = {
      "",
      "Examples:",
      "  gyre models unload digits",
      "  gyre models unload my-ensemble --dependents"
    })
final class ModelsUnloadCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  private String model = "";

  @Option(
      names = "--dependents",
      description = "Unloads the models of an ensemble's steps as well.")
  private boolean dependents;

  @Override
  public Integer call() throws StartException, InterruptedException {
    return server.change(
        model,
        "unload",
        Map.of("parameters", Map.of("unload_dependents", dependents)),
        model + " is unloaded");
  }
}
