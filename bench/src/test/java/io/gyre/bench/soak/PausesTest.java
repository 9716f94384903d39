package io.gyre.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PausesTest {
  @Test
  void fullCollectionsAreToldFromOthers() {
    Pauses pauses =
        Pauses.of(
            List.of(
                "[0.009s][info][gc] Using G1",
                "[1.234s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 34M->2M(62M) 3.456ms",
                "[2.000s][info][gc] GC(1) Concurrent Mark Cycle 21.5ms",
                "[2.345s][info][gc] GC(1) Pause Remark 5M->5M(62M) 0.789ms",
                "[3.456s][info][gc] GC(2) Pause Full (System.gc()) 5M->4M(62M) 12.345ms"));
    assertThat(pauses.full()).containsExactly(12.345);
    assertThat(pauses.others()).containsExactly(3.456, 0.789);
  }
}
