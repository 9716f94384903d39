package io.gyre.cli.serve;

import com.sun.management.OperatingSystemMXBean;
import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import java.lang.management.ManagementFactory;

/**
 * How a worker's native memory is divided.
 *
 * @param models bytes that loaded models may keep together
 * @param outputs bytes that answers under way may hold together
 */
record MemoryBudget(long models, long outputs) {
  /** Of the machine, for the operating system and all that isn't counted. */
  private static final int RESERVE_SHARE = 10;

  private static final int OUTPUT_SHARE = 16;

  /** On a machine too small for its heap, models get this share all the same. */
  private static final int LEAST_SHARE = 8;

  /** What the settings say, and for the rest what this machine, or its container, has. */
  static MemoryBudget of(Settings settings) {
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return of(
        settings.get(Keys.WORKER_MEMORY),
        settings.get(Keys.WORKER_OUTPUT_MEMORY),
        settings.get(Keys.RESPONSE_CACHE_BYTES),
        machine,
        Runtime.getRuntime().maxMemory());
  }

  /**
   * The budget.
   *
   * @param models as configured; 0 for what the machine has
   * @param outputs as configured; 0 for a share of the machine
   * @param responses bytes that the response cache may take
   * @param machine the machine's memory
   * @param heap the Java heap's limit
   */
  static MemoryBudget of(long models, long outputs, long responses, long machine, long heap) {
    long forOutputs = outputs > 0 ? outputs : machine / OUTPUT_SHARE;
    long rest = machine - heap - forOutputs - responses - machine / RESERVE_SHARE;
    return new MemoryBudget(
        models > 0 ? models : Math.max(rest, machine / LEAST_SHARE), forOutputs);
  }
}
