package io.gyre.cluster.control;

import io.gyre.proto.worker.WorkerMessage;

/** A router's ear on one control stream. Calls never overlap. */
public interface ControlListener {
  /** Takes the snapshot that opens the stream, or a change to it. */
  void onMessage(WorkerMessage message);

  /**
   * Learns that the stream is over.
   *
   * @param reason what ended it, for logs and status
   */
  void onEnd(String reason);
}
