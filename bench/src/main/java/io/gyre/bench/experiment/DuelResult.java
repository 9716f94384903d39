package io.gyre.bench.experiment;

import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a comparison showed, pair by pair.
 *
 * @param subjects the subject's turns
 * @param limits the limit's, as many
 * @param settled whether both sides' rates had settled before the first pair
 */
public record DuelResult(List<Window> subjects, List<Window> limits, boolean settled) {
  public DuelResult {
    subjects = List.copyOf(subjects);
    limits = List.copyOf(limits);
    if (subjects.isEmpty() || subjects.size() != limits.size()) {
      throw new IllegalArgumentException(
          "%d turns against %d are no pairs".formatted(subjects.size(), limits.size()));
    }
  }

  /**
   * The ratio of the rates, the median of the pairs.
   *
   * @param unit of what the rates count, a second
   * @param note what else to say
   */
  public Figure rate(String id, String unit, Asked asked, String note) {
    List<String> said = new ArrayList<>();
    said.add(note);
    double cpu = median(subjects, Window::cpuMicros);
    if (!Double.isNaN(cpu)) {
      said.add(
          String.format(
              Locale.ROOT,
              "CPU %.1f us each, the limit's %.1f",
              cpu,
              median(limits, Window::cpuMicros)));
    }
    if (!settled) {
      said.add("warm-up did not settle within 3 %");
    }
    said.removeIf(String::isEmpty);
    return figure(id, Window::rate, unit, asked, String.join("; ", said));
  }

  /** The ratio of the processor time for each piece of work, the median of the pairs. */
  public Figure cpu(String id, Asked asked, String note) {
    return figure(id, Window::cpuMicros, "us", asked, note);
  }

  /** What one piece of work takes longer than the limit's, where there is one at a time. */
  public Figure addedMicros(String id, Asked asked, String note) {
    List<Double> added = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      added.add(subjects.get(i).micros() - limits.get(i).micros());
    }
    Spread spread = Spread.of(added);
    String whole =
        String.format(
            Locale.ROOT,
            "%s: %.1f us, %.1f us",
            note,
            median(subjects, Window::micros),
            median(limits, Window::micros));
    return new Figure(
        id,
        spread.median(),
        "us",
        Double.NaN,
        Double.NaN,
        spread.count(),
        spread.relative(),
        asked,
        whole);
  }

  /**
   * What one piece of work takes longer than the limit's, over what that takes, where there is one
   * at a time.
   */
  public Figure addedRatio(String id, Asked asked, String note) {
    List<Double> added = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      double limit = limits.get(i).micros();
      added.add(subjects.get(i).micros() - limit);
      ratios.add(added.getLast() / limit);
    }
    Spread ratio = Spread.of(ratios);
    return new Figure(
        id,
        Spread.of(added).median(),
        "us",
        median(limits, Window::micros),
        ratio.median(),
        subjects.size(),
        ratio.relative(),
        asked,
        note);
  }

  /** The median rate of the limit. */
  public double limitRate() {
    return median(limits, Window::rate);
  }

  private Figure figure(
      String id, ToDoubleFunction<Window> measure, String unit, Asked asked, String note) {
    Spread ratio = Spread.of(Spread.ratios(values(subjects, measure), values(limits, measure)));
    return new Figure(
        id,
        median(subjects, measure),
        unit,
        median(limits, measure),
        ratio.median(),
        subjects.size(),
        ratio.relative(),
        asked,
        note);
  }

  private static double median(List<Window> windows, ToDoubleFunction<Window> measure) {
    return Spread.of(values(windows, measure)).median();
  }

  private static List<Double> values(List<Window> windows, ToDoubleFunction<Window> measure) {
    return windows.stream().mapToDouble(measure).boxed().toList();
  }
}
