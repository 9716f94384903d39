package io.gyre.worker.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.inference.ModelStatistics;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionMetricsTest {
  private final StatisticsBook book =
      new StatisticsBook(InstantSource.fixed(Instant.ofEpochMilli(123)));

  private MetricSnapshot metric(String name) {
    MetricSnapshots all = VersionMetrics.of(book.all());
    return all.stream()
        .filter(snapshot -> snapshot.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void metricsAndTheProtocolsStatisticsAgree() {
    UnitStatistics statistics = book.open("m", 3);
    statistics.executed(new Execution(List.of(), 5, 1_000, 3_000, 7_000, 8_000));
    statistics.executed(new Execution(List.of(), 5, 1_000, 3_000, 7_000, 8_000));
    statistics.refused(Reason.QUEUE_FULL, 10);
    statistics.refused(Reason.QUEUE_FULL, 20);
    statistics.refused(Reason.CANCELLED, 30);

    ModelStatistics message = StatisticsMessage.of("m", 3, statistics, 0);
    assertThat(message.getExecutionCount()).isEqualTo(2);
    assertThat(message.getInferenceCount()).isEqualTo(10);
    assertThat(message.getLastInference()).isEqualTo(123);
    assertThat(message.getInferenceStats().getFail().getCount()).isEqualTo(3);
    assertThat(message.getInferenceStats().getFail().getNs()).isEqualTo(60);
    assertThat(message.getBatchStats(0).getComputeInput().getNs()).isEqualTo(4_000);
    assertThat(message.getBatchStats(0).getComputeInfer().getNs()).isEqualTo(8_000);
    assertThat(message.getBatchStats(0).getComputeOutput().getNs()).isEqualTo(2_000);
    assertThat(message.getMemoryUsageList()).isEmpty();

    assertThat(outcomes()).isEqualTo(Map.of("success", 0.0, "queue_full", 2.0, "cancelled", 1.0));
    HistogramSnapshot rows = (HistogramSnapshot) metric("gyre_worker_batch_rows");
    assertThat(rows.getDataPoints().getFirst().getCount()).isEqualTo(2);
    assertThat(rows.getDataPoints().getFirst().getSum()).isEqualTo(10);
    assertThat(rows.getDataPoints().getFirst().getLabels().get("version")).isEqualTo("3");
  }

  private Map<String, Double> outcomes() {
    Map<String, Double> outcomes = new HashMap<>();
    for (CounterDataPointSnapshot point :
        ((CounterSnapshot) metric("gyre_worker_requests")).getDataPoints()) {
      String outcome = String.valueOf(point.getLabels().get("outcome"));
      outcomes.put(outcome, point.getValue());
    }
    return outcomes;
  }

  @Test
  void revisionsOfAVersionShareTheirFiguresUntilTheLastIsGone() {
    UnitStatistics first = book.open("m", 1);
    assertThat(book.open("m", 1)).isSameAs(first);
    book.close("m", 1);
    assertThat(book.all()).hasSize(1);
    book.close("m", 1);
    assertThat(book.all()).isEmpty();
    assertThat(((CounterSnapshot) metric("gyre_worker_requests")).getDataPoints()).isEmpty();
  }
}
