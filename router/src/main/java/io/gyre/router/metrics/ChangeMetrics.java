package io.gyre.router.metrics;

import io.gyre.inference.response.Refusal;
import io.gyre.proto.worker.ChangeRequest.ChangeCase;
import io.gyre.router.directory.Answer;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The router's figures about what people ask for of models. */
public final class ChangeMetrics {
  private static final String DONE = "success";

  private final Counter changes;

  public ChangeMetrics(PrometheusRegistry registry) {
    changes =
        Counter.builder()
            .name("gyre_router_changes_total")
            .help("Changes that were asked for of models, by what came of them.")
            .labelNames("change", "outcome")
            .register(registry);
    for (ChangeCase change : ChangeCase.values()) {
      if (change != ChangeCase.CHANGE_NOT_SET) {
        changes.initLabelValues(label(change), DONE);
      }
    }
  }

  /** Counts a change; null stands for one whose answer is lost. */
  public void ended(ChangeCase change, @Nullable Answer<?> answer) {
    changes.labelValues(label(change), outcome(answer)).inc();
  }

  private static String outcome(@Nullable Answer<?> answer) {
    return switch (answer) {
      case null -> Refusal.Reason.INTERNAL.name().toLowerCase(Locale.ROOT);
      case Answer.Found<?> _ -> DONE;
      case Answer.Refused<?>(Refusal refusal) -> refusal.reason().name().toLowerCase(Locale.ROOT);
    };
  }

  /** Releases are called by what people call them, not by the message's name. */
  private static String label(ChangeCase change) {
    return change == ChangeCase.LIFT ? "release" : change.name().toLowerCase(Locale.ROOT);
  }
}
