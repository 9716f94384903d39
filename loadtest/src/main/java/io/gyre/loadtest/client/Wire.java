package io.gyre.loadtest.client;

import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.payload.Sample;
import io.gyre.loadtest.payload.Signature;
import java.util.List;

/** One way to speak the Open Inference Protocol v2 to a target. */
public interface Wire {
  /**
   * Asks the target what a model takes.
   *
   * @param model whose signature
   * @throws UndescribedModelException where the target answers, but not this question
   * @throws io.gyre.loadtest.usage.UsageException where the target can't be reached, or doesn't
   *     know the model
   */
  Signature signature(ModelName model);

  /** Writes the first part of an inference request, which is the same for all samples. */
  byte[] head(ModelName model, CallOptions options);

  /**
   * Writes the rest of an inference request, which is the same for all affinity keys.
   *
   * @throws io.gyre.loadtest.usage.UsageException where this wire can't carry the sample
   */
  byte[] body(ModelName model, CallOptions options, Sample sample);

  /**
   * Reads the outputs of an answer.
   *
   * @throws IllegalArgumentException where it is no answer of the protocol; the message says why
   */
  List<TensorView> outputs(byte[] answer);

  /**
   * Opens connections for inference requests, to be polled by the calling thread.
   *
   * @param keepAnswers whether {@code completion} wants the bodies
   * @param connections how many at most
   * @param slots how many requests are under way at most
   */
  Client open(boolean keepAnswers, int connections, int slots, Completion completion);
}
