package io.gyre.loadtest.report;

import io.gyre.loadtest.run.ModelResult;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.RunSettings;
import io.gyre.loadtest.run.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A report as text for a terminal: the details of one run, or one row for each of several. */
public final class ReportTable {
  private static final String ROW = "%-16s %11s %11s %9s %9s %9s %9s %9s  %s%n";

  private final StringBuilder text = new StringBuilder();

  private ReportTable() {}

  /** The lines, each with its end. */
  public static String of(Report report) {
    ReportTable table = new ReportTable();
    table.line("target", report.target() + ", model " + report.model());
    List<Measurement> measurements = report.measurements();
    if (measurements.size() == 1 && measurements.getFirst().runs().size() == 1) {
      Measurement only = measurements.getFirst();
      table.describe(only.settings());
      RunDetails.of(only.runs().getFirst()).forEach(table::line);
    } else {
      measurements.forEach(table::rows);
    }
    report
        .highest()
        .ifPresent(highest -> {
          table.text.append(System.lineSeparator());
          table.line("highest", highest.sentence());
        });
    return table.text.toString();
  }

  private void describe(RunSettings settings) {
    String time =
        "%s s after %s s of warm-up"
            .formatted(
                plain(settings.window().seconds()), plain(settings.window().fromNanos() / 1e9));
    line("load", settings.load().description() + ", for " + time);
  }

  private void rows(Measurement measurement) {
    text.append(System.lineSeparator());
    describe(measurement.settings());
    row("", "asked for/s", "answered/s", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms", "");
    int number = 1;
    for (RunResult run : measurement.runs()) {
      figures("run " + number++, figure -> figure.applyAsDouble(run), remarks(run));
    }
    reasons(measurement.runs());
    if (measurement.runs().size() > 1) {
      figures("median", figure -> measurement.spread(figure).median(), "");
      figures("lowest", figure -> measurement.spread(figure).min(), "");
      figures("highest", figure -> measurement.spread(figure).max(), "");
      models(measurement);
    }
  }

  /** Why runs count for nothing. */
  private void reasons(List<RunResult> runs) {
    for (int i = 0; i < runs.size(); i++) {
      if (runs.get(i).verdict() instanceof Verdict.Invalid(String reason)) {
        line("INVALID", "run " + (i + 1) + ": " + reason);
      }
    }
  }

  /** Each model's medians, where requests went to several. */
  private void models(Measurement measurement) {
    List<ModelResult> models = measurement.runs().getFirst().models();
    if (models.size() < 2) {
      return;
    }
    text.append(System.lineSeparator());
    line("medians", "of each model");
    for (int i = 0; i < models.size(); i++) {
      int index = i;
      figures(
          models.get(i).model(),
          figure -> measurement.spread(run -> figure.applyAsDouble(run.ofModel(index))).median(),
          "");
    }
  }

  /** Picks a number for a figure: a run's, or one of the spread over runs. */
  private interface Picker {
    double pick(ToDoubleFunction<RunResult> figure);
  }

  private void figures(String name, Picker picker, String remarks) {
    row(
        name,
        String.format(Locale.ROOT, "%.1f", picker.pick(RunResult::offeredRate)),
        String.format(Locale.ROOT, "%.1f", picker.pick(RunResult::rate)),
        millis(picker.pick(Percentiles.of(50))),
        millis(picker.pick(Percentiles.of(90))),
        millis(picker.pick(Percentiles.of(99))),
        millis(picker.pick(Percentiles.of(99.9))),
        millis(picker.pick(Percentiles.of(100))),
        remarks);
  }

  private void row(Object... cells) {
    text.append(String.format(Locale.ROOT, ROW, cells).stripTrailing())
        .append(System.lineSeparator());
  }

  private static String millis(double nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }

  private static String remarks(RunResult run) {
    long failed = run.measured().failed();
    String failures = failed == 0 ? "" : failed + " failed ";
    return run.verdict() instanceof Verdict.Valid ? failures : failures + "INVALID";
  }

  private static String plain(double number) {
    return number == Math.rint(number)
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%.3f", number);
  }

  private void line(String name, String rest) {
    text.append(String.format(Locale.ROOT, "%-11s ", name)).append(rest);
    text.append(System.lineSeparator());
  }
}
