package io.gyre.router.trace;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The times of one request, in nanoseconds of {@link System#nanoTime()}. Not for two threads. */
public final class Trace {
  private final Tracing tracing;
  private final long id;
  private final String model;
  private final String requestId;
  private final List<Stamp> stamps = new ArrayList<>(4);

  Trace(Tracing tracing, long id, InferenceRequest request) {
    this.tracing = tracing;
    this.id = id;
    this.model = request.header().model();
    this.requestId = request.header().id();
    stamp("REQUEST_START", request.arrived());
  }

  /** One moment. */
  record Stamp(String name, long nanos) {}

  /**
   * What is written of a request.
   *
   * @param version the version that was asked in the end; 0 where none was
   */
  record Entry(
      long id, String model, long version, String requestId, String outcome, List<Stamp> stamps) {}

  /** Notes that the request is sent to a replica. */
  public void sent(long now) {
    stamp("ATTEMPT_START", now);
  }

  /** Notes what a replica answered. */
  public void answered(long now) {
    stamp("ATTEMPT_END", now);
  }

  /** Notes the end, and has the trace written. */
  public void ended(long version, Outcome outcome, long now) {
    stamp("REQUEST_END", now);
    String words =
        switch (outcome) {
          case InferenceResponse _ -> "ok";
          case Refusal refusal -> refusal.reason().name().toLowerCase(Locale.ROOT);
        };
    tracing.write(new Entry(id, model, version, requestId, words, List.copyOf(stamps)));
  }

  private void stamp(String name, long nanos) {
    stamps.add(new Stamp(name, nanos));
  }
}
