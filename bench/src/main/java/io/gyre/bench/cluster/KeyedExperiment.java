package io.gyre.bench.cluster;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Requests with keys at a router with ten workers, of which one leaves and comes back. */
public final class KeyedExperiment implements Experiment {
  private static final String MODEL = "tiny";
  private static final int NUMBERS = 16;
  private static final int WORKERS = 10;
  private static final String LEAVES = "w5";
  private static final int KEYS_ASKED_ONCE = 2_000;
  private static final int KEYS = 10_000;
  private static final double EXPONENT = 1.1;

  /** With the slack, a whole number of requests for each worker: 8, where the mean is 6.4. */
  private static final int IN_FLIGHT = 64;

  private static final double MOST_LOAD = 1.25;
  private static final double LEAST_STAY = 0.95;
  private static final Duration STRETCH = Duration.ofSeconds(3);

  private final GyreCommand gyre;

  /**
   * @param gyre what is measured
   */
  public KeyedExperiment(GyreCommand gyre) {
    this.gyre = gyre;
  }

  @Override
  public String name() {
    return "keyed";
  }

  @Override
  public String description() {
    return "a router with ten workers under requests with keys: how even, and what moves with a worker";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("gyre-bench", ".access");
    BenchModel tiny = BenchModel.dense(MODEL, IN_FLIGHT, NUMBERS, 64, 64, 3);
    try (BenchRepository repository = BenchRepository.of(tiny);
        RealCluster cluster = new RealCluster(gyre, repository.directory(), List.of())) {
      for (int i = 0; i < WORKERS; i++) {
        cluster.startWorker("w" + i);
        progress.accept("keyed: worker " + (i + 1) + " of " + WORKERS + " is there");
      }
      ServerProcess router = cluster.startRouter("--set", "log.access=" + log);
      cluster.awaitServing(router, WORKERS);
      try (KeyedClients clients =
          new KeyedClients(router, MODEL, NUMBERS, new AnsweringWorkers(log))) {
        return List.of(
            stay(cluster, router, clients, progress),
            load(clients, new OutstandingRequests(cluster, router), effort.runs(), progress));
      }
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private static Figure stay(
      RealCluster cluster, ServerProcess router, KeyedClients clients, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<String> before = clients.homes(KEYS_ASKED_ONCE);
    cluster.stopWorker(LEAVES);
    cluster.awaitServing(router, WORKERS - 1);
    progress.accept("keyed: one of ten has left");
    List<String> without = clients.homes(KEYS_ASKED_ONCE);
    cluster.startWorker(LEAVES);
    cluster.awaitServing(router, WORKERS);
    progress.accept("keyed: it is back");
    List<String> after = clients.homes(KEYS_ASKED_ONCE);
    double left = stayed(before, without);
    double joined = stayed(without, after);
    long its = before.stream().filter(LEAVES::equals).count();
    return new Figure(
        "router.keys-stay",
        Math.min(left, joined),
        "of the keys",
        Double.NaN,
        Double.NaN,
        1,
        0,
        Asked.valueAtLeast(LEAST_STAY),
        String.format(
            Locale.ROOT,
            "of those that aren't at the worker that leaves or joins, which has %.1f %% of %,d keys; as it leaves"
                + " %.3f, as it joins %.3f",
            100.0 * its / KEYS_ASKED_ONCE,
            KEYS_ASKED_ONCE,
            left,
            joined));
  }

  /** The share of the keys that are where they were, of those that are at others than one. */
  private static double stayed(List<String> before, List<String> after) {
    int stayed = 0;
    int counted = 0;
    for (int key = 0; key < before.size(); key++) {
      if (!before.get(key).equals(LEAVES) && !after.get(key).equals(LEAVES)) {
        counted++;
        stayed += before.get(key).equals(after.get(key)) ? 1 : 0;
      }
    }
    return (double) stayed / counted;
  }

  private static Figure load(
      KeyedClients clients, OutstandingRequests outstanding, int runs, Consumer<String> progress)
      throws IOException, InterruptedException {
    ZipfKeys keys = new ZipfKeys(KEYS, EXPONENT);
    var _ = clients.load(keys, IN_FLIGHT, STRETCH); // the worker that came last comes to its share
    List<Double> loads = new ArrayList<>();
    List<Double> answers = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      AtomicBoolean stop = new AtomicBoolean();
      try (ExecutorService looking = Executors.newSingleThreadExecutor()) {
        Future<Map<String, Long>> looked = looking.submit(() -> outstanding.sum(stop));
        Map<String, Long> answered = clients.load(keys, IN_FLIGHT, STRETCH);
        stop.set(true);
        loads.add(mostOverMean(looked.get()));
        answers.add(mostOverMean(answered));
      } catch (ExecutionException e) {
        throw new IOException("the status page can't be read", e.getCause());
      }
      progress.accept("keyed: run " + (run + 1) + " of " + runs);
    }
    return Figure.ofRuns(
        "router.keyed-load",
        Spread.of(loads),
        "× the mean",
        Double.NaN,
        Asked.valueAtMost(MOST_LOAD),
        String.format(
            Locale.ROOT,
            "requests under way at the worker with the most, looked at every 10 ms; of the answers it has %.2f × the mean,"
                + " as workers aren't equally fast; Zipf %.1f over %,d keys, of which the first has %.0f %%; %d in flight,"
                + " routing.affinity-slack 25",
            Spread.of(answers).median(),
            EXPONENT,
            KEYS,
            100 * keys.largestShare(),
            IN_FLIGHT));
  }

  private static double mostOverMean(Map<String, Long> ofWorkers) {
    long all = ofWorkers.values().stream().mapToLong(Long::longValue).sum();
    long most = ofWorkers.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return (double) most * WORKERS / all;
  }
}
