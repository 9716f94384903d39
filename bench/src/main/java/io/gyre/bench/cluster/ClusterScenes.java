package io.gyre.bench.cluster;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.load.Door;
import io.gyre.bench.load.ServedContender;
import io.gyre.bench.load.ServedTarget;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.ConsulProcess;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import io.gyre.bench.version.AnswerJudge;
import io.gyre.bench.version.Releases;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What happens to one cluster, one thing after the other, each under load at both routers. */
final class ClusterScenes implements AutoCloseable {
  private static final String MODEL = "telling";
  private static final int LARGEST_BATCH = 16;
  static final int WORKERS = 4;
  private static final int IN_FLIGHT = 32;
  private static final double SHARE = 0.6;
  private static final int SWAPS = 50;
  private static final double MOST_RECOVERY_MS = 1000;
  private static final double MOST_PAUSE = 3;
  private static final Duration SCENE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_SWAPS = Duration.ofSeconds(1);
  private static final Duration OUTAGE = Duration.ofSeconds(60);

  private final BenchRepository repository;
  private final RealCluster cluster;
  private final ServerProcess first;
  private ServerProcess second;
  private final ClusterLoad load;
  private final int replicas;
  private final boolean quick;
  private final Consumer<String> progress;

  private ClusterScenes(
      BenchRepository repository,
      RealCluster cluster,
      ServerProcess first,
      ServerProcess second,
      ClusterLoad load,
      int replicas,
      boolean quick,
      Consumer<String> progress) {
    this.repository = repository;
    this.cluster = cluster;
    this.first = first;
    this.second = second;
    this.load = load;
    this.replicas = replicas;
    this.quick = quick;
    this.progress = progress;
  }

  /**
   * Starts a cluster, and finds what it can do.
   *
   * @param settings of its processes, that name a registry; empty for a list of workers
   * @param replicas workers that hold the model by these settings
   */
  static ClusterScenes start(
      GyreCommand gyre,
      List<String> settings,
      int replicas,
      Effort effort,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchRepository repository = BenchRepository.of(BenchModel.telling(MODEL, LARGEST_BATCH, 1));
    RealCluster cluster = new RealCluster(gyre, repository.directory(), settings);
    boolean started = false;
    try {
      for (int i = 1; i <= WORKERS; i++) {
        cluster.startWorker("w" + i);
      }
      ServerProcess first = cluster.startRouter();
      ServerProcess second = cluster.startRouter();
      cluster.awaitServing(first, replicas);
      cluster.awaitServing(second, replicas);
      double peak = Math.min(peak(first, effort), peak(second, effort));
      progress.accept(String.format(Locale.ROOT, "cluster: %,.0f requests/s at most", peak));
      ClusterLoad load =
          new ClusterLoad(MODEL, SHARE * peak / 2, new AnswerJudge(System::nanoTime));
      boolean quick = effort.pairs() < Effort.FULL.pairs();
      started = true;
      return new ClusterScenes(repository, cluster, first, second, load, replicas, quick, progress);
    } finally {
      if (!started) {
        cluster.close();
        repository.close();
      }
    }
  }

  private static double peak(ServerProcess router, Effort effort) throws InterruptedException {
    ServedTarget target = Door.GRPC.of(router);
    try (ServedContender loop =
        target.loading("peak", target.call(MODEL, target.sample(MODEL)), IN_FLIGHT, 4)) {
      double rate = 0;
      for (int turn = 0; turn < effort.longestWarmUp(); turn++) {
        rate = loop.work(effort.window()).rate();
      }
      return rate;
    }
  }

  /** Ends each worker in turn as a rolling update does, and starts it anew. */
  Figure drain() throws IOException, InterruptedException {
    long failed = 0;
    long answered = 0;
    for (String worker : cluster.workers()) {
      ClusterLoad.Seen seen =
          load.during(
              first,
              second,
              SCENE,
              ClusterLoad.later(_ -> {
                cluster.worker(worker).terminate();
                cluster.startWorker(worker);
                awaitAll();
              }));
      failed += seen.failed();
      answered += seen.answered();
      say("drained " + worker, seen);
    }
    return count(
        "cluster.drain-failed",
        failed,
        String.format(
            Locale.ROOT,
            "of %,d requests while each of %d workers was replaced; %,.0f requests/s at each"
                + " router",
            failed + answered,
            WORKERS,
            load.rate()));
  }

  /** Ends a worker at once. */
  List<Figure> kill() throws IOException, InterruptedException {
    String worker = cluster.awaitServing(first, replicas).iterator().next();
    long[] killed = new long[1];
    ServedTarget target = Door.GRPC.of(first);
    try (Prober prober = new Prober(target.wire(), load.call(target))) {
      ClusterLoad.Seen seen =
          load.during(
              first,
              second,
              SCENE,
              end -> {
                Thread.sleep(SCENE.dividedBy(2));
                killed[0] = System.nanoTime();
                cluster.worker(worker).kill();
              });
      say("killed " + worker, seen);
      double recovery = Probe.recoveryNanos(prober.end(), killed[0]) / 1e6;
      cluster.startWorker(worker);
      awaitAll();
      return List.of(
          count(
              "cluster.kill-failed",
              seen.failed(),
              of(seen)
                  + " around SIGKILL of one of the "
                  + replicas
                  + " workers that hold the model"),
          new Figure(
              "cluster.kill-recovery-ms",
              recovery,
              "ms",
              Double.NaN,
              Double.NaN,
              1,
              0,
              Asked.valueAtMost(MOST_RECOVERY_MS),
              "until the last request that failed or took over 3 times the p99 before, asked every"
                  + " 5 ms"));
    }
  }

  /** Has a worker stand still. */
  Figure pause() throws IOException, InterruptedException {
    double steady = load.during(first, second, SCENE, _ -> {}).millis(99.9);
    ServerProcess paused = cluster.worker(cluster.workers().getLast());
    ClusterLoad.Seen seen;
    try {
      seen = load.during(first, second, SCENE, _ -> paused.pause());
    } finally {
      paused.resume();
    }
    say("paused a worker", seen);
    awaitAll();
    double during = seen.millis(99.9);
    return new Figure(
        "cluster.pause-p999",
        during,
        "ms",
        steady,
        during / steady,
        1,
        0,
        Asked.ratioAtMost(MOST_PAUSE),
        String.format(
            Locale.ROOT,
            "while one of %d workers stands still for %d s; %d of %,d failed; limit is the same load"
                + " without",
            WORKERS,
            SCENE.toSeconds(),
            seen.failed(),
            seen.failed() + seen.answered()));
  }

  /** Ends a router at once: the other carries on. */
  Figure killRouter() throws IOException, InterruptedException {
    ClusterLoad.Seen seen =
        load.during(
            first,
            SCENE,
            ClusterLoad.later(_ -> {
              second.kill();
              second = cluster.startRouter();
              cluster.awaitServing(second, replicas);
            }));
    say("killed a router", seen);
    // The new one's first seconds, in which its code is compiled, are no part of what comes next.
    var _ = load.during(first, second, SCENE, _ -> {});
    return count(
        "cluster.router-kill-failed",
        seen.failed(),
        of(seen) + " at the other router while one was killed and started anew");
  }

  /** Swaps the model on all workers, again and again. */
  List<Figure> swap() throws IOException, InterruptedException {
    Releases releases =
        new Releases(
            repository.directory().resolve(MODEL),
            version -> BenchModel.telling(MODEL, LARGEST_BATCH, Math.toIntExact(version)),
            load.judge(),
            1);
    int swaps = quick ? SWAPS / 5 : SWAPS;
    long failed = 0;
    long answered = 0;
    while (releases.last() <= swaps) {
      ClusterLoad.Seen seen =
          load.during(
              first,
              second,
              SCENE,
              end -> {
                while (System.nanoTime() < end && releases.last() <= swaps) {
                  releases.next();
                  Thread.sleep(BETWEEN_SWAPS);
                }
              });
      failed += seen.failed();
      answered += seen.answered();
      say(releases.last() - 1 + " swaps", seen);
    }
    return List.of(
        count(
            "cluster.swap-failed",
            failed,
            String.format(
                Locale.ROOT,
                "of %,d requests during %d swaps across %d workers, a second apart",
                failed + answered,
                swaps,
                WORKERS)),
        count(
            "cluster.swap-mixed",
            load.judge().mixed(),
            "answers of no single version, or of one that was replaced 2 s before"));
  }

  /** Takes the registry away, and gives it back. */
  Figure loseRegistry(ConsulProcess registry) throws IOException, InterruptedException {
    Duration outage = quick ? OUTAGE.dividedBy(6) : OUTAGE;
    ClusterLoad.Seen seen =
        load.during(
            first,
            second,
            outage.plus(SCENE),
            ClusterLoad.later(_ -> {
              registry.kill();
              Thread.sleep(outage);
              registry.start();
              awaitAll();
            }));
    say("lost the registry", seen);
    return count(
        "cluster.consul-failed",
        seen.failed(),
        String.format(
            Locale.ROOT, "%s while Consul was gone for %d s", of(seen), outage.toSeconds()));
  }

  private void awaitAll() throws IOException, InterruptedException {
    cluster.awaitServing(first, replicas);
    cluster.awaitServing(second, replicas);
  }

  private void say(String what, ClusterLoad.Seen seen) {
    progress.accept(
        String.format(
            Locale.ROOT,
            "cluster: %s: %,d answered, %d failed %s, p99.9 %.1f ms",
            what,
            seen.answered(),
            seen.failed(),
            seen.failures(),
            seen.millis(99.9)));
  }

  private static String of(ClusterLoad.Seen seen) {
    return String.format(Locale.ROOT, "of %,d requests", seen.failed() + seen.answered());
  }

  private static Figure count(String id, long count, String note) {
    return new Figure(id, count, "", Double.NaN, Double.NaN, 1, 0, Asked.valueAtMost(0), note);
  }

  @Override
  public void close() {
    cluster.close();
    repository.close();
  }
}
