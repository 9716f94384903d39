package io.gyre.worker.execution;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.RunResult;
import io.gyre.worker.queue.PendingRequest;
import io.gyre.worker.statistics.Execution;
import io.gyre.worker.statistics.UnitStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers batches by running them, on the thread of one instance. Where a run of several requests
 * fails, parts of it run again, so that one bad input fails one request.
 */
final class BatchRunner implements Bisection.Runs {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  private final UnitId unit;
  private final EngineModel model;
  private final Staging staging;
  private final AnswerSplitter splitter;
  private final UnitStatistics statistics;
  private final LongSupplier nanoTime;
  private final boolean repeatable;

  /**
   * @param repeatable whether a run that failed leaves nothing behind, so that its requests may run
   *     again
   */
  BatchRunner(
      UnitId unit,
      EngineModel model,
      Staging staging,
      AnswerSplitter splitter,
      UnitStatistics statistics,
      LongSupplier nanoTime,
      boolean repeatable) {
    this.unit = unit;
    this.model = model;
    this.staging = staging;
    this.splitter = splitter;
    this.statistics = statistics;
    this.nanoTime = nanoTime;
    this.repeatable = repeatable;
  }

  /** Answers every one of the claimed requests. */
  void run(List<PendingRequest> requests) {
    Refusal failure = tryRun(requests);
    if (failure == null) {
      return;
    }
    if (requests.size() == 1 || !repeatable) {
      requests.forEach(request -> refuse(request, failure));
      return;
    }
    LOG.warn(
        "{}: a batch of {} requests failed, its halves run again: {}",
        unit,
        requests.size(),
        failure.message());
    Bisection.run(requests, failure, this);
  }

  @Override
  public boolean isPast(PendingRequest request) {
    return request.request().deadline().isPast(nanoTime.getAsLong());
  }

  @Override
  public void refuse(PendingRequest request, Refusal refusal) {
    statistics.refused(refusal.reason(), nanoTime.getAsLong() - request.acceptedAt());
    request.answer(refusal);
  }

  @Override
  public @Nullable Refusal tryRun(List<PendingRequest> requests) {
    List<InferenceResponse> responses;
    try {
      responses = execute(requests);
    } catch (ExecutionException e) {
      statistics.executionFailed();
      return Refusal.of(
          e.lacksMemory() ? Reason.MEMORY_FULL : Reason.EXECUTION_FAILED,
          "model '" + unit.model() + "' version " + unit.version() + " failed: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      statistics.executionFailed();
      LOG.error("{}: a run ended unexpectedly", unit, e);
      return Refusal.of(
          Reason.INTERNAL,
          "model '" + unit.model() + "' version " + unit.version() + " could not be run: " + e);
    }
    for (int i = 0; i < requests.size(); i++) {
      requests.get(i).answer(responses.get(i));
    }
    return null;
  }

  private List<InferenceResponse> execute(List<PendingRequest> requests) throws ExecutionException {
    int rows = 0;
    for (int i = 0; i < requests.size(); i++) {
      rows += requests.get(i).valid().rows();
    }
    long started = nanoTime.getAsLong();
    List<TensorView> inputs = staging.stage(requests, rows);
    List<String> outputs = splitter.wanted(requests);
    long staged = nanoTime.getAsLong();
    RunResult result = model.run(inputs, outputs);
    long ran = nanoTime.getAsLong();
    List<ResponseBody> bodies;
    try {
      bodies = splitter.split(result.outputs(), requests, rows);
    } catch (ExecutionException | RuntimeException | Error e) {
      result.close();
      throw e;
    }
    List<InferenceResponse> responses = respond(requests, bodies, result);
    statistics.executed(new Execution(requests, rows, started, staged, ran, nanoTime.getAsLong()));
    return responses;
  }

  /** The responses, each with a reference to the run's memory. */
  private List<InferenceResponse> respond(
      List<PendingRequest> requests, List<ResponseBody> bodies, RunResult result) {
    if (requests.size() > 1) {
      result.memory().retain(requests.size() - 1);
    }
    InferenceResponse[] responses = new InferenceResponse[requests.size()];
    for (int i = 0; i < responses.length; i++) {
      String id = requests.get(i).request().header().id();
      responses[i] =
          new InferenceResponse(unit.model(), unit.version(), id, bodies.get(i), result.memory());
    }
    return Arrays.asList(responses);
  }
}
