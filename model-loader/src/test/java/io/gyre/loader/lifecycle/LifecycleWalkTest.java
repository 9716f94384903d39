package io.gyre.loader.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LifecycleWalkTest {
  private static final int SEEDS = 40;

  /**
   * Random walks over new, corrupt, flaky, changed and vanished versions, lost and found routers,
   * traffic and releases. The world checks every rule after each event.
   */
  @ParameterizedTest
  @CsvSource({
    "'', 100",
    "'', 3",
    "'', 2",
    "'', 1",
    "'version_policy { latest { num_versions: 2 } }', 100",
    "'version_policy { latest { num_versions: 2 } }', 3",
    "'version_policy { all {} }', 100",
    "'version_policy { all {} }', 4",
    "'version_policy { specific { versions: [1, 2, 3, 4] } }', 100",
  })
  void aModelThatWasServedIsServedEverAfterAndTheEndSettles(String policy, int room) {
    int flips = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      World world = new World(seed, policy, room);
      for (int i = 0; i < 150; i++) {
        world.step();
      }
      world.calm();
      world.assertSettled();
      flips += world.flips();
    }
    assertThat(flips)
        .as("units that became ready")
        .isGreaterThanOrEqualTo(room == 1 ? SEEDS : 4 * SEEDS);
  }
}
