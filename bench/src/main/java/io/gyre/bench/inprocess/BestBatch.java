package io.gyre.bench.inprocess;

import io.gyre.bench.figure.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Finds the batch size at which a raw loop gets most rows done. */
public final class BestBatch {
  private static final Duration LOOK = Duration.ofMillis(150);
  private static final int LOOKS = 3;

  private BestBatch() {}

  /**
   * The loop with the best of 1, 2, 4 and so on up to {@code largest} rows; the caller's to close.
   */
  public static RawContender of(RawModel model, int largest, Consumer<String> progress) {
    int best = 1;
    double bestRate = 0;
    for (int rows = 1; rows <= largest; rows *= 2) {
      double rate = rate(model, rows);
      progress.accept(String.format(Locale.ROOT, "raw, batch %d: %,.1f rows/s", rows, rate));
      if (rate > bestRate) {
        best = rows;
        bestRate = rate;
      }
    }
    return model.looping(best);
  }

  private static double rate(RawModel model, int rows) {
    try (RawContender loop = model.looping(rows)) {
      var _ = loop.work(LOOK);
      List<Double> rates = new ArrayList<>();
      for (int i = 0; i < LOOKS; i++) {
        rates.add(loop.work(LOOK).rate());
      }
      return Spread.of(rates).median();
    }
  }
}
