package io.gyre.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerOrderTest {
  private final AnswerOrder order = new AnswerOrder();
  private final List<Long> left = Collections.synchronizedList(new ArrayList<>());

  private void settle(long turn) {
    order.settle(turn, () -> left.add(turn));
  }

  @Test
  void answerWaitsForAllBeforeIt() {
    for (int i = 0; i < 3; i++) {
      order.enter();
    }
    settle(2);
    settle(1);
    assertThat(left).isEmpty();
    settle(0);
    assertThat(left).containsExactly(0L, 1L, 2L);
  }

  @Test
  void answerThatSettlesAnotherIsFollowedByIt() {
    order.enter();
    order.enter();
    order.settle(
        0,
        () -> {
          left.add(0L);
          settle(1);
          assertThat(left).containsExactly(0L);
        });
    assertThat(left).containsExactly(0L, 1L);
  }

  @Test
  void orderHoldsWhateverThreadsSettle() throws Exception {
    List<Long> turns = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      turns.add(order.enter());
    }
    List<Long> expected = List.copyOf(turns);
    Collections.shuffle(turns, new Random(1));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      turns.forEach(turn -> threads.execute(() -> settle(turn)));
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(left).isEqualTo(expected);
  }
}
