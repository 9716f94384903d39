package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs that overlap each other, and a close. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConcurrencyTest {
  private static final int THREADS = 8;
  private static final int RUNS = 1000;

  private final TestModels models = new TestModels();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void everyBlockIsBackInThePool() {
    assertThat(models.blocksInUse()).isZero();
  }

  @AfterAll
  void close() {
    threads.shutdown();
    models.close();
  }

  @Test
  void overlappingRunsEachGetTheirOwnAnswers() throws Exception {
    try (EngineModel model = models.open("mlp")) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        TensorView row = Perceptron.rows(thread, 1);
        int from = thread;
        tasks.add(() -> {
          int right = 0;
          for (int run = 0; run < RUNS; run++) {
            right += Perceptron.matches(model, row, from) ? 1 : 0;
          }
          return right;
        });
      }
      for (Future<Integer> right : threads.invokeAll(tasks)) {
        assertThat(right.get()).isEqualTo(RUNS);
      }
    }
  }

  @Test
  void closeUnderRunsLetsThemFinishAndRefusesLaterOnes() throws Exception {
    for (int round = 0; round < 20; round++) {
      EngineModel model = models.open("mlp");
      CountDownLatch running = new CountDownLatch(THREADS);
      List<Future<Boolean>> outcomes = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        TensorView row = Perceptron.rows(thread, 1);
        int from = thread;
        outcomes.add(threads.submit(() -> runUntilRefused(model, row, from, running)));
      }
      running.await();
      model.close();
      for (Future<Boolean> outcome : outcomes) {
        assertThat(outcome.get()).isTrue();
      }
    }
  }

  /** Whether all answers were right until the model refused to run. */
  private static boolean runUntilRefused(
      EngineModel model, TensorView row, int from, CountDownLatch running) throws Exception {
    boolean right = true;
    try {
      while (right) {
        right = Perceptron.matches(model, row, from);
        running.countDown();
      }
    } catch (ExecutionException e) {
      return "the model is closed".equals(e.getMessage());
    } finally {
      running.countDown();
    }
    return false;
  }
}
