package io.gyre.cli.command;

import io.gyre.cli.cluster.ClusterClient;
import io.gyre.cli.cluster.DrainProgress;
import io.gyre.cli.serve.StartException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a worker give all its units away and end. */
@Command(
    name = "drain",
    description = {
      "Drains a worker: others take its units over, then its process ends. No request fails for it.",
      "SIGTERM to the process does the same. Answers once the worker has ended."
    },
    footer = {
      "",
      "A supervisor that restarts what ends starts it again. Exits with 0, or 1 where the router",
      "can't be asked, doesn't know the worker or can't reach it, or 2 for a wrong use.",
      "",
      "Examples:",
      "  gyre cluster drain w2",
      "  gyre cluster drain w2 --no-wait --url http://router-2:8000"
    })
final class ClusterDrainCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final RouterOptions router = new RouterOptions();

  @Parameters(
      index = "0",
      paramLabel = "WORKER",
      description = "The worker's id, as `gyre cluster` shows it.")
  private String worker = "";

  @Option(names = "--no-wait", description = "Answers once the worker has begun.")
  private boolean noWait;

  @Override
  public Integer call() throws StartException, InterruptedException {
    return router.ask(client -> {
      client.drain(worker);
      if (noWait) {
        System.out.println(worker + " drains");
      } else {
        follow(client);
        System.out.println(worker + " has ended");
      }
      System.out.flush();
      return 0;
    });
  }

  /** Tells how far the worker is, until it has ended. */
  private void follow(ClusterClient client) throws IOException, InterruptedException {
    DrainProgress progress = new DrainProgress(worker);
    String last = "";
    while (progress.goesOn(client.status())) {
      if (!progress.text().equals(last)) {
        last = progress.text();
        System.err.println(last);
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }
}
