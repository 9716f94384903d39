package io.gyre.loadtest.report;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.run.FailureCount;
import io.gyre.loadtest.run.Measured;
import io.gyre.loadtest.run.ModelResult;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.ThreadUse;
import io.gyre.loadtest.run.Verdict;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;

/** All that one run tells, each line with its name. */
final class RunDetails {
  private final RunResult run;

  private RunDetails(RunResult run) {
    this.run = run;
  }

  static RunDetails of(RunResult run) {
    return new RunDetails(run);
  }

  /** Hands over each line: its name, which may be empty, and its text. */
  void forEach(BiConsumer<String, String> line) {
    Measured measured = run.measured();
    line.accept(
        "requests",
        "%d, of which %d answered and %d failed"
            .formatted(measured.scheduled(), measured.answered(), measured.failed()));
    measured.failures().entrySet().stream()
        .sorted(Comparator.comparingLong(e -> -e.getValue().count()))
        .forEach(e -> line.accept("", failures(e)));
    line.accept("rate", format("%.1f/s asked for, %.1f/s answered", run.offeredRate(), run.rate()));
    line.accept("latency ms", percentiles(measured.latency()));
    if (run.models().size() > 1) {
      run.models().forEach(model -> model(model, line));
    }
    line.accept("send lag ms", percentiles(measured.sendLag()));
    ThreadUse use = run.use();
    line.accept(
        "generator",
        format(
            "%.2f of a core, %.0f bytes allocated per request",
            use.cores(), run.bytesPerRequest()));
    if (run.verdict() instanceof Verdict.Invalid(String reason)) {
      line.accept("INVALID", reason);
    }
  }

  private static void model(ModelResult model, BiConsumer<String, String> line) {
    Measured measured = model.measured();
    line.accept(
        "  " + model.model(),
        "%d requests, %d failed; ".formatted(measured.scheduled(), measured.failed())
            + percentiles(measured.latency()));
  }

  private static String failures(Map.Entry<Failure, FailureCount> entry) {
    FailureCount count = entry.getValue();
    String said = count.example().lines().findFirst().map(l -> " (" + l + ")").orElse("");
    return count.count() + " " + entry.getKey() + said;
  }

  private static String percentiles(Histogram nanos) {
    if (nanos.getTotalCount() == 0) {
      return "none";
    }
    StringBuilder all = new StringBuilder();
    for (double percentile : Percentiles.SHOWN) {
      long value = nanos.getValueAtPercentile(percentile);
      all.append(format("%s %.3f  ", Percentiles.name(percentile), value / 1e6));
    }
    return all + format("max %.3f", nanos.getMaxValue() / 1e6);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
