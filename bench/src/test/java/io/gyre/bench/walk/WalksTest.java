package io.gyre.bench.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WalksTest {
  /** As many as are worth the time of every build; `gyre bench walks` takes 100,000. */
  private static final int WALKS = 100;

  private final Logger log = Logger.getLogger("io.gyre");

  @BeforeEach
  void silence() {
    log.setLevel(Level.OFF);
  }

  @AfterEach
  void restore() {
    log.setLevel(null);
  }

  @Test
  void nothingIsLostWhateverHappens() {
    assertThat(Walks.take(1, WALKS, _ -> {})).isEmpty();
  }

  @Test
  void theSameSeedGivesTheSameWalk() {
    Walk walk = new Walk(5);
    assertThat(walk.steps()).isEqualTo(new Walk(5).steps());
    assertThat(walk.shape()).isEqualTo(new Walk(5).shape());
    assertThat(walk.steps()).isNotEqualTo(new Walk(6).steps());
  }

  /** Or a walk that never gets anywhere would go well. */
  @Test
  void everyKindOfStepComesUp() {
    List<StepKind> kinds = new ArrayList<>();
    for (int seed = 0; seed < 40; seed++) {
      new Walk(seed).steps().forEach(step -> kinds.add(step.kind()));
    }
    assertThat(kinds).contains(StepKind.values());
  }
}
