package io.gyre.cli.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The two forms of a server that must not differ. */
enum Topology {
  /** Router and worker in one process. */
  SINGLE {
    @Override
    Cluster start(Path repository, String... settings) throws IOException {
      return new Cluster(GyreProcess.start(serving("serve", repository, settings)), List.of());
    }
  },
  /** A router, and two workers over gRPC. */
  DISTRIBUTED {
    @Override
    Cluster start(Path repository, String... settings) throws IOException {
      List<GyreProcess> workers = new ArrayList<>();
      List<String> router = new ArrayList<>(List.of("router"));
      for (String id : List.of("w1", "w2")) {
        GyreProcess worker =
            GyreProcess.start(
                serving(
                    "worker",
                    repository,
                    append(append(settings, "worker.id=" + id), LAST_WORKER_WAITS)));
        workers.add(worker);
        router.addAll(List.of("--worker", id + "=" + worker.grpc()));
      }
      // A roll-back window is the router's.
      for (String setting : settings) {
        if (setting.startsWith("rollback.")) {
          router.addAll(List.of("--set", setting));
        }
      }
      return new Cluster(GyreProcess.start(router.toArray(String[]::new)), workers);
    }
  };

  /** The last worker has nobody to give its units to, and waits for the deadline. */
  private static final String LAST_WORKER_WAITS = "drain.deadline=1s";

  /**
   * Starts a server on a repository.
   *
   * @param settings what to set beside the defaults, each {@code key=value}
   */
  abstract Cluster start(Path repository, String... settings) throws IOException;

  private static String[] serving(String role, Path repository, String... settings) {
    return Stream.concat(
            Stream.of(role, repository.toString()),
            Arrays.stream(settings).flatMap(setting -> Stream.of("--set", setting)))
        .toArray(String[]::new);
  }

  private static String[] append(String[] settings, String more) {
    return Stream.concat(Arrays.stream(settings), Stream.of(more)).toArray(String[]::new);
  }

  /**
   * A running server.
   *
   * @param front the process that clients talk to
   * @param workers the workers elsewhere; empty where the front is one
   */
  record Cluster(GyreProcess front, List<GyreProcess> workers) implements AutoCloseable {
    /** The processes that hold models. */
    List<GyreProcess> holders() {
      return workers.isEmpty() ? List.of(front) : workers;
    }

    @Override
    public void close() {
      front.close();
      workers.forEach(GyreProcess::close);
    }
  }
}
