package io.gyre.loadtest.report;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.histogram.PackedHistogram;
import io.gyre.loadtest.run.FailureCount;
import io.gyre.loadtest.run.Interval;
import io.gyre.loadtest.run.Load;
import io.gyre.loadtest.run.Measured;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.RunSettings;
import io.gyre.loadtest.run.ThreadUse;
import io.gyre.loadtest.run.Verdict;
import io.gyre.loadtest.run.Window;
import io.gyre.loadtest.schedule.Arrivals;
import io.gyre.loadtest.schedule.RateSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Reports of runs that never were, of a server that slows down as its rate grows. */
public final class SampleReports {
  private static final int WARM_UP = 2;
  private static final int SECONDS = 20;
  private static final double MOST = 3800;
  private static final Window WINDOW =
      new Window(WARM_UP * 1_000_000_000L, (WARM_UP + SECONDS) * 1_000_000_000L);

  private SampleReports() {}

  /** A report of a run for each of {@code rates}. */
  public static Report of(Verdict verdict, Map<Failure, FailureCount> failures, double... rates) {
    List<Measurement> measurements = new ArrayList<>();
    for (double rate : rates) {
      measurements.add(measurement(rate, List.of(run(verdict, failures, rate, MOST, 1, 7))));
    }
    return report(measurements);
  }

  /** A report of runs on a server that takes so many times as long. */
  public static Report slower(double times, int runs, double rate) {
    List<RunResult> results =
        IntStream.range(0, runs)
            .mapToObj(i -> run(new Verdict.Valid(), Map.of(), rate, MOST, times, 7 + i))
            .toList();
    return report(List.of(measurement(rate, results)));
  }

  /** A report of a run in which every request timed out. */
  public static Report dead(double rate) {
    Map<Failure, FailureCount> all =
        Map.of(Failure.TIMED_OUT, new FailureCount((long) rate * SECONDS, ""));
    return report(
        List.of(measurement(rate, List.of(run(new Verdict.Valid(), all, rate, 0, 1, 7)))));
  }

  private static Report report(List<Measurement> measurements) {
    return new Report("grpc://server:8001", "digits", measurements, Optional.empty());
  }

  private static Measurement measurement(double rate, List<RunResult> runs) {
    Load load = new Load.OpenLoop(RateSchedule.constant(rate, Arrivals.EVEN, 1));
    return new Measurement(new RunSettings(load, WINDOW, 10_000_000_000L, 1_000_000, 1, 1), runs);
  }

  private static RunResult run(
      Verdict verdict,
      Map<Failure, FailureCount> failures,
      double rate,
      double most,
      double times,
      long seed) {
    Random random = new Random(seed);
    Histogram all = new Histogram(3);
    List<Interval> intervals = new ArrayList<>();
    PackedHistogram none = PackedHistogram.of(new Histogram(3));
    for (int i = 0; i < WARM_UP; i++) {
      intervals.add(new Interval(i, i + 1, 0, 0, 0, 0, none));
    }
    long answered = (long) Math.min(rate, most);
    long failed = failures.values().stream().mapToLong(FailureCount::count).sum() / SECONDS;
    for (int i = WARM_UP; i < WARM_UP + SECONDS; i++) {
      Histogram second = new Histogram(3);
      double stall = i == 11 ? 6 : 1;
      for (int n = 0; n < answered; n++) {
        double service = 400_000 * Math.exp(random.nextGaussian() * 0.4) * stall * times;
        second.recordValue((long) (service / (1 - Math.min(rate, 3900) / 4000)));
      }
      all.add(second);
      PackedHistogram packed = PackedHistogram.of(second);
      intervals.add(new Interval(i, i + 1, (long) rate, answered, answered, failed, packed));
    }
    long scheduled = (long) rate * SECONDS;
    Measured measured =
        new Measured(all, new Histogram(3), scheduled, answered * SECONDS, failures);
    ThreadUse use = new ThreadUse(1_000_000_000, 310_000_000, scheduled * 160);
    return new RunResult(WINDOW, measured, List.of(), intervals, use, verdict);
  }
}
