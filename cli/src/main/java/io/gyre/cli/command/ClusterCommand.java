package io.gyre.cli.command;

import io.gyre.cli.cluster.ClusterSnapshot;
import io.gyre.cli.cluster.ClusterTable;
import io.gyre.cli.cluster.StatusClient;
import io.gyre.cli.serve.StartException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a cluster is like, as one of its routers sees it. */
@Command(
    name = "cluster",
    description =
        "Shows a cluster as one of its routers sees it: members, units, leases, rates, p99, memory.",
    footer = {
      "",
      "On a terminal the tables are drawn anew every second, until Ctrl-C; elsewhere they are",
      "printed once. The version that requests without one go to has a star.",
      "",
      "Examples:",
      "  gyre cluster",
      "  gyre cluster --url http://router-2:8000 --json"
    })
final class ClusterCommand implements Callable<Integer> {
  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

  @Mixin private final HelpOption help = new HelpOption();

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://localhost:8000",
      description = "The router's HTTP address (${DEFAULT-VALUE}).")
  private URI url = URI.create("http://localhost:8000");

  @Option(names = "--json", description = "Prints one JSON object instead of tables.")
  private boolean json;

  @Option(names = "--once", description = "Prints the tables once, also on a terminal.")
  private boolean once;

  @Override
  public Integer call() throws StartException, InterruptedException {
    boolean live = !json && !once && System.console() != null && System.console().isTerminal();
    try (StatusClient client = new StatusClient(withScheme(url))) {
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
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      String why = e.getMessage() == null ? "connection refused" : e.getMessage();
      throw new StartException(
          "can't ask the router at %s: %s; is it running, and is that its HTTP port? --url takes another"
              .formatted(url, why));
    }
  }

  /** {@code host:port} is meant as HTTP. */
  private static URI withScheme(URI url) {
    return url.toString().contains("://") ? url : URI.create("http://" + url);
  }

  private static String asJson(ClusterSnapshot cluster) {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(cluster)
        + "\n";
  }
}
