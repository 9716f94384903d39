package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Workers, and routers that know them from a file, which is written anew as workers come and go.
 */
final class RunningCluster implements AutoCloseable {
  private final Path repository;
  private final Path file;
  private final Map<String, GyreProcess> workers = new TreeMap<>();
  private final List<GyreProcess> routers = new ArrayList<>();

  RunningCluster(Path repository, Path file) {
    this.repository = repository;
    this.file = file;
  }

  /** Starts a worker and lists it. */
  GyreProcess addWorker(String id) throws IOException {
    GyreProcess worker =
        GyreProcess.start(
            "worker", repository.toString(), "--id", id, "--set", "drain.deadline=20s");
    workers.put(id, worker);
    write();
    return worker;
  }

  GyreProcess addRouter() throws IOException {
    GyreProcess router = GyreProcess.start("router", "--config", file.toString());
    routers.add(router);
    return router;
  }

  /** Stops a worker by SIGTERM, and takes it off the list once it has ended in order. */
  void terminate(String id) throws IOException {
    GyreProcess worker = worker(id);
    worker.terminate();
    awaitGone(id, worker);
  }

  /** Stops a worker by command, and takes it off the list once it has ended in order. */
  void drain(String id) throws Exception {
    GyreProcess worker = worker(id);
    GyreProcess.Finished drained =
        GyreProcess.run("cluster", "drain", id, "--url", routers.getFirst().http().toString());
    assertThat(drained.status()).as(drained.err()).isZero();
    assertThat(drained.out()).isEqualTo(id + " has ended\n");
    awaitGone(id, worker);
  }

  private void awaitGone(String id, GyreProcess worker) throws IOException {
    assertThat(worker.awaitEnd()).as(worker::log).isZero();
    assertThat(worker.log()).doesNotContain("LEAK:");
    workers.remove(id);
    write();
  }

  /** Ends a worker by SIGKILL, and leaves it on the list. */
  void kill(String id) {
    worker(id).kill();
  }

  private GyreProcess worker(String id) {
    return Objects.requireNonNull(workers.get(id), id);
  }

  void awaitMembers(String... ids) throws Exception {
    for (GyreProcess router : routers) {
      StatusPage.awaitMembers(router, ids);
    }
  }

  /** Ends a router by SIGKILL. */
  void kill(GyreProcess router) {
    routers.remove(router);
    router.kill();
  }

  private void write() throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(
        aside,
        "membership:\n  interval: 200ms\nworkers:\n"
            + workers.entrySet().stream()
                .map(worker -> "  - " + worker.getKey() + "=" + worker.getValue().grpc() + "\n")
                .collect(Collectors.joining()));
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    routers.forEach(GyreProcess::close);
    // Nobody is left to give units to: each would wait for its deadline.
    workers.values().forEach(GyreProcess::kill);
  }
}
