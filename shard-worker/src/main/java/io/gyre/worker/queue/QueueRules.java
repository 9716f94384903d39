package io.gyre.worker.queue;

import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.ParameterValue;
import io.gyre.loader.config.DynamicBatching;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.PriorityLevels;
import io.gyre.loader.config.QueuePolicy;
import java.util.Map;
import java.util.stream.IntStream;

/** What a unit's queue grants to requests, by their level and by what they ask for. */
public final class QueueRules {
  private static final String PRIORITY = "priority";
  private static final String TIMEOUT = "timeout";

  private final PriorityLevels levels;
  private final QueueSettings settings;
  private final boolean ordered;

  /** The places of requests that may wait for ever, by level. */
  private final QueuePlace[] patient;

  /**
   * The rules of these levels, within what the operator set.
   *
   * @param settings what holds where the levels' policies say nothing
   * @param ordered whether answers leave in the order in which their requests came
   */
  public QueueRules(PriorityLevels levels, QueueSettings settings, boolean ordered) {
    this.levels = levels;
    this.settings = settings;
    this.ordered = ordered;
    this.patient =
        IntStream.range(0, levels.count())
            .mapToObj(level -> new QueuePlace(level, Deadline.NONE, Deadline.NONE))
            .toArray(QueuePlace[]::new);
  }

  /** The rules that a configuration asks for, within what the operator set. */
  public static QueueRules of(ModelConfiguration configuration, QueueSettings settings) {
    return new QueueRules(
        configuration
            .dynamicBatching()
            .map(DynamicBatching::priorities)
            .orElse(PriorityLevels.NONE),
        settings,
        configuration.dynamicBatching().map(DynamicBatching::preserveOrdering).orElse(false));
  }

  int levels() {
    return levels.count();
  }

  boolean ordered() {
    return ordered;
  }

  /** How many requests of a level may wait. */
  long mostWaiting(int level) {
    long configured = levels.policies().get(level).maxSize();
    long most = configured > 0 ? configured : settings.mostRequests();
    return most > 0 ? most : Long.MAX_VALUE;
  }

  /** How many requests may wait that ask for no level. */
  public long mostWaitingByDefault() {
    return mostWaiting(levels.defaultLevel());
  }

  /**
   * Every so many batches one starts with the request that waited longest; 0 where nothing can
   * overtake, or may do so for ever.
   */
  int fairTurn() {
    boolean overtaking =
        levels.count() > 1 || levels.policies().stream().anyMatch(QueuePolicy::delayOnTimeout);
    return overtaking ? settings.fairTurn() : 0;
  }

  QueueSettings settings() {
    return settings;
  }

  /** Where a request that is accepted at {@code now} goes. */
  public QueuePlace place(InferenceRequest request, long now) {
    Map<String, ParameterValue> parameters = request.header().parameters();
    int level = levels.place(number(parameters, PRIORITY));
    QueuePolicy policy = levels.policies().get(level);
    long timeout = policy.timeoutNanos(number(parameters, TIMEOUT));
    if (timeout == 0) {
      return patient[level];
    }
    Deadline limit = Deadline.after(now, timeout);
    return policy.delayOnTimeout()
        ? new QueuePlace(level, Deadline.NONE, limit)
        : new QueuePlace(level, limit, Deadline.NONE);
  }

  private static long number(Map<String, ParameterValue> parameters, String name) {
    if (parameters.isEmpty()) {
      return 0;
    }
    return switch (parameters.get(name)) {
      case ParameterValue.Int64(long value) -> value;
      case ParameterValue.Uint64(long value) -> value;
      case null, default -> 0;
    };
  }
}
