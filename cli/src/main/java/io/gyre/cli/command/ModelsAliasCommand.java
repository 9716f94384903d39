package io.gyre.cli.command;

import io.gyre.cli.serve.StartException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a version of a model a name. */
@Command(
    name = "alias",
    description = {
      "Lets an alias, such as champion, lead to a version of a model: requests may ask for it",
      "wherever a version's number may stand. It moves once that version serves; without a",
      "VERSION and with --remove it is taken away. Kept in aliases.json in the model's folder."
    },
    footer = {
      "",
      "Examples:",
      "  gyre models alias digits champion 3",
      "  gyre models alias digits challenger --remove"
    })
final class ModelsAliasCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  private String model = "";

  @Parameters(index = "1", paramLabel = "ALIAS", description = "The name; a letter first.")
  private String alias = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "The version's number.")
  private @Nullable Long version;

  @Option(names = "--remove", description = "Takes the alias away.")
  private boolean remove;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws StartException, InterruptedException {
    if (remove == (version != null) || version != null && version < 1) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "expected a VERSION from 1, or --remove to take the alias away");
    }
    return server.change(
        model,
        "alias",
        Map.of("alias", alias, "version", version == null ? 0 : version),
        version == null
            ? model + ": " + alias + " is taken away"
            : model + ": " + alias + " leads to version %s");
  }
}
