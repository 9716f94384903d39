package io.gyre.worker.sequence;

import java.util.ArrayList;
import java.util.List;

/** What is to be done outside the table's lock. */
final class Work {
  private final List<Run> runs = new ArrayList<>(1);
  private final List<SequenceRequest> expired = new ArrayList<>(0);

  /** Requests to give to the model. */
  List<Run> runs() {
    return runs;
  }

  /** Requests to refuse, as their deadline has passed. */
  List<SequenceRequest> expired() {
    return expired;
  }

  /**
   * A request whose turn it is.
   *
   * @param fresh whether the model has answered no other of its sequence
   */
  record Run(Sequence sequence, SequenceRequest request, boolean fresh) {}
}
