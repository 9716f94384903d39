package io.gyre.loadtest.report;

import io.gyre.loadtest.run.Interval;
import io.gyre.loadtest.run.Window;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** A line on a terminal that tells, each second, how the run goes. */
public final class LiveLine implements Consumer<Interval> {
  private static final String BACK_AND_CLEAR = "\r\u001b[2K";

  private final PrintWriter terminal;
  private final Window window;

  /**
   * @param terminal takes escape sequences
   * @param window what is measured of the run
   */
  public LiveLine(PrintWriter terminal, Window window) {
    this.terminal = terminal;
    this.window = window;
  }

  @Override
  public void accept(Interval interval) {
    terminal.print(BACK_AND_CLEAR);
    if (interval.toSeconds() * 1e9 <= window.fromNanos()) {
      terminal.printf(Locale.ROOT, "%4.0f s  warming up", interval.toSeconds());
    } else {
      Histogram latency = interval.latency().unpack();
      terminal.printf(
          Locale.ROOT,
          "%4.0f s  %.0f/s  p50 %.3f ms  p99 %.3f ms  %d failed",
          interval.toSeconds(),
          interval.rate(),
          latency.getValueAtPercentile(50) / 1e6,
          latency.getValueAtPercentile(99) / 1e6,
          interval.failed());
    }
    terminal.flush();
  }

  /** Takes the line away. */
  public void clear() {
    terminal.print(BACK_AND_CLEAR);
    terminal.flush();
  }
}
