package io.gyre.bench.cluster;

import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Routers and workers on this machine, each in a process of its own. Routers find workers by a list
 * in a file, which is kept up to date here, or by a registry.
 */
final class RealCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final List<String> PROMPT =
      List.of("--set", "repository.poll-interval=1s", "--set", "repository.quiet-period=1ms");

  private final GyreCommand gyre;
  private final Path models;
  private final Path list;
  private final List<String> settings;
  private final boolean listed;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, ServerProcess> workers = new TreeMap<>();
  private final List<ServerProcess> routers = new ArrayList<>();

  /**
   * A cluster without members.
   *
   * @param models the repository of all workers
   * @param settings of workers and routers, that name a registry; empty for a list of workers
   */
  RealCluster(GyreCommand gyre, Path models, List<String> settings) throws IOException {
    this.gyre = gyre;
    this.models = models;
    this.settings = settings;
    this.listed = settings.isEmpty();
    this.list = Files.createTempFile("gyre-bench", ".yaml");
  }

  /** Starts a worker, or starts it again, and has the routers know where it is. */
  void startWorker(String id) throws IOException {
    List<String> options = new ArrayList<>(PROMPT);
    options.addAll(settings);
    workers.put(id, gyre.worker(models, id, options.toArray(String[]::new)));
    writeList();
  }

  private void writeList() throws IOException {
    StringBuilder text = new StringBuilder("membership:\n  interval: 200ms\nworkers:\n");
    workers.forEach(
        (id, worker) -> text.append("  - %s=127.0.0.1:%d%n".formatted(id, worker.port("grpc"))));
    Path next = Files.writeString(list.resolveSibling(list.getFileName() + ".next"), text);
    Files.move(next, list, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Has a worker give its models away and end, and takes it off the list. */
  void stopWorker(String id) throws IOException, InterruptedException {
    worker(id).terminate();
    workers.remove(id);
    writeList();
  }

  /** Starts a router, with these options beside those of the cluster. */
  ServerProcess startRouter(String... more) throws IOException {
    List<String> options =
        new ArrayList<>(listed ? List.of("--config", list.toString()) : settings);
    options.addAll(List.of(more));
    ServerProcess router = gyre.router(options.toArray(String[]::new));
    routers.add(router);
    return router;
  }

  ServerProcess worker(String id) {
    ServerProcess worker = workers.get(id);
    if (worker == null) {
      throw new IllegalArgumentException("no worker " + id);
    }
    return worker;
  }

  List<String> workers() {
    return List.copyOf(workers.keySet());
  }

  /** Waits until a router sends requests to so many workers; which they are. */
  Set<String> awaitServing(ServerProcess router, int count)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Set<String> serving = serving(status(router));
    while (serving.size() != count) {
      if (System.nanoTime() > end) {
        throw new IOException(
            "after %d s a router sends requests to the workers %s, and not to %d of %s"
                .formatted(PATIENCE.toSeconds(), serving, count, workers.keySet()));
      }
      Thread.sleep(LOOK);
      serving = serving(status(router));
    }
    return serving;
  }

  private static Set<String> serving(JsonNode page) {
    return StreamSupport.stream(page.path("table").spliterator(), false)
        .flatMap(route -> StreamSupport.stream(route.path("replicas").spliterator(), false))
        .map(replica -> replica.path("worker").asString(""))
        .collect(Collectors.toSet());
  }

  /** The router's status page. */
  JsonNode status(ServerProcess router) throws IOException, InterruptedException {
    URI page = URI.create("http://127.0.0.1:%d/status".formatted(router.port("http")));
    return JsonMapper.shared()
        .readTree(
            client
                .send(
                    HttpRequest.newBuilder(page).timeout(LONGEST_ANSWER).build(),
                    HttpResponse.BodyHandlers.ofByteArray())
                .body());
  }

  @Override
  public void close() {
    // Routers first: with none left, workers have nobody to give their models to.
    routers.forEach(ServerProcess::close);
    workers.values().forEach(ServerProcess::close);
    client.close();
    try {
      Files.deleteIfExists(list);
    } catch (IOException _) {
      // It is in the folder for temporary files.
    }
  }
}
