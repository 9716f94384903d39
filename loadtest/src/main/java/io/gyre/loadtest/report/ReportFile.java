package io.gyre.loadtest.report;

import io.gyre.loadtest.histogram.PackedHistogram;
import io.gyre.loadtest.run.Interval;
import io.gyre.loadtest.run.Measured;
import io.gyre.loadtest.run.ModelResult;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.RunSettings;
import io.gyre.loadtest.run.Verdict;
import io.gyre.loadtest.run.Window;
import io.gyre.loadtest.search.RateSearch.Step;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report as JSON. Times are in the unit that the name ends in; {@code histogram} is
 * HdrHistogram's compressed form in Base64, in nanoseconds; an interval's are from the start of the
 * load, warm-up included.
 */
public final class ReportFile {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ReportFile() {}

  /** The report's bytes, in UTF-8. */
  public static byte[] of(Report report) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree(report));
  }

  /** The report as a tree, which is the caller's. */
  public static ObjectNode tree(Report report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("target", report.target());
    root.put("model", report.model());
    root.put("valid", report.isValid());
    ArrayNode measurements = root.putArray("measurements");
    report.measurements().forEach(m -> measurement(measurements.addObject(), m));
    report.highest().ifPresent(highest -> highest(root.putObject("highest"), highest));
    return root;
  }

  private static void highest(ObjectNode node, Highest highest) {
    node.put("objective", highest.objective().toString());
    if (highest.end() instanceof Step.Found found) {
      node.put("rate", found.rate());
      found.above().ifPresent(above -> node.put("missed_at_rate", above.rate()));
    }
    node.put("limited_by_generator", highest.isLimitedByGenerator());
  }

  private static void measurement(ObjectNode node, Measurement measurement) {
    RunSettings settings = measurement.settings();
    node.put("load", settings.load().description());
    node.put("warm_up_s", settings.window().fromNanos() / 1e9);
    node.put("duration_s", settings.window().seconds());
    node.put("timeout_s", settings.timeoutNanos() / 1e9);
    node.put("threads", settings.threads());
    node.put("connections", settings.connections());
    ArrayNode runs = node.putArray("runs");
    measurement.runs().forEach(run -> result(runs.addObject(), run));
    ObjectNode spread = node.putObject("spread");
    spread(spread.putObject("rate"), measurement.spread(RunResult::rate));
    for (double percentile : Percentiles.SHOWN) {
      ToDoubleFunction<RunResult> micros =
          run -> Percentiles.of(percentile).applyAsDouble(run) / 1e3;
      spread(spread.putObject(Percentiles.name(percentile) + "_us"), measurement.spread(micros));
    }
  }

  private static void spread(ObjectNode node, Spread spread) {
    node.put("min", spread.min());
    node.put("median", spread.median());
    node.put("max", spread.max());
  }

  private static void result(ObjectNode root, RunResult result) {
    Measured measured = result.measured();
    root.put("valid", result.verdict() instanceof Verdict.Valid);
    if (result.verdict() instanceof Verdict.Invalid(String reason)) {
      root.put("invalid_because", reason);
    }
    root.put("requests", measured.scheduled());
    root.put("answered", measured.answered());
    root.put("failed", measured.failed());
    ArrayNode failures = root.putArray("failures");
    measured
        .failures()
        .forEach((failure, count) -> {
          ObjectNode node = failures.addObject();
          node.put("kind", failure.kind().label());
          node.put("code", failure.code());
          node.put("count", count.count());
          node.put("example", count.example());
        });
    root.put("offered_rate", result.offeredRate());
    root.put("rate", result.rate());
    histogram(root.putObject("latency"), measured.latency());
    histogram(root.putObject("send_lag"), measured.sendLag());
    ArrayNode models = root.putArray("models");
    result.models().forEach(model -> model(models.addObject(), model, result.window()));
    ObjectNode generator = root.putObject("generator");
    generator.put("cores", result.use().cores());
    generator.put("bytes_per_request", result.bytesPerRequest());
    ArrayNode intervals = root.putArray("intervals");
    result.intervals().forEach(interval -> interval(intervals.addObject(), interval));
  }

  private static void model(ObjectNode node, ModelResult result, Window window) {
    Measured measured = result.measured();
    node.put("model", result.model());
    node.put("requests", measured.scheduled());
    node.put("answered", measured.answered());
    node.put("failed", measured.failed());
    node.put("rate", measured.answeredInTime() / window.seconds());
    histogram(node.putObject("latency"), measured.latency());
  }

  private static void histogram(ObjectNode node, Histogram nanos) {
    node.put("count", nanos.getTotalCount());
    if (nanos.getTotalCount() > 0) {
      node.put("min_us", nanos.getMinValue() / 1e3);
      node.put("mean_us", nanos.getMean() / 1e3);
      for (double percentile : Percentiles.SHOWN) {
        double value = nanos.getValueAtPercentile(percentile) / 1e3;
        node.put(Percentiles.name(percentile) + "_us", value);
      }
      node.put("max_us", nanos.getMaxValue() / 1e3);
    }
    node.put("histogram", PackedHistogram.of(nanos).base64());
  }

  private static void interval(ObjectNode node, Interval interval) {
    node.put("from_s", interval.fromSeconds());
    node.put("to_s", interval.toSeconds());
    node.put("requests", interval.scheduled());
    node.put("answered", interval.answered());
    node.put("answered_in_time", interval.answeredInTime());
    node.put("failed", interval.failed());
    Histogram nanos = interval.latency().unpack();
    if (nanos.getTotalCount() > 0) {
      node.put("p50_us", nanos.getValueAtPercentile(50) / 1e3);
      node.put("p99_us", nanos.getValueAtPercentile(99) / 1e3);
      node.put("max_us", nanos.getMaxValue() / 1e3);
    }
    node.put("histogram", interval.latency().base64());
  }
}
