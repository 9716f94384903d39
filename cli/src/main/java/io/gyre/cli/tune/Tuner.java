package io.gyre.cli.tune;

import io.gyre.loader.engine.ExecutionException;
import io.gyre.worker.warmup.TrialRuns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Tries candidates in rounds, each in every round and in another order, so that a busy moment of
 * the machine spoils none alone; and drops after a few rounds those that are far behind.
 */
final class Tuner {
  private static final int ROUNDS = 7;
  private static final int ROUNDS_FOR_ALL = 2;

  /** Candidates that gave less of the best one's rows a second are tried no more. */
  private static final double FAR_BEHIND = 0.6;

  private static final Duration SHORTEST_TRIAL = Duration.ofMillis(20);

  private final Map<Integer, TrialRuns> models;
  private final TrialRunner runner;
  private final TuneProgress progress;
  private final Random order = new Random(1);
  private final Map<Candidate, List<Sample>> samples = new HashMap<>();

  /**
   * @param models the model, by the threads that one run of it has
   */
  Tuner(Map<Integer, TrialRuns> models, TrialRunner runner, TuneProgress progress) {
    this.models = Map.copyOf(models);
    this.runner = runner;
    this.progress = progress;
  }

  /**
   * What the candidates gave, the best first.
   *
   * @param time for all of it; a model whose runs take long may need more
   */
  List<Measured> tune(List<Candidate> candidates, Duration time)
      throws ExecutionException, InterruptedException {
    long start = System.nanoTime();
    List<Candidate> left = new ArrayList<>(candidates);
    for (int round = 0; round < ROUNDS; round++) {
      long remaining = time.toNanos() - (System.nanoTime() - start);
      if (round >= ROUNDS_FOR_ALL && remaining <= 0) {
        break;
      }
      long trial = Math.max(remaining / (ROUNDS - round) / left.size(), SHORTEST_TRIAL.toNanos());
      Collections.shuffle(left, order);
      for (Candidate candidate : left) {
        progress.at(Math.min((System.nanoTime() - start) / (double) time.toNanos(), 1), candidate);
        samples
            .computeIfAbsent(candidate, _ -> new ArrayList<>())
            .add(runner.run(model(candidate), candidate, Duration.ofNanos(trial)));
      }
      if (round == ROUNDS_FOR_ALL - 1) {
        left = promising();
      }
    }
    return measured();
  }

  private TrialRuns model(Candidate candidate) {
    TrialRuns model = models.get(candidate.threads());
    if (model == null) {
      throw new IllegalArgumentException("no model for " + candidate);
    }
    return model;
  }

  private List<Candidate> promising() {
    List<Measured> all = measured();
    double enough = all.getFirst().rowsPerSecond() * FAR_BEHIND;
    return new ArrayList<>(
        all.stream()
            .filter(one -> one.rowsPerSecond() >= enough)
            .map(Measured::candidate)
            .toList());
  }

  private List<Measured> measured() {
    return samples.entrySet().stream()
        .map(entry -> Measured.of(entry.getKey(), entry.getValue()))
        .sorted(Measured.BEST_FIRST)
        .toList();
  }
}
