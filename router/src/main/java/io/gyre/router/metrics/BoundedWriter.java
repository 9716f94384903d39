package io.gyre.router.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * A thread that writes what others hand over without waiting. Where it can't keep up, entries are
 * dropped and counted.
 */
public final class BoundedWriter<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedWriter.class);

  private final Sink<T> sink;
  private final BlockingQueue<Optional<T>> queue; // empty for the end
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A writer that has begun.
   *
   * @param thread the thread's name
   * @param sink where entries go, which is closed at the end
   * @param capacity how many entries may wait to be written
   */
  public BoundedWriter(String thread, Sink<T> sink, int capacity) {
    this.sink = sink;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = Thread.ofPlatform().daemon().name(thread).start(this::run);
  }

  /** Where entries go. Called on the writer's thread alone. */
  public interface Sink<T> extends AutoCloseable {
    /**
     * Writes entries.
     *
     * @param dropped how many were lost since the last call
     */
    void write(List<T> entries, long dropped) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Hands an entry over; never blocks. */
  public void offer(T entry) {
    if (closed || !queue.offer(Optional.of(entry))) {
      dropped.increment();
    }
  }

  private void run() {
    try (sink) {
      List<Optional<T>> taken = new ArrayList<>();
      boolean open = true;
      while (open) {
        taken.add(queue.take());
        queue.drainTo(taken);
        open = !taken.contains(Optional.<T>empty());
        write(taken.stream().flatMap(Optional::stream).toList());
        taken.clear();
      }
    } catch (IOException e) {
      LOG.warn("{} could not close its file", Thread.currentThread().getName(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts " + Thread.currentThread().getName(), e);
    }
  }

  private void write(List<T> entries) {
    try {
      sink.write(entries, dropped.sumThenReset());
    } catch (IOException | JacksonException e) {
      LOG.warn("{} can't write {} entries", Thread.currentThread().getName(), entries.size(), e);
    }
  }

  /** Writes what waits, and ends. */
  @Override
  public void close() {
    closed = true;
    try {
      // No interrupt: in the middle of a write it would close the file.
      queue.put(Optional.empty());
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
