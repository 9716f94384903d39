package io.gyre.bench.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The report of a simulation: a page for people, and a plot that it shows. */
public final class FleetReport {
  private static final String PAGE = "fleet.md";
  private static final String PLOT = "fleet.svg";

  private FleetReport() {}

  /** Writes page and plot into a folder, which is made where it isn't there. */
  public static void write(FleetOutcome outcome, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(PAGE), page(outcome));
    Files.writeString(folder.resolve(PLOT), plot(outcome.samples()));
  }

  /** The page as Markdown. */
  public static String page(FleetOutcome outcome) {
    FleetPlan plan = outcome.plan();
    FleetSample last = outcome.samples().getLast();
    return String.format(
        Locale.ROOT,
        """
        # A large cluster under change, simulated

        `gyre bench fleet --keep docs` makes this page and its plot anew. The placement is the real one, each time made
        from the one before; workers, models and their load are played: %,d workers of one size in five zones, %,d models
        of log-normal sizes with at least two replicas, loads by Zipf's law, %,d events (seed %d). Three in ten events are
        a worker that joins or leaves, two a model that comes or goes, two a version of another size, three another demand,
        which changes the replicas from a tenth of a worker's time on.

        ![Fill, load, tail latency and bytes moved over the events](%s)

        | | at first | at worst | at last |
        |---|---|---|---|
        %s%s%s%s%s
        - **Bytes moved**: %.2f times what had to be loaded in any case: replicas that are additional or lost their worker,
          and a fair share for each worker that joined. Versions of another size are loaded where the one before is, and
          count only where they had to move.
        - **Tail latency** is computed, not measured: each worker is a queue of one server with random arrivals and
          services, and a model's replicas share its requests evenly. The unit is the mean service time; on idle workers
          the 99th percentile is 4.6.

        Time of a placement after one event: median %.0f ms, 99th percentile %.0f ms, longest %.0f ms.
        """,
        plan.workers(),
        plan.models(),
        plan.events(),
        plan.seed(),
        PLOT,
        row("memory in use, of all", outcome, FleetSample::fill),
        row("memory in use, the fullest worker", outcome, FleetSample::fullest),
        row("load of the busiest worker, over the mean", outcome, FleetSample::busiest),
        row("99th percentile of the response time", outcome, FleetSample::p99),
        row("models that lack a replica", outcome, FleetSample::lacking),
        last.moved() / Math.max(last.ideal(), 1),
        outcome.millis(0.5),
        outcome.millis(0.99),
        outcome.millis(1));
  }

  private static String row(
      String name, FleetOutcome outcome, ToDoubleFunction<FleetSample> value) {
    List<FleetSample> samples = outcome.samples();
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f |%n",
        name,
        value.applyAsDouble(samples.getFirst()),
        samples.stream().mapToDouble(value).max().orElse(Double.NaN),
        value.applyAsDouble(samples.getLast()));
  }

  private static String plot(List<FleetSample> samples) {
    LinePlot plot = new LinePlot(samples.stream().map(FleetSample::event).toList());
    plot.add(
        "Memory in use, as a share",
        line("the fullest worker", samples, FleetSample::fullest),
        line("all workers", samples, FleetSample::fill));
    plot.add("Load of the busiest worker, over the mean", line("", samples, FleetSample::busiest));
    plot.add(
        "99th percentile of the response time, in service times",
        line("", samples, FleetSample::p99));
    plot.add(
        "Terabytes",
        line("moved", samples, sample -> sample.moved() / 1e12),
        line("that had to", samples, sample -> sample.ideal() / 1e12));
    return plot.svg();
  }

  private static LinePlot.Line line(
      String name, List<FleetSample> samples, ToDoubleFunction<FleetSample> value) {
    return new LinePlot.Line(name, samples.stream().map(value::applyAsDouble).toList());
  }
}
