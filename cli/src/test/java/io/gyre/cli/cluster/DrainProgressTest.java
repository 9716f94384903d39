package io.gyre.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DrainProgressTest {
  private final JsonMapper json = new JsonMapper();
  private final DrainProgress progress = new DrainProgress("w2");

  private boolean goesOn(String members, String units) {
    return progress.goesOn(
        json.readTree("{\"members\": [%s], \"units\": [%s]}".formatted(members, units)));
  }

  private static String member(boolean connected, boolean draining) {
    return "{\"id\": \"w1\", \"connected\": true}, {\"id\": \"w2\", \"connected\": %s, \"draining\": %s}"
        .formatted(connected, draining);
  }

  private static final String TWO =
      "{\"worker\": \"w2\"}, {\"worker\": \"w1\"}, {\"worker\": \"w2\"}";

  @Test
  void goesOnUntilTheWorkerIsLost() {
    assertThat(goesOn(member(true, false), TWO)).isTrue();
    assertThat(progress.text()).isEqualTo("w2 is asked to drain");
    assertThat(goesOn(member(true, true), TWO)).isTrue();
    assertThat(progress.text()).isEqualTo("w2 drains, 2 units left");
    assertThat(goesOn(member(true, true), "{\"worker\": \"w2\"}")).isTrue();
    assertThat(progress.text()).isEqualTo("w2 drains, 1 unit left");
    assertThat(goesOn(member(false, true), "")).isFalse();
  }

  @Test
  void endsWhereTheWorkerIsNoLongerListed() {
    assertThat(goesOn("", "")).isFalse();
  }

  @Test
  void endsWhereTheWorkerIsBack() {
    assertThat(goesOn(member(true, true), TWO)).isTrue();
    assertThat(goesOn(member(true, false), "")).isFalse();
  }
}
