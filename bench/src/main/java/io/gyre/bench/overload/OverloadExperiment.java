package io.gyre.bench.overload;

import io.gyre.bench.experiment.Duel;
import io.gyre.bench.experiment.DuelResult;
import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.load.Call;
import io.gyre.bench.load.Door;
import io.gyre.bench.load.OpenLoop;
import io.gyre.bench.load.ServedContender;
import io.gyre.bench.load.ServedTarget;
import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.process.ServerProcess;
import io.gyre.loadtest.client.CallOptions;
import io.gyre.loadtest.payload.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Offers a server several times what it can do, over gRPC, to clients whose requests have a
 * deadline of 100 ms. What counts is answers within it, whatever else the clients get. The limit is
 * its peak: what it answers in a closed loop.
 */
public final class OverloadExperiment implements Experiment {
  private static final int MULTIPLICATIONS = 200;
  private static final int LARGEST_BATCH = 4;
  private static final int PEAK_IN_FLIGHT = 16;
  private static final Duration DEADLINE = Duration.ofMillis(100);
  // Longer than the deadline, so that an answer that came too late is seen as one.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final GyreCommand gyre;

  public OverloadExperiment(GyreCommand gyre) {
    this.gyre = gyre;
  }

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public String description() {
    return "answers in time at twice and five times the peak, for clients with 100 ms deadlines";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    BenchModel model = BenchModel.chain("slow", LARGEST_BATCH, MULTIPLICATIONS);
    try (BenchRepository repository = BenchRepository.of(model);
        ServerProcess server = gyre.serve(repository.directory())) {
      ServedTarget target = Door.GRPC.of(server);
      Sample sample = target.sample(model.name());
      Call patient = target.call(model.name(), sample);
      Call request = target.call(model.name(), sample, new CallOptions("", 0, DEADLINE.toNanos()));
      List<Figure> figures = new ArrayList<>();
      try (ServedContender peak = target.loading("peak", patient, PEAK_IN_FLIGHT, 1)) {
        for (int times : new int[] {2, 5}) {
          figures.addAll(figures(times, target, request, peak, effort.longer(), progress));
        }
      }
      return figures;
    }
  }

  private static List<Figure> figures(
      int times,
      ServedTarget target,
      Call request,
      ServedContender peak,
      Effort effort,
      Consumer<String> progress)
      throws InterruptedException {
    String id = "overload." + times + "x";
    double rate = times * peak.work(effort.window()).rate();
    OverloadContender overload =
        new OverloadContender(
            times + " times the peak",
            new OpenLoop(target.wire(), request, rate, PATIENCE),
            DEADLINE);
    DuelResult result = new Duel(overload, peak, effort, progress).run(id);
    return List.of(
        result.rate(id, "1/s", Asked.ratioAtLeast(0.9), overload.summary()),
        overload.p99(id + ".p99-ms"));
  }
}
