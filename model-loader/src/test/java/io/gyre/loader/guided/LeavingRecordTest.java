package io.gyre.loader.guided;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loader.desired.DesiredRegistry;
import io.gyre.loader.desired.MemoryStore;
import io.gyre.proto.registry.DesiredState;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeavingRecordTest {
  private final DesiredRegistry registry;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final LeavingRecord leaving;

  LeavingRecordTest() throws IOException {
    registry = new DesiredRegistry(new MemoryStore(DesiredState.getDefaultInstance()), true);
    leaving = new LeavingRecord(registry, () -> now);
  }

  @Test
  void aWorkerIsNotedUntilItIsBack() {
    leaving.add("w1");
    leaving.add("w2");
    assertThat(registry.read().getLeavingMap()).containsOnlyKeys("w1", "w2");
    leaving.remove("w1");
    assertThat(registry.read().getLeavingMap())
        .containsExactly(Map.entry("w2", "2026-01-01T00:00:00Z"));
  }

  @Test
  void aWorkerThatIsNotNotedChangesNothing() {
    leaving.add("w1");
    long number = registry.read().getNumber();
    leaving.remove("w2");
    assertThat(registry.read().getNumber()).isEqualTo(number);
  }

  @Test
  void theOldestGiveWayWhereThereAreTooMany() {
    for (int i = 0; i < 1_010; i++) {
      now = now.plusSeconds(1);
      leaving.add("w" + i);
    }
    assertThat(registry.read().getLeavingMap())
        .hasSize(1_000)
        .containsKeys("w10", "w1009")
        .doesNotContainKey("w9");
  }
}
