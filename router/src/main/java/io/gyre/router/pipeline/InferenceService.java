package io.gyre.router.pipeline;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.upstream.Reply;

/** The way from a front door into the router. */
@FunctionalInterface
public interface InferenceService {
  /**
   * Starts one request. Never blocks or throws; exactly one outcome reaches {@code reply}, on any
   * thread, possibly before this call returns. The caller keeps the request's memory alive until
   * then, and closes the response.
   */
  void infer(InferenceRequest request, Reply reply);

  /**
   * Learns of a request that was refused on its way here, so that figures and logs have it.
   *
   * @param header what is known of it; empty texts where nothing is
   */
  default void refused(RequestHeader header, Refusal refusal) {}
}
