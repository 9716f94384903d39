package io.gyre.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadPassesTest {
  private final DefaultEventExecutorGroup loops = new DefaultEventExecutorGroup(2);
  private final ReadPasses passes = ReadPasses.of(loops);
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Runnable wake = () -> done.add("wake");
  private final Runnable other = () -> done.add("other");

  @AfterEach
  void endLoops() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void runsATaskOnceForAPass() throws Exception {
    loops
        .next()
        .submit(() -> {
          passes.atEnd(wake);
          passes.atEnd(other);
          passes.atEnd(wake);
          done.add("read");
        })
        .get();
    awaitLoops();

    assertThat(done).containsExactly("read", "wake", "other");
  }

  @Test
  void runsItAgainForTheNextPass() throws Exception {
    var loop = loops.next();
    loop.submit(() -> passes.atEnd(wake)).get();
    awaitLoops();
    loop.submit(() -> passes.atEnd(wake)).get();
    awaitLoops();

    assertThat(done).containsExactly("wake", "wake");
  }

  @Test
  void runsItAtOnceOnAThreadThatIsNoLoop() {
    passes.atEnd(wake);

    assertThat(done).containsExactly("wake");
  }

  @Test
  void runsItAtOnceWhereThereAreNoLoops() throws Exception {
    loops
        .next()
        .submit(() -> {
          ReadPasses.NONE.atEnd(wake);
          done.add("read");
        })
        .get();

    assertThat(done).containsExactly("wake", "read");
  }

  private void awaitLoops() throws Exception {
    for (var loop : loops) {
      loop.submit(() -> {}).get();
    }
  }
}
