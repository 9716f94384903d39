package io.gyre.router.change;

import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.router.directory.Answer;
import java.util.concurrent.CompletionStage;

/** Changes what is asked for of models. */
@FunctionalInterface
public interface ChangeService {
  /**
   * Makes a change. The answer comes once it is known what came of it: the version serves, or is
   * gone, or why not.
   */
  CompletionStage<Answer<ChangeAnswer>> change(ChangeRequest request);
}
