package io.gyre.router.trace;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Refusal;
import io.gyre.router.directory.Answer;
import io.gyre.router.metrics.BoundedWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Traces of requests: which are taken can be changed at any time, for all models and over that for
 * one. While none are, a request costs one volatile read.
 */
public final class Tracing implements AutoCloseable {
  private static final int CAPACITY = 8192;
  private static final String EVERY_MODEL = "";

  private final TraceSettings start;
  private final AtomicLong ids = new AtomicLong();
  private final Map<String, TraceOverrides> overrides = new HashMap<>();
  private final Map<String, Sampler> samplers = new HashMap<>();
  private Sampler common;
  private @Nullable BoundedWriter<Trace.Entry> writer;
  private volatile @Nullable Active active;

  /**
   * Traces that are off.
   *
   * @param file where traces are written when they are switched on; empty for nowhere, and then
   *     they can't be
   */
  public Tracing(String file) {
    start = TraceSettings.atStart(file);
    common = new Sampler(start);
  }

  /**
   * What is sampled, and where to.
   *
   * @param samplers those of the models that have their own
   * @param common that of the others
   */
  private record Active(
      Map<String, Sampler> samplers, Sampler common, BoundedWriter<Trace.Entry> writer) {
    boolean takes(String model) {
      return samplers.getOrDefault(model, common).takes();
    }
  }

  /** A trace of the request; null where it is not to be traced. */
  public @Nullable Trace begin(InferenceRequest request) {
    Active now = active;
    return now != null && now.takes(request.header().model())
        ? new Trace(this, ids.incrementAndGet(), request)
        : null;
  }

  void write(Trace.Entry entry) {
    Active now = active;
    if (now != null) {
      now.writer().offer(entry);
    }
  }

  /** The settings for a model, or for those without their own where {@code model} is empty. */
  public synchronized TraceSettings settings(String model) {
    return samplers.getOrDefault(model, common).settings();
  }

  /**
   * Changes some settings, all or none of them.
   *
   * @param model a model that is known, or empty for all without their own
   * @param changes new values by the protocol's names; none takes a change back
   * @return the settings from now on
   */
  public synchronized Answer<TraceSettings> change(
      String model, Map<String, List<String>> changes) {
    if (!model.equals(EVERY_MODEL) && changes.containsKey(TraceSettings.FREQUENCY)) {
      return new Answer.Refused<>(
          Refusal.invalid(
              "log_frequency is of the file, which all models share: set it without a model"));
    }
    TraceOverrides before = overrides.getOrDefault(model, TraceOverrides.NONE);
    return switch (before.with(changes, start.file())) {
      case Answer.Refused(Refusal refusal) -> new Answer.Refused<>(refusal);
      case Answer.Found(TraceOverrides after) -> {
        overrides.put(model, after);
        overrides.values().removeIf(TraceOverrides::isEmpty);
        apply();
        yield new Answer.Found<>(settings(model));
      }
    };
  }

  /** Makes a sampler for each set of overrides; one that samples as before counts on. */
  private void apply() {
    TraceSettings base = overrides.getOrDefault(EVERY_MODEL, TraceOverrides.NONE).over(start);
    common = sampler(common, base);
    boolean on = base.timestamps();
    samplers.keySet().retainAll(overrides.keySet());
    for (var override : overrides.entrySet()) {
      if (!override.getKey().equals(EVERY_MODEL)) {
        TraceSettings own = override.getValue().over(base);
        samplers.compute(override.getKey(), (_, before) -> sampler(before, own));
        on |= own.timestamps();
      }
    }
    active = on ? new Active(Map.copyOf(samplers), common, writer()) : null;
  }

  private static Sampler sampler(@Nullable Sampler before, TraceSettings wanted) {
    return before != null && before.follows(wanted) ? before : new Sampler(wanted);
  }

  private BoundedWriter<Trace.Entry> writer() {
    BoundedWriter<Trace.Entry> open = writer;
    if (open == null) {
      TraceFile file =
          new TraceFile(Path.of(start.file()), () -> settings(EVERY_MODEL).frequency());
      open = new BoundedWriter<>("gyre-trace", file, CAPACITY);
      writer = open;
    }
    return open;
  }

  /** Writes the traces that wait, and takes no more. */
  @Override
  public void close() {
    BoundedWriter<Trace.Entry> open;
    synchronized (this) {
      active = null;
      open = writer;
      writer = null;
    }
    if (open != null) {
      open.close();
    }
  }
}
