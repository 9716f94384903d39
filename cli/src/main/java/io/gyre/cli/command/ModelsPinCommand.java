package io.gyre.cli.command;

import io.gyre.cli.serve.StartException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has one version of a model served. */
@Command(
    name = "pin",
    description = {
      "Serves one version of a model and no other, until it is released or another is pinned.",
      "Newer versions in the repository wait. Answers once that version takes the requests."
    },
    footer = {"", "Examples:", "  gyre models pin digits 3", "  gyre models release digits"})
final class ModelsPinCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  private String model = "";

  @Parameters(index = "1", paramLabel = "VERSION", description = "The version's number.")
  private long version;

  @Override
  public Integer call() throws StartException, InterruptedException {
    return server.change(
        model, "pin", Map.of("version", version), model + ": version %s is pinned and serves");
  }
}
