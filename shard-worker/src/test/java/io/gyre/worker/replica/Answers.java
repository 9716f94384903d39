package io.gyre.worker.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.upstream.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One request's outcome, to wait for; a second outcome is an error. */
public final class Answers implements Reply {
  private static final long LONGEST_SECONDS = 30;

  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  @Override
  public void accept(Outcome given) {
    assertThat(outcome.complete(given)).as("first outcome").isTrue();
  }

  public boolean isDone() {
    return outcome.isDone();
  }

  public Outcome outcome() {
    try {
      return outcome.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no outcome", e);
    }
  }

  public Refusal refusal() {
    assertThat(outcome()).isInstanceOf(Refusal.class);
    return (Refusal) outcome();
  }

  public InferenceResponse response() {
    assertThat(outcome()).isInstanceOf(InferenceResponse.class);
    return (InferenceResponse) outcome();
  }

  public List<TensorView> outputs() {
    return ((ResponseBody.Tensors) response().body()).outputs();
  }

  /** The first output's numbers; gives the response back. */
  public float[] floats() {
    try (InferenceResponse _ = response()) {
      return Tensors.floatsOf(outputs().getFirst());
    }
  }
}
