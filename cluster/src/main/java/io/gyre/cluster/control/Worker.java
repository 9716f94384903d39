package io.gyre.cluster.control;

import io.gyre.inference.upstream.Upstream;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import java.util.concurrent.CompletionStage;

/**
 * A worker as its routers see it: it answers requests for units, announces what it holds, and
 * unloads only what every router it told has released.
 */
public interface Worker extends Upstream, AutoCloseable {
  /**
   * Opens the control stream. The listener gets one snapshot, then changes, one call at a time,
   * until the stream ends.
   *
   * @param router identity of the calling router; a second stream of the same router replaces the
   *     first
   */
  ControlStream attach(String router, ControlListener listener);

  /**
   * Execution statistics of the units that this worker holds: of one model and version, or of all
   * where the request names none. A model that isn't held gives an empty answer.
   */
  CompletionStage<ModelStatisticsResponse> statistics(ModelStatisticsRequest request);

  /**
   * Changes what is asked for of a model, in the registry that this worker shares with others. The
   * answer comes once the change is kept, and doesn't wait for what follows from it, which is
   * announced.
   */
  CompletionStage<ChangeAnswer> change(ChangeRequest request);

  /**
   * Has this worker give all its units away and end. The answer comes once it has begun; how far it
   * is, it announces.
   */
  CompletionStage<DrainAnswer> drain(DrainRequest request);

  @Override
  void close();
}
