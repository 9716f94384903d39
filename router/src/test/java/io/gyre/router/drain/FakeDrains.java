package io.gyre.router.drain;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.router.directory.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Knows every worker but {@code unknown}. */
public final class FakeDrains implements DrainService {
  /** The workers that were asked. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  @Override
  public CompletionStage<Answer<DrainAnswer>> drain(String member, String asker) {
    asked.add(member);
    return CompletableFuture.completedStage(
        member.equals("unknown")
            ? new Answer.Refused<>(Refusal.of(Reason.NOT_FOUND, "no worker 'unknown'"))
            : new Answer.Found<>(DrainAnswer.getDefaultInstance()));
  }
}
