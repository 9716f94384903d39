package io.gyre.bench.swap;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.load.Background;
import io.gyre.bench.load.Call;
import io.gyre.bench.load.Door;
import io.gyre.bench.load.OpenLoop;
import io.gyre.bench.load.ServedContender;
import io.gyre.bench.load.ServedTarget;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import io.gyre.bench.version.AnswerJudge;
import io.gyre.bench.version.Releases;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server with one model whose versions tell themselves apart, and clients that look at them. */
final class Served implements AutoCloseable {
  static final String MODEL = "telling";

  /** Finds versions at once: each is whole when it is put in its place. */
  private static final String[] PROMPT = {
    "--set", "repository.poll-interval=1s", "--set", "repository.quiet-period=1ms"
  };

  private static final int LARGEST_BATCH = 16;
  private static final int IN_FLIGHT = 32;
  private static final int CONNECTIONS = 4;
  private static final double IN_TIME_MILLIS = 20;
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final BenchRepository repository;
  private final ServerProcess server;
  private final ServedTarget target;
  private final Call call;
  private final AnswerJudge judge = new AnswerJudge(System::nanoTime);
  private final Releases releases;

  private Served(BenchRepository repository, ServerProcess server) {
    this.repository = repository;
    this.server = server;
    target = Door.GRPC.of(server);
    call = target.call(MODEL, target.sample(MODEL));
    releases =
        new Releases(
            repository.directory().resolve(MODEL),
            version -> BenchModel.telling(MODEL, LARGEST_BATCH, Math.toIntExact(version)),
            judge,
            1);
  }

  /**
   * Starts to serve version 1.
   *
   * @param settings of the server, each {@code key=value}
   */
  static Served start(GyreCommand gyre, String... settings) throws IOException {
    BenchRepository repository = BenchRepository.of(BenchModel.telling(MODEL, LARGEST_BATCH, 1));
    List<String> options = new ArrayList<>(List.of(PROMPT));
    for (String setting : settings) {
      options.addAll(List.of("--set", setting));
    }
    boolean started = false;
    try {
      Served served =
          new Served(
              repository, gyre.serve(repository.directory(), options.toArray(String[]::new)));
      started = true;
      return served;
    } finally {
      if (!started) {
        repository.close();
      }
    }
  }

  ServerProcess server() {
    return server;
  }

  Path repository() {
    return repository.directory();
  }

  AnswerJudge judge() {
    return judge;
  }

  Releases releases() {
    return releases;
  }

  /**
   * The most requests a second that are answered in time where they come as they come: as many as
   * clients get answered that wait for each answer, or a tenth less, and so on.
   */
  double peak(Effort effort) throws InterruptedException {
    double rate = closedLoopRate(effort);
    for (int tenths = 10; tenths > 1; tenths--) {
      double offered = rate * tenths / 10;
      RunResult result = load(offered).run(effort.window().multipliedBy(3));
      if (result.verdict() instanceof Verdict.Valid
          && result.measured().failed() == 0
          && Background.millis(result, 99) <= IN_TIME_MILLIS) {
        return offered;
      }
    }
    throw new IllegalStateException(
        "not even a fifth of %,.0f requests/s is answered in time".formatted(rate));
  }

  private double closedLoopRate(Effort effort) throws InterruptedException {
    try (ServedContender loop = target.loading("peak", call, IN_FLIGHT, CONNECTIONS)) {
      List<Double> rates = new ArrayList<>();
      for (int turn = 0; turn < effort.longestWarmUp(); turn++) {
        rates.add(loop.work(effort.window()).rate());
      }
      return Spread.of(rates.subList(rates.size() / 2, rates.size())).median();
    }
  }

  /** So many requests a second, whose answers are judged. */
  OpenLoop load(double rate) {
    return new OpenLoop(target.wire(), call, rate, DEADLINE, judge);
  }

  @Override
  public void close() {
    server.close();
    repository.close();
  }
}
