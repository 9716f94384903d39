package io.gyre.bench.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.proto.worker.UnitState;
import io.gyre.router.control.RoutingPolicy;
import io.gyre.router.table.Decision;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRouting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** Routers that let go of what they still send to. */
  @Test
  void routersThatReleaseEverythingAreFound() {
    assertThat(
            firstFoundOf((context, holdings, previous) -> {
              Decision right = ModelRouting.decide(context, holdings, previous);
              List<Holding> all =
                  holdings.stream()
                      .filter(holding -> holding.state() == UnitState.RETIRING)
                      .filter(holding -> !holding.released())
                      .toList();
              return new Decision(right.routes(), all, right.kept());
            }))
        .isNotEmpty();
  }

  /** Routers for which no worker ever becomes empty. */
  @Test
  void routersThatReleaseNothingAreFound() {
    assertThat(
            firstFoundOf((context, holdings, previous) -> {
              Decision right = ModelRouting.decide(context, holdings, previous);
              return new Decision(right.routes(), List.of(), right.kept());
            }))
        .isNotEmpty();
  }

  /** Routers that take a lost stream for a lost worker. */
  @Test
  void routersThatDropWhatTheyDoNotHearOfAreFound() {
    assertThat(
            firstFoundOf((context, holdings, previous) ->
                holdings.stream().noneMatch(Holding::connected)
                    ? new Decision(null, List.of(), Optional.empty())
                    : ModelRouting.decide(context, holdings, previous)))
        .isNotEmpty();
  }

  private static List<String> firstFoundOf(RoutingPolicy wrong) {
    for (int seed = 1; seed <= WALKS; seed++) {
      Walk walk = new Walk(seed);
      Optional<Walk.Violation> found = walk.run(walk.steps(), wrong);
      if (found.isPresent()) {
        assertThat(found.get().problems()).noneMatch(problem -> problem.startsWith("a defect"));
        return found.get().problems();
      }
    }
    return List.of();
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
