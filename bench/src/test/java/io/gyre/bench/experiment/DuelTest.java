package io.gyre.bench.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class DuelTest {
  private static final Effort EFFORT = new Effort(4, Duration.ofMillis(1), 5, 1);
  private final List<String> turns = new ArrayList<>();

  @Test
  void sidesTakeTurnsAndChangeWhoBegins() throws InterruptedException {
    duel(_ -> 50, _ -> 100);
    assertThat(String.join("", turns.subList(6, turns.size()))).isEqualTo("LSSLLSSL");
  }

  @Test
  void warmUpEndsOnceThreeTurnsAgree() throws InterruptedException {
    DuelResult result = duel(turn -> turn < 2 ? 10 + turn : 50, _ -> 100);
    assertThat(turns.stream().limit(8)).containsExactly("L", "L", "L", "S", "S", "S", "S", "S");
    assertThat(result.settled()).isTrue();
  }

  @Test
  void warmUpThatNeverSettlesEndsAndIsSaid() throws InterruptedException {
    DuelResult result = duel(turn -> turn % 2 == 0 ? 10 : 90, _ -> 100);
    assertThat(result.settled()).isFalse();
    assertThat(result.rate("id", "1/s", Asked.NOTHING, "").note()).contains("did not settle");
  }

  @Test
  void aMachineThatSlowsDownChangesRatesAndNotTheRatio() throws InterruptedException {
    DuelResult result = duel(turn -> 50.0 / (turn + 1), turn -> 100.0 / (turn + 1));
    Figure figure = result.rate("id", "1/s", Asked.ratioAtLeast(0.5), "");
    assertThat(figure.ratio()).isCloseTo(0.5, within(0.2));
    assertThat(figure.runs()).isEqualTo(4);
  }

  @Test
  void addedTimeIsTheDifferenceOfTheTimesOfOne() throws InterruptedException {
    Figure added =
        duel(_ -> 50_000, _ -> 100_000).addedMicros("id", Asked.valueAtMost(20), "calls");
    assertThat(added.value()).isCloseTo(10, within(1e-9));
    assertThat(added.isMet()).isTrue();
  }

  @Test
  void turnsWithoutPartnersAreNoResult() {
    assertThatThrownBy(() -> new DuelResult(List.of(new Window(1, 1)), List.of(), true))
        .hasMessageContaining("no pairs");
  }

  private DuelResult duel(IntToDoubleFunction subject, IntToDoubleFunction limit)
      throws InterruptedException {
    return new Duel(side("S", subject), side("L", limit), EFFORT, _ -> {}).run("id");
  }

  private Contender side(String name, IntToDoubleFunction rate) {
    return new Contender() {
      private int turn;

      @Override
      public String name() {
        return name;
      }

      @Override
      public Window work(Duration length) {
        turns.add(name);
        return new Window(rate.applyAsDouble(turn++), 1);
      }
    };
  }
}
