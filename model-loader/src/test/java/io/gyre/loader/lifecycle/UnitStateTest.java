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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class UnitStateTest {
  private static final Path PAGE = Path.of("..", "docs", "SWAP.md");
  private static final Pattern TRANSITION = Pattern.compile("\\| ([A-Z]+) \\| ([A-Z]+) \\| .+ \\|");
  private static final Pattern STATE = Pattern.compile("\\| ([A-Z]+) \\| [^|]+ \\|");

  /** The table that people read. */
  private static final List<List<UnitState>> LEGAL = documented();

  private static List<List<UnitState>> documented() {
    return rows(TRANSITION)
        .map(row -> List.of(UnitState.valueOf(row.group(1)), UnitState.valueOf(row.group(2))))
        .toList();
  }

  private static Stream<MatchResult> rows(Pattern row) {
    try {
      return Files.readString(PAGE)
          .lines()
          .map(row::matcher)
          .filter(Matcher::matches)
          .map(Matcher::toMatchResult);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyStateIsDocumented() {
    assertThat(rows(STATE).map(row -> row.group(1)))
        .containsExactly(
            Stream.of(WANTED, WAITING, LOADING, WARMING, READY, RETIRING, UNLOADED, FAILED)
                .map(Enum::name)
                .toArray(String[]::new))
        .hasSameSizeAs(UnitState.values());
    assertThat(LEGAL).doesNotHaveDuplicates();
  }

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
