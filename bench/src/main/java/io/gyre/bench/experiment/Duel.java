package io.gyre.bench.experiment;

import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Compares the rates of a server and of its limit: both warm, then in turns, the ratio taken pair
 * by pair.
 */
public final class Duel {
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final double AGREEMENT = 0.03;
  private static final int AGREEING = 3;
  private static final int LONGEST_WARM_UP = 15;
  private static final int PAIRS = 7;

  private final Contender subject;
  private final Contender limit;
  private final Consumer<String> progress;

  public Duel(Contender subject, Contender limit, Consumer<String> progress) {
    this.subject = subject;
    this.limit = limit;
    this.progress = progress;
  }

  /** Runs the comparison and gives it as the figure {@code id}. */
  public Figure run(String id) throws InterruptedException {
    boolean settled = warm(limit) & warm(subject);
    List<Window> subjects = new ArrayList<>();
    List<Window> limits = new ArrayList<>();
    for (int pair = 1; pair <= PAIRS; pair++) {
      limits.add(Window.of(limit, WINDOW));
      subjects.add(Window.of(subject, WINDOW));
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s pair %d of %d: %s %,.0f/s, %s %,.0f/s",
              id,
              pair,
              PAIRS,
              limit.name(),
              limits.getLast().rate(),
              subject.name(),
              subjects.getLast().rate()));
    }
    Spread ratio = Spread.of(Spread.ratios(rates(subjects), rates(limits)));
    String note =
        String.format(
            Locale.ROOT,
            "server CPU %.1f us a request, limit's %.1f%s",
            cpu(subjects),
            cpu(limits),
            settled ? "" : "; warm-up did not settle within 3 %");
    return new Figure(
        id,
        Spread.of(rates(subjects)).median(),
        "1/s",
        Spread.of(rates(limits)).median(),
        ratio.median(),
        PAIRS,
        ratio.relative(),
        note);
  }

  private boolean warm(Contender contender) throws InterruptedException {
    List<Double> rates = new ArrayList<>();
    while (rates.size() < LONGEST_WARM_UP && !Spread.settled(rates, AGREEING, AGREEMENT)) {
      rates.add(Window.of(contender, WINDOW).rate());
      progress.accept(
          String.format(Locale.ROOT, "warming %s: %,.0f/s", contender.name(), rates.getLast()));
    }
    return Spread.settled(rates, AGREEING, AGREEMENT);
  }

  private static List<Double> rates(List<Window> windows) {
    return windows.stream().map(Window::rate).toList();
  }

  private static double cpu(List<Window> windows) {
    return Spread.of(windows.stream().map(Window::cpuMicros).toList()).median();
  }
}
