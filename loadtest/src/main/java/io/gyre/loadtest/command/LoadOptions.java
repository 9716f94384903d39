package io.gyre.loadtest.command;

import io.gyre.loadtest.run.Load;
import io.gyre.loadtest.run.Window;
import io.gyre.loadtest.schedule.Arrivals;
import io.gyre.loadtest.schedule.RateSchedule;
import io.gyre.loadtest.schedule.Schedule;
import io.gyre.loadtest.schedule.TraceSchedule;
import io.gyre.loadtest.usage.UsageException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of which exactly one says when requests leave. */
final class LoadOptions {
  private static final double HIGHEST_RATE = 1e9;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "open loop: this many requests a second")
  private @Nullable Double rate;

  @Option(
      names = "--ramp",
      paramLabel = "FROM:TO",
      split = ":",
      hideParamSyntax = true,
      description = "open loop: a rate that rises or falls evenly over the duration")
  private @Nullable List<Double> ramp;

  @Option(
      names = "--steps",
      paramLabel = "R,R,...",
      split = ",",
      hideParamSyntax = true,
      description = "open loop: each rate for an equal part of the duration")
  private @Nullable List<Double> steps;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "open loop: at recorded times, a file of seconds, one number a line")
  private @Nullable Path trace;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "closed loop: this many requests always under way")
  private @Nullable Integer inFlight;

  @Option(
      names = "--sweep",
      paramLabel = "WHAT=N,N,...",
      description = "one load after the other: in-flight=1,4,16 or rate=100,200,400")
  private @Nullable String sweep;

  @Option(
      names = "--find-max",
      description = "searches for the highest rate that keeps the --slo, by bisection")
  private boolean findMax;

  /** Whether the load is to be searched for. */
  boolean findMax() {
    return findMax;
  }

  /**
   * The loads that are asked for, at least one.
   *
   * @param window how long each lasts
   * @throws UsageException where one makes no sense
   */
  List<Load> loads(Window window, Arrivals arrivals, long seed) {
    if (sweep != null) {
      return sweep(sweep, arrivals, seed);
    }
    if (inFlight != null) {
      return List.of(closed(inFlight));
    }
    return List.of(new Load.OpenLoop(schedule(window, arrivals, seed)));
  }

  private static List<Load> sweep(String text, Arrivals arrivals, long seed) {
    String[] parts = text.split("=", 2);
    try {
      List<Double> values = Arrays.stream(parts[1].split(",", -1)).map(Double::valueOf).toList();
      return switch (parts[0]) {
        case "in-flight" -> values.stream().map(n -> closed(n.intValue())).toList();
        case "rate" -> values.stream().map(rate -> constant(rate, arrivals, seed)).toList();
        default -> throw unreadable(text);
      };
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw unreadable(text);
    }
  }

  private static UsageException unreadable(String text) {
    return new UsageException(
        "expected --sweep like in-flight=1,4,16 or rate=100,200, found '" + text + "'");
  }

  private static Load closed(int inFlight) {
    if (inFlight < 1 || inFlight > 1 << 16) {
      throw new UsageException("--in-flight must be from 1 to 65536, found " + inFlight);
    }
    return new Load.ClosedLoop(inFlight);
  }

  private static Load constant(double rate, Arrivals arrivals, long seed) {
    return new Load.OpenLoop(
        RateSchedule.constant(checked(rate, Double.MIN_NORMAL), arrivals, seed));
  }

  private Schedule schedule(Window window, Arrivals arrivals, long seed) {
    double warmUp = window.fromNanos() / 1e9;
    if (trace != null) {
      return TraceSchedule.read(trace);
    }
    if (ramp != null) {
      if (ramp.size() != 2) {
        throw new UsageException("expected --ramp like 100:5000, found " + ramp);
      }
      double from = checked(ramp.getFirst(), 0);
      double to = checked(ramp.getLast(), 0);
      return RateSchedule.ramp(from, to, warmUp, window.seconds(), arrivals, seed);
    }
    if (steps != null) {
      steps.forEach(step -> checked(step, 0));
      return RateSchedule.steps(steps, warmUp, window.seconds(), arrivals, seed);
    }
    double constant = rate == null ? 0 : rate;
    return RateSchedule.constant(checked(constant, Double.MIN_NORMAL), arrivals, seed);
  }

  private static double checked(double rate, double lowest) {
    if (!(rate >= lowest && rate <= HIGHEST_RATE)) {
      throw new UsageException(
          "expected a rate above 0 and at most 1e9 requests a second, found " + rate);
    }
    return rate;
  }
}
