package io.gyre.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PinsTest {
  @Test
  void aSealLetsNobodyIn() {
    Pins pins = new Pins();
    int receipt = pins.pin();
    assertThat(pins.seal(() -> {})).isFalse();
    assertThat(pins.pin()).isEqualTo(Pins.SEALED);
    assertThat(pins.count()).isEqualTo(1);
    pins.unpin(receipt);
    assertThat(pins.isDrained()).isTrue();
  }

  @Test
  void whatNobodyPinnedIsDrainedAtTheSeal() {
    assertThat(new Pins().seal(() -> {})).isTrue();
  }

  /**
   * Threads pin, use and unpin on one another's behalf while the seal falls: after the end is told,
   * nobody uses it.
   */
  @Test
  void theEndIsToldOnceTheLastHasGoneAndNeverBefore()
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 100; round++) {
        Pins pins = new Pins();
        AtomicBoolean closed = new AtomicBoolean();
        CountDownLatch drained = new CountDownLatch(1);
        List<Future<Boolean>> users = new ArrayList<>();
        CountDownLatch started = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
          users.add(
              threads.submit(() -> {
                started.countDown();
                boolean usedAfterTheEnd = false;
                int receipt = pins.pin();
                while (receipt != Pins.SEALED) {
                  usedAfterTheEnd |= closed.get();
                  pins.unpin(receipt);
                  receipt = pins.pin();
                }
                return usedAfterTheEnd;
              }));
        }
        started.await();
        Runnable end =
            () -> {
              closed.set(true);
              drained.countDown();
            };
        if (pins.seal(end)) {
          end.run();
        }
        drained.await();
        for (Future<Boolean> user : users) {
          assertThat(user.get()).isFalse();
        }
        assertThat(pins.isDrained()).isTrue();
      }
    }
  }
}
