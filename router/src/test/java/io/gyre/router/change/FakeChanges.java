package io.gyre.router.change;

import io.gyre.inference.response.Refusal;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.router.directory.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes every change, but those of the model {@code broken}. */
public final class FakeChanges implements ChangeService {
  /** What was asked for. */
  public final List<ChangeRequest> asked = new CopyOnWriteArrayList<>();

  @Override
  public CompletionStage<Answer<ChangeAnswer>> change(ChangeRequest request) {
    asked.add(request);
    return CompletableFuture.supplyAsync(() ->
        request.getModel().equals("broken")
            ? new Answer.Refused<>(Refusal.invalid("load failed for model 'broken': a reason"))
            : new Answer.Found<>(ChangeAnswer.newBuilder().setNumber(5).setVersion(3).build()));
  }
}
