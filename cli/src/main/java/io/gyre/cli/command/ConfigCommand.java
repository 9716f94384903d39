package io.gyre.cli.command;

import io.gyre.cli.config.Reference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every key of the configuration, as a file to start from. */
@Command(
    name = "config",
    description =
        "Prints every key of the configuration with its default and meaning, as a YAML file.",
    footer = {"", "Example:", "  gyre config > gyre.yaml && gyre serve --config gyre.yaml"})
final class ConfigCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();

  @Override
  public Integer call() {
    System.out.print(Reference.yaml());
    System.out.flush();
    return 0;
  }
}
