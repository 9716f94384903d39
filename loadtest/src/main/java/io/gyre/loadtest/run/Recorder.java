package io.gyre.loadtest.run;

import io.gyre.loadtest.client.Failure;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one generator measures. The generator's thread writes; another takes intervals now and then.
 *
 * <p>Requests belong to the measurement by the time at which they were meant to leave.
 */
final class Recorder {
  private final Window window;
  private final List<Tally> tallies;
  private final ThreadMeter meter = new ThreadMeter();
  private boolean measuring;

  /**
   * @param window what belongs to the measurement
   * @param models how many are asked
   */
  Recorder(Window window, int models) {
    this.window = window;
    this.tallies = Stream.generate(Tally::new).limit(models).toList();
  }

  /** Says what time it is on the generator's thread, which turns its meters on and off. */
  void passed(long now) {
    if (!measuring && now >= window.fromNanos()) {
      measuring = true;
      meter.begin();
    }
    if (now >= window.toNanos()) {
      meter.end();
    }
  }

  /** Ends the measurement, on the generator's thread. */
  void finish() {
    meter.end();
  }

  /**
   * A request left.
   *
   * @param lagNanos how late, for a reason of the generator's own
   */
  void sent(int model, long intended, long lagNanos) {
    if (window.holds(intended)) {
      tallies.get(model).sent(lagNanos);
    }
  }

  void answered(int model, long intended, long now) {
    if (window.holds(intended)) {
      tallies.get(model).answered(Math.max(0, now - intended));
    }
    if (window.holds(now)) {
      tallies.get(model).answeredInTime();
    }
  }

  void failed(int model, long intended, long now, Failure failure, String detail) {
    if (window.holds(intended)) {
      tallies.get(model).failed(failure, detail);
    }
  }

  /** What was measured of each model since the last call; for any thread, but one at a time. */
  List<Measured> take() {
    return tallies.stream().map(Tally::take).toList();
  }

  /** What the generator's thread used while it measured; to be asked once its run is over. */
  ThreadUse use() {
    return meter.use();
  }
}
