package io.gyre.cli.command;

import io.gyre.cli.cluster.ClusterSnapshot;
import io.gyre.cli.cluster.ClusterTable;
import io.gyre.cli.serve.StartException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a cluster is like, as one of its routers sees it. */
@Command(
    name = "cluster",
    description =
        "Shows a cluster as one of its routers sees it: members, units, leases, rates, p99, memory.",
    subcommands = ClusterDrainCommand.class,
    footer = {
      "",
      "On a terminal the tables are drawn anew every second, until Ctrl-C; elsewhere",
      "they are printed once. The version that requests without one go to has a star.",
      "",
      "Examples:",
      "  gyre cluster",
      "  gyre cluster --url http://router-2:8000 --json",
      "  gyre cluster drain w2          has a worker give all away and end"
    })
final class ClusterCommand implements Callable<Integer> {
  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

  @Mixin private final HelpOption help = new HelpOption();

  @Mixin private final RouterOptions router = new RouterOptions();

  @Option(names = "--json", description = "Prints one JSON object instead of tables.")
  private boolean json;

  @Option(names = "--once", description = "Prints the tables once, also on a terminal.")
  private boolean once;

  @Override
  public Integer call() throws StartException, InterruptedException {
    boolean live = !json && !once && System.console() != null && System.console().isTerminal();
    return router.ask(client -> {
      JsonNode before = client.status();
      do {
        long start = System.nanoTime();
        Thread.sleep(WINDOW);
        JsonNode after = client.status();
        ClusterSnapshot cluster =
            ClusterSnapshot.of(before, after, (System.nanoTime() - start) / 1e9);
        System.out.print((live ? CLEAR : "") + (json ? asJson(cluster) : ClusterTable.of(cluster)));
        System.out.flush();
        before = after;
      } while (live);
      return 0;
    });
  }

  private static String asJson(ClusterSnapshot cluster) {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(cluster)
        + "\n";
  }
}
