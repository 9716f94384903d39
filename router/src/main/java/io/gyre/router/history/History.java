package io.gyre.router.history;

import io.gyre.inference.response.Refusal;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.ChangeRequest.ChangeCase;
import io.gyre.proto.worker.LoadReport;
import io.gyre.proto.worker.UnitState;
import io.gyre.router.control.ClusterView;
import io.gyre.router.directory.Answer;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.VersionId;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The latest events of all models. Safe for use by many threads. */
public final class History {
  /** Events that are remembered. */
  public static final int MOST = 10_000;

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Journal journal;
  private final Deque<HistoryEvent> events = new ArrayDeque<>();
  private final Map<String, String> askers = new HashMap<>();
  private ClusterView seen = ClusterView.NOTHING;

  /** A history that goes on from what the journal has. */
  public History(InstantSource clock, LongSupplier nanoTime, Journal journal) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.journal = journal;
    journal.kept().forEach(this::remember);
  }

  /** A change that is under way. */
  public record Asked(ChangeRequest request, long begun, long from) {}

  /** The events of one model, oldest first. */
  public synchronized List<HistoryEvent> of(String model) {
    return events.stream().filter(event -> event.model().equals(model)).toList();
  }

  /** The latest events, oldest first. */
  public synchronized List<HistoryEvent> latest(int most) {
    return events.stream().skip(Math.max(events.size() - most, 0)).toList();
  }

  /** Notes that somebody asks for a change. */
  public synchronized Asked asked(ChangeRequest request) {
    askers.put(request.getModel(), request.getAsker());
    return new Asked(request, nanoTime.getAsLong(), current(seen, request.getModel()));
  }

  /** Notes what came of it; null where the answer is lost. */
  public synchronized void answered(Asked asked, @Nullable Answer<ChangeAnswer> answer) {
    ChangeRequest request = asked.request();
    askers.remove(request.getModel());
    String outcome =
        switch (answer) {
          case null -> "no answer";
          case Answer.Found<ChangeAnswer> _ -> "success";
          case Answer.Refused<ChangeAnswer>(Refusal refusal) -> refusal.message();
        };
    long to =
        answer instanceof Answer.Found<ChangeAnswer>(ChangeAnswer made) && made.getVersion() > 0
            ? made.getVersion()
            : current(seen, request.getModel());
    add(
        new HistoryEvent(
            clock.instant().toString(),
            request.getModel(),
            word(request.getChangeCase()),
            request.getAsker(),
            asked.from(),
            to,
            outcome,
            (nanoTime.getAsLong() - asked.begun()) / 1e9,
            0,
            0,
            0));
  }

  /** Releases are called by what people call them, not by the message's name. */
  private static String word(ChangeCase change) {
    return change == ChangeCase.LIFT ? "release" : change.name().toLowerCase(Locale.ROOT);
  }

  /** Takes a view that has just been published. */
  public synchronized void note(ClusterView now) {
    ClusterView before = seen;
    seen = now;
    for (String model : now.holdings().keySet()) {
      // What hasn't changed is the same object in both.
      if (before.holdings().get(model) != now.holdings().get(model)) {
        noteFlip(model, before.table().model(model), now.table().model(model), now);
        noteFailures(model, before, now);
      }
    }
    for (String model : before.holdings().keySet()) {
      if (!now.holdings().containsKey(model)) {
        noteFlip(model, before.table().model(model), now.table().model(model), now);
      }
    }
  }

  private void noteFlip(
      String model, @Nullable ModelRoutes before, @Nullable ModelRoutes after, ClusterView now) {
    if (after == null) {
      if (before != null) {
        add(
            event(
                model,
                "end",
                number(before),
                0,
                "no version is served any more",
                LoadReport.getDefaultInstance()));
      }
    } else if (before == null || !before.current().id().equals(after.current().id())) {
      VersionId id = after.current().id();
      add(event(model, "flip", number(before), id.version(), "success", load(now, id)));
    }
  }

  private void noteFailures(String model, ClusterView before, ClusterView now) {
    Set<Announcement> known = new HashSet<>();
    before.holdings(model).forEach(holding -> known.add(holding.announcement()));
    for (Holding holding : now.holdings(model)) {
      Announcement announcement = holding.announcement();
      if (holding.state() == UnitState.FAILED && !known.contains(announcement)) {
        add(
            event(
                model,
                "failure",
                current(now, model),
                holding.unit().version(),
                announcement.getReason()
                    + (announcement.getCondemned()
                        ? " (condemned: not tried again until its content changes)"
                        : ""),
                announcement.getLoad()));
      }
    }
  }

  private HistoryEvent event(
      String model, String what, long from, long to, String outcome, LoadReport load) {
    return new HistoryEvent(
        clock.instant().toString(),
        model,
        what,
        askers.getOrDefault(model, HistoryEvent.REGISTRY),
        from,
        to,
        outcome,
        0,
        seconds(load.getOpeningMicros()),
        seconds(load.getWarmUpMicros()),
        seconds(load.getGoldenMicros()));
  }

  private static double seconds(long micros) {
    return micros / (double) TimeUnit.SECONDS.toMicros(1);
  }

  /** The longest of each phase, over the workers that hold the version. */
  private static LoadReport load(ClusterView view, VersionId id) {
    List<LoadReport> all =
        view.holdings(id.model()).stream()
            .filter(holding -> VersionId.of(holding.unit()).equals(id))
            .map(holding -> holding.announcement().getLoad())
            .toList();
    return LoadReport.newBuilder()
        .setOpeningMicros(longest(all, LoadReport::getOpeningMicros))
        .setWarmUpMicros(longest(all, LoadReport::getWarmUpMicros))
        .setGoldenMicros(longest(all, LoadReport::getGoldenMicros))
        .build();
  }

  private static long longest(List<LoadReport> all, ToLongFunction<LoadReport> phase) {
    return all.stream().mapToLong(phase).max().orElse(0);
  }

  private static long current(ClusterView view, String model) {
    return number(view.table().model(model));
  }

  private static long number(@Nullable ModelRoutes routes) {
    return routes == null ? 0 : routes.current().id().version();
  }

  private void add(HistoryEvent event) {
    remember(event);
    journal.append(event);
  }

  private void remember(HistoryEvent event) {
    events.addLast(event);
    if (events.size() > MOST) {
      events.removeFirst();
    }
  }
}
