package io.gyre.bench.alloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CollectionLogTest {
  private static final String BEGIN =
      "[1.000s][info][gc] GC(0) Pause Full (Diagnostic Command) 40M->10M(90M) 9.1ms";
  private static final String YOUNG =
      "[2.000s][info][gc] GC(1) Pause Young (Allocation Failure) 60M->12M(90M) 1.2ms";
  private static final String END =
      "[3.000s][info][gc] GC(2) Pause Full (Diagnostic Command) 19M->10M(90M) 9.1ms";

  @Test
  void allocatedIsWhatTheHeapGrewByBetweenCollections() {
    assertThat(CollectionLog.allocated(List.of(BEGIN, YOUNG, "[2.1s][info][gc] Using Serial", END)))
        .isEqualTo((50 + 7) << 20);
  }

  @Test
  void oneCollectionTellsNothing() {
    assertThatThrownBy(() -> CollectionLog.allocated(List.of(BEGIN)))
        .hasMessageContaining("found 1");
  }
}
