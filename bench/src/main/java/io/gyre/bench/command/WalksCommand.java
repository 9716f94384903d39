package io.gyre.bench.command;

import io.gyre.bench.walk.Walks;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Walks simulated clusters through random events. */
@Command(
    name = "walks",
    description = {
      "Walks small clusters through random events: new, bad, changed and withdrawn versions, placements"
          + " that workers learn of at different times, lost and late messages, crashes, drains, tight"
          + " memory. Routers, workers' control loops, replicas and placement are the real ones; clock,"
          + " network and models are played.",
      "",
      "After every event no request may have reached a worker that doesn't serve it, or been answered"
          + " by another version than it was pinned to, and no model may have gone out of service"
          + " without a crash. In the end everything must have settled. The first walk that goes wrong"
          + " is printed as the shortest trace to it that was found."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:every walk went well", "1:one went wrong"})
final class WalksCommand implements Callable<Integer> {
  /** A simulated cluster's troubles are no news. */
  private final Logger log = Logger.getLogger("io.gyre");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = "--walks",
      paramLabel = "N",
      defaultValue = "100000",
      description = "how many; default: ${DEFAULT-VALUE}")
  private int walks;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "seed of the first, which count up from there; default: ${DEFAULT-VALUE}")
  private long seed;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  WalksCommand() {}

  @Override
  public Integer call() {
    log.setLevel(Level.OFF);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Optional<String> wrong =
        Walks.take(
            seed,
            walks,
            line -> {
              err.println(line);
              err.flush();
            });
    out.println(wrong.orElse("%,d walks from seed %d went well".formatted(walks, seed)));
    out.flush();
    return wrong.isPresent() ? 1 : 0;
  }
}
