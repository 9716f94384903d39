package io.gyre.bench.ring;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.cluster.hashing.AffinityHash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends a million keys to 2 to 16 replicas: by the hash that routers use, and by others that they
 * might.
 */
public final class RingExperiment implements Experiment {
  private static final HashKind CHOSEN =
      new HashKind("rendezvous", ids -> AffinityHash.over(ids)::pick);

  private static final List<HashKind> OTHERS =
      List.of(
          new HashKind("points-160", ids -> new PointRing(ids, 160)),
          new HashKind("points-4096", ids -> new PointRing(ids, 4_096)),
          new HashKind("maglev", MaglevTable::new),
          new HashKind("anchor", ids -> new AnchorBuckets(ids.size())));

  private static final double MOST_NANOS = 30;
  private static final double MOST_OVER_MEAN = 1.05;
  private static final double MOST_MOVED = 1.1;

  @Override
  public String name() {
    return "ring";
  }

  @Override
  public String description() {
    return "keys to replicas: time and heap of a choice, balance, keys moved by a join";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress) {
    KeyMeasures measures = new KeyMeasures();
    // All kinds first, so that each is measured through the same, megamorphic call.
    OTHERS.forEach(kind -> nanos(kind, KeyMeasures.MOST, measures, effort));
    List<Figure> figures = new ArrayList<>(figures(CHOSEN, measures, effort, progress));
    KeyHash chosen = KeyMeasures.over(CHOSEN, KeyMeasures.MOST);
    figures.add(
        figure(
            "ring.lookup-bytes",
            List.of(measures.lookupBytes(chosen)),
            "B",
            Asked.valueAtMost(0),
            "heap of a choice"));
    OTHERS.forEach(kind -> figures.addAll(figures(kind, measures, effort, progress)));
    return figures;
  }

  private static List<Figure> figures(
      HashKind kind, KeyMeasures measures, Effort effort, Consumer<String> progress) {
    String id = kind.equals(CHOSEN) ? "ring" : "ring." + kind.name();
    List<Double> few = nanos(kind, KeyMeasures.FEWEST, measures, effort);
    List<Double> many = nanos(kind, KeyMeasures.MOST, measures, effort);
    progress.accept(
        "%s: %.1f ns among %d replicas, %.1f ns among %d"
            .formatted(
                kind.name(),
                Spread.of(few).median(),
                KeyMeasures.FEWEST,
                Spread.of(many).median(),
                KeyMeasures.MOST));
    return List.of(
        figure(
            id + ".lookup-ns",
            many,
            "ns",
            asked(kind, MOST_NANOS),
            "%s among 16 replicas, the key hashed already; among 2, %.1f ns"
                .formatted(kind.name(), Spread.of(few).median())),
        figure(
            id + ".balance",
            List.of(measures.balance(kind)),
            "× the mean",
            asked(kind, MOST_OVER_MEAN),
            "the replica with most of a million keys; the worst of 2 to 16 replicas"),
        figure(
            id + ".moved",
            List.of(measures.moved(kind)),
            "× 1/n",
            asked(kind, MOST_MOVED),
            "keys that one join moves; the worst of 2 to 16 replicas"));
  }

  /** Only of what routers use anything is asked. */
  private static Asked asked(HashKind kind, double bound) {
    return kind.equals(CHOSEN) ? Asked.valueAtMost(bound) : Asked.NOTHING;
  }

  private static List<Double> nanos(
      HashKind kind, int replicas, KeyMeasures measures, Effort effort) {
    KeyHash hash = KeyMeasures.over(kind, replicas);
    for (int warm = 0; warm < effort.longestWarmUp(); warm++) {
      var _ = measures.lookupNanos(hash);
    }
    List<Double> nanos = new ArrayList<>();
    for (int run = 0; run < effort.pairs(); run++) {
      nanos.add(measures.lookupNanos(hash));
    }
    return nanos;
  }

  private static Figure figure(
      String id, List<Double> runs, String unit, Asked asked, String note) {
    return Figure.ofRuns(id, Spread.of(runs), unit, Double.NaN, asked, note);
  }
}
