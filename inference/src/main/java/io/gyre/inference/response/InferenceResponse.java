package io.gyre.inference.response;

import io.netty.util.ReferenceCounted;

/**
 * A request's answer. Whoever receives it owns it, and closes it once its bytes are written.
 *
 * @param model name of the model that answered
 * @param version the version that answered
 * @param id the request's id; empty where it had none
 * @param body the outputs
 * @param memory what the views of the body point into; released exactly once, by {@link #close()}
 */
public record InferenceResponse(
    String model, long version, String id, ResponseBody body, ReferenceCounted memory)
    implements Outcome, AutoCloseable {
  @Override
  public void close() {
    memory.release();
  }
}
