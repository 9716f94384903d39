package io.gyre.loadtest.page;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.histogram.PackedHistogram;
import io.gyre.loadtest.report.Measurement;
import io.gyre.loadtest.report.Report;
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
import org.HdrHistogram.Histogram;

/** Reports of runs that never were, of a server that slows down as its rate grows. */
final class SampleReports {
  private static final int SECONDS = 20;
  private static final Window WINDOW = new Window(2_000_000_000L, (2 + SECONDS) * 1_000_000_000L);

  private SampleReports() {}

  /** A report of a run for each of {@code rates}. */
  static Report of(Verdict verdict, Map<Failure, FailureCount> failures, double... rates) {
    List<Measurement> measurements = new ArrayList<>();
    for (double rate : rates) {
      Load load = new Load.OpenLoop(RateSchedule.constant(rate, Arrivals.EVEN, 1));
      RunSettings settings = new RunSettings(load, WINDOW, 10_000_000_000L, 1_000_000, 1, 1);
      measurements.add(new Measurement(settings, List.of(run(verdict, failures, rate))));
    }
    return new Report("grpc://server:8001", "digits", measurements, Optional.empty());
  }

  private static RunResult run(Verdict verdict, Map<Failure, FailureCount> failures, double rate) {
    Random random = new Random(7);
    Histogram all = new Histogram(3);
    List<Interval> intervals = new ArrayList<>();
    Histogram none = new Histogram(3);
    for (int i = 0; i < 2; i++) {
      intervals.add(new Interval(i, i + 1, 0, 0, 0, 0, PackedHistogram.of(none)));
    }
    int answered = (int) Math.min(rate, 3800);
    for (int i = 2; i < 2 + SECONDS; i++) {
      Histogram second = new Histogram(3);
      double stall = i == 11 ? 6 : 1;
      for (int n = 0; n < answered; n++) {
        double service = 400_000 * Math.exp(random.nextGaussian() * 0.4) * stall;
        second.recordValue((long) (service / (1 - Math.min(rate, 3900) / 4000)));
      }
      all.add(second);
      long failed = (long) rate - answered;
      PackedHistogram packed = PackedHistogram.of(second);
      intervals.add(new Interval(i, i + 1, (long) rate, answered, answered, failed, packed));
    }
    long scheduled = (long) rate * SECONDS;
    Measured measured =
        new Measured(all, new Histogram(3), scheduled, (long) answered * SECONDS, failures);
    ThreadUse use = new ThreadUse(1_000_000_000, 310_000_000, scheduled * 160);
    return new RunResult(WINDOW, measured, intervals, use, verdict);
  }
}
