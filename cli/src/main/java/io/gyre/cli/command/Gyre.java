package io.gyre.cli.command;

import io.gyre.bench.command.BenchCommand;
import io.gyre.cli.config.ConfigurationException;
import io.gyre.cli.serve.Installation;
import io.gyre.cli.serve.StartException;
import io.gyre.loadtest.command.LoadtestCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** The {@code gyre} command. Exits with 0, or 1 for a failure, or 2 for a wrong use. */
@Command(
    name = "gyre",
    description = "Serves machine-learning models over the Open Inference Protocol v2.",
    subcommands = {
      ServeCommand.class,
      RouterCommand.class,
      WorkerCommand.class,
      ModelsCommand.class,
      ClusterCommand.class,
      TuneCommand.class,
      PlacementCommand.class,
      LoadtestCommand.class,
      ConfigCommand.class,
      VersionCommand.class,
      RehearseCommand.class,
      CommandLine.HelpCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  gyre serve               serves the bundled examples, prints a curl to paste",
      "  gyre serve my-models     serves a Triton model repository",
      "  gyre models              lists what the server on this machine serves",
      "  gyre cluster             shows a router's cluster: members, models, rates",
      "  gyre tune digits         finds batch size, instances and threads for a model",
      "  gyre placement --help    shows which workers should host which models",
      "  gyre config > gyre.yaml  writes every key with its default",
      "",
      "Environment:",
      "  GYRE_JAVA_HOME           the JDK to use, 25 or newer",
      "  GYRE_JAVA_OPTIONS        options for the Java virtual machine, such as -Xmx2g",
      "  GYRE_AOT=off             starts without the start-up cache",
      "  GYRE_CONFIG              configuration file, where no --config is given",
      "  GYRE_<KEY>               any key; `gyre config` prints each one's name",
      "",
      "`gyre COMMAND --help` says more about a command."
    })
public final class Gyre {
  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The parser of the whole command line. */
  static CommandLine commandLine() {
    CommandLine gyre = new CommandLine(new Gyre());
    // What is measured is an installation: classes alone have no launcher to start servers with.
    Installation.ofLauncher()
        .home()
        .ifPresent(home -> gyre.addSubcommand(BenchCommand.commandLine(home)));
    return gyre.setUsageHelpAutoWidth(true).setExecutionExceptionHandler(Gyre::report);
  }

  private static int report(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    PrintWriter err = command.getErr();
    switch (failure) {
      case ConfigurationException wrong -> {
        wrong.problems().forEach(line -> err.println("gyre: " + line));
        return ExitCode.USAGE;
      }
      case StartException failed -> {
        err.println("gyre: " + failed.getMessage());
        return ExitCode.SOFTWARE;
      }
      default -> throw failure;
    }
  }
}
