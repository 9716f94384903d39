package io.gyre.loader.lifecycle;

import static io.gyre.loader.lifecycle.UnitState.FAILED;
import static io.gyre.loader.lifecycle.UnitState.LOADING;
import static io.gyre.loader.lifecycle.UnitState.READY;
import static io.gyre.loader.lifecycle.UnitState.RETIRING;
import static io.gyre.loader.lifecycle.UnitState.UNLOADED;
import static io.gyre.loader.lifecycle.UnitState.WAITING;
import static io.gyre.loader.lifecycle.UnitState.WANTED;
import static io.gyre.loader.lifecycle.UnitState.WARMING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class UnitStateTest {
  /** The whole table, written a second time so that a change of it is meant. */
  private static final List<List<UnitState>> LEGAL =
      List.of(
          List.of(WANTED, LOADING),
          List.of(WANTED, WAITING),
          List.of(WANTED, UNLOADED),
          List.of(WAITING, WANTED),
          List.of(WAITING, UNLOADED),
          List.of(LOADING, WARMING),
          List.of(LOADING, FAILED),
          List.of(WARMING, READY),
          List.of(WARMING, FAILED),
          List.of(READY, RETIRING),
          List.of(RETIRING, READY),
          List.of(RETIRING, UNLOADED),
          List.of(FAILED, WANTED),
          List.of(FAILED, UNLOADED));

  @ParameterizedTest
  @EnumSource
  void onlyLegalTransitionsArePossible(UnitState from) {
    for (UnitState to : UnitState.values()) {
      assertThat(from.canBecome(to))
          .as(from + " to " + to)
          .isEqualTo(LEGAL.contains(List.of(from, to)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyStateButTheLastLeadsToUnloaded(UnitState from) {
    EnumSet<UnitState> reached = EnumSet.of(from);
    for (int i = 0; i < UnitState.values().length; i++) {
      List.copyOf(reached).forEach(state -> reached.addAll(state.next()));
    }
    assertThat(reached).contains(UNLOADED);
  }

  @ParameterizedTest
  @EnumSource
  void whatServesOrLoadsHoldsMemory(UnitState state) {
    assertThat(state.holdsMemory()).isEqualTo(state.serves() || state.loads());
    assertThat(state.serves()).isEqualTo(state == READY || state == RETIRING);
  }
}
