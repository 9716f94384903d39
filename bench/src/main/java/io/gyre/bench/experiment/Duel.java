package io.gyre.bench.experiment;

import io.gyre.bench.figure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Compares the rate of a subject with that of its limit: both warm, then in turns. Which of the two
 * begins a pair changes from pair to pair, so that a machine that slows down or speeds up favours
 * neither.
 */
public final class Duel {
  private static final double AGREEMENT = 0.03;
  private static final int AGREEING = 3;

  private final Contender subject;
  private final Contender limit;
  private final Effort effort;
  private final Consumer<String> progress;

  public Duel(Contender subject, Contender limit, Effort effort, Consumer<String> progress) {
    this.subject = subject;
    this.limit = limit;
    this.effort = effort;
    this.progress = progress;
  }

  /** Runs the comparison; {@code id} is what progress lines call it. */
  public DuelResult run(String id) throws InterruptedException {
    boolean limitSettled = warm(limit);
    boolean settled = warm(subject) && limitSettled;
    List<Window> subjects = new ArrayList<>();
    List<Window> limits = new ArrayList<>();
    for (int pair = 1; pair <= effort.pairs(); pair++) {
      if (pair % 2 == 0) {
        subjects.add(subject.work(effort.window()));
        limits.add(limit.work(effort.window()));
      } else {
        limits.add(limit.work(effort.window()));
        subjects.add(subject.work(effort.window()));
      }
      progress.accept(line(id, pair, limits.getLast(), subjects.getLast()));
    }
    return new DuelResult(subjects, limits, settled);
  }

  private String line(String id, int pair, Window limits, Window subjects) {
    return String.format(
        Locale.ROOT,
        "%s pair %d of %d: %s %,.1f/s, %s %,.1f/s",
        id,
        pair,
        effort.pairs(),
        limit.name(),
        limits.rate(),
        subject.name(),
        subjects.rate());
  }

  private boolean warm(Contender contender) throws InterruptedException {
    List<Double> rates = new ArrayList<>();
    while (rates.size() < effort.longestWarmUp() && !Spread.settled(rates, AGREEING, AGREEMENT)) {
      rates.add(contender.work(effort.window()).rate());
      progress.accept(
          String.format(Locale.ROOT, "warming %s: %,.1f/s", contender.name(), rates.getLast()));
    }
    return Spread.settled(rates, AGREEING, AGREEMENT);
  }
}
