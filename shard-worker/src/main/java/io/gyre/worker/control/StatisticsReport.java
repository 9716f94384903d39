package io.gyre.worker.control;

import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.worker.replica.Replica;
import io.gyre.worker.statistics.ModelVersion;
import io.gyre.worker.statistics.StatisticsMessage;
import io.gyre.worker.statistics.UnitStatistics;
import java.util.Collection;
import java.util.List;
import java.util.Map.Entry;

/** Answers what a router asks about executions. */
final class StatisticsReport {
  private StatisticsReport() {}

  /** The statistics asked for: of one model and version, or of all where the request names none. */
  static ModelStatisticsResponse of(
      ModelStatisticsRequest request,
      List<Entry<ModelVersion, UnitStatistics>> held,
      Collection<Replica> replicas) {
    ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
    for (Entry<ModelVersion, UnitStatistics> entry : held) {
      ModelVersion version = entry.getKey();
      if (isAskedFor(version, request)) {
        response.addModelStats(
            StatisticsMessage.of(
                version.model(), version.version(), entry.getValue(), bytes(version, replicas)));
      }
    }
    return response.build();
  }

  private static boolean isAskedFor(ModelVersion version, ModelStatisticsRequest request) {
    return (request.getName().isEmpty() || request.getName().equals(version.model()))
        && (request.getVersion().isEmpty()
            || request.getVersion().equals(Long.toString(version.version())));
  }

  private static long bytes(ModelVersion version, Collection<Replica> replicas) {
    return replicas.stream()
        .filter(replica -> version.equals(replica.modelVersion()))
        .mapToLong(replica -> replica.memory().total())
        .sum();
  }
}
