package io.gyre.inference.grpc;

import io.grpc.Metadata;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.upstream.Reply;

/** What a server does with the inference requests of its calls. */
@FunctionalInterface
public interface InferenceTarget {
  /**
   * Starts one request. Never blocks or throws; exactly one outcome reaches {@code reply}, on any
   * thread.
   *
   * @param headers the call's headers
   */
  void infer(Metadata headers, InferenceRequest request, Reply reply);

  /**
   * Learns of a call that was refused before it was a request.
   *
   * @param header what is known of it; empty texts where nothing is
   */
  default void refused(RequestHeader header, Refusal refusal) {}
}
