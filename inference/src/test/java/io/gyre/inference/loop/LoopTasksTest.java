package io.gyre.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LoopTasksTest {
  private final List<Runnable> loop = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final LoopTasks tasks = new LoopTasks(loop::add, () -> done.add("afterwards"));

  private void runLoop() {
    List<Runnable> due = List.copyOf(loop);
    loop.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void wakesTheLoopOnceForTasksThatCameTogether() {
    tasks.execute(() -> done.add("a"));
    tasks.execute(() -> done.add("b"));

    assertThat(loop).hasSize(1);
    assertThat(done).isEmpty();
    runLoop();
    assertThat(done).containsExactly("a", "b", "afterwards");
  }

  @Test
  void wakesTheLoopAgainForATaskThatCameLater() {
    tasks.execute(() -> done.add("a"));
    runLoop();
    tasks.execute(() -> done.add("b"));
    runLoop();

    assertThat(done).containsExactly("a", "afterwards", "b", "afterwards");
  }

  @Test
  void aTasksDefectLeavesTheOthersAlone() {
    tasks.execute(() -> {
      throw new IllegalStateException("a defect");
    });
    tasks.execute(() -> done.add("b"));

    runLoop();

    assertThat(done).containsExactly("b", "afterwards");
  }

  @Test
  void runsTasksAtOnceWhereTheLoopHasEnded() {
    LoopTasks ended =
        new LoopTasks(
            task -> {
              throw new RejectedExecutionException("the loop has ended");
            },
            () -> {});

    ended.execute(() -> done.add("a"));

    assertThat(done).containsExactly("a");
  }
}
