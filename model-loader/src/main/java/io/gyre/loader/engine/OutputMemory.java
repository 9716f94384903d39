package io.gyre.loader.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of outputs under way, from the run to the last frame written, and keeps them
 * within a limit. A part counts those of one model, and takes from the whole.
 */
public final class OutputMemory {
  private final long limit;
  private final @Nullable OutputMemory whole;
  private final AtomicLong used = new AtomicLong();

  private OutputMemory(long limit, @Nullable OutputMemory whole) {
    this.limit = limit;
    this.whole = whole;
  }

  /** Memory of at most so many bytes. */
  public static OutputMemory of(long limit) {
    return new OutputMemory(limit, null);
  }

  /** A part of this memory without a limit of its own. */
  public OutputMemory part() {
    return new OutputMemory(Long.MAX_VALUE, this);
  }

  /**
   * Takes so many bytes, or none and says why.
   *
   * @return why there is no room; empty where there was
   */
  public Optional<String> take(long bytes) {
    long now = used.addAndGet(bytes);
    if (now > limit || now < 0) {
      used.addAndGet(-bytes);
      return Optional.of(
          "no room for outputs of "
              + bytes
              + " bytes: "
              + Math.max(now - bytes, 0)
              + " of "
              + limit
              + " are held by answers under way");
    }
    Optional<String> refused = whole == null ? Optional.empty() : whole.take(bytes);
    if (refused.isPresent()) {
      used.addAndGet(-bytes);
    }
    return refused;
  }

  /** Gives back what was taken. */
  public void giveBack(long bytes) {
    used.addAndGet(-bytes);
    if (whole != null) {
      whole.giveBack(bytes);
    }
  }

  /** Bytes that are taken now. */
  public long used() {
    return used.get();
  }
}
