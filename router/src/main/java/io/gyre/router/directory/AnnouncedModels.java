package io.gyre.router.directory;

import io.gyre.cluster.control.Worker;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelMetadataResponse;
import io.gyre.proto.inference.ModelStatistics;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.inference.RepositoryIndexResponse;
import io.gyre.router.control.ClusterView;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.ServedVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of what workers announce. */
public final class AnnouncedModels implements ModelDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(AnnouncedModels.class);

  private final Supplier<ClusterView> view;
  private final Supplier<? extends List<? extends Worker>> workers;
  private final BooleanSupplier retiring;

  /**
   * @param view the router's latest picture
   * @param workers who is asked for statistics
   * @param retiring whether the router is about to stop
   */
  public AnnouncedModels(
      Supplier<ClusterView> view,
      Supplier<? extends List<? extends Worker>> workers,
      BooleanSupplier retiring) {
    this.view = view;
    this.workers = workers;
    this.retiring = retiring;
  }

  @Override
  public boolean isReady() {
    return !retiring.getAsBoolean() && view.get().isReady();
  }

  @Override
  public boolean isReady(String model, VersionChoice version) {
    return find(view.get(), model, version) != null;
  }

  @Override
  public Answer<ModelMetadataResponse> metadata(String model, VersionChoice version) {
    return answer(
        model,
        version,
        (found, routes) ->
            ModelTensors.metadata(
                found, version.equals(VersionChoice.ANY) ? routes.versions() : List.of(found)));
  }

  @Override
  public Answer<ModelConfig> config(String model, VersionChoice version) {
    return answer(model, version, (found, _) -> found.config());
  }

  @Override
  public RepositoryIndexResponse index(boolean readyOnly) {
    return RepositoryIndex.of(view.get(), readyOnly);
  }

  @Override
  public CompletionStage<Answer<ModelStatisticsResponse>> statistics(
      String model, VersionChoice version) {
    ClusterView now = view.get();
    ServedVersion found = model.isEmpty() ? null : find(now, model, version);
    if (!model.isEmpty() && found == null) {
      return CompletableFuture.completedFuture(
          new Answer.Refused<>(
              Refusal.of(
                  Reason.NOT_FOUND,
                  "requested model '"
                      + model
                      + (version.equals(VersionChoice.ANY) ? "'" : "' version " + version.text())
                      + " is not available")));
    }
    String number =
        found == null || version.equals(VersionChoice.ANY)
            ? version.text()
            : Long.toString(found.id().version());
    ModelStatisticsRequest request =
        ModelStatisticsRequest.newBuilder().setName(model).setVersion(number).build();
    return ask(request).thenApply(answers -> sum(now, answers));
  }

  /** Asks every worker; null stands for one that didn't answer. */
  private CompletionStage<List<@Nullable ModelStatisticsResponse>> ask(
      ModelStatisticsRequest request) {
    CompletionStage<List<@Nullable ModelStatisticsResponse>> all =
        CompletableFuture.completedFuture(new ArrayList<>());
    List<CompletionStage<@Nullable ModelStatisticsResponse>> asked = new ArrayList<>();
    for (Worker worker : workers.get()) {
      asked.add(worker.statistics(request).exceptionally(AnnouncedModels::unanswered));
    }
    for (CompletionStage<@Nullable ModelStatisticsResponse> one : asked) {
      all =
          all.thenCombine(
              one,
              (answers, answer) -> {
                answers.add(answer);
                return answers;
              });
    }
    return all;
  }

  private static @Nullable ModelStatisticsResponse unanswered(Throwable failure) {
    LOG.warn("a worker gives no statistics: {}", failure.toString());
    return null;
  }

  private static Answer<ModelStatisticsResponse> sum(
      ClusterView view, List<@Nullable ModelStatisticsResponse> answers) {
    List<ModelStatisticsResponse> given = answers.stream().filter(Objects::nonNull).toList();
    if (given.isEmpty() && !answers.isEmpty()) {
      return new Answer.Refused<>(
          Refusal.of(Reason.INTERNAL, "no worker answers with its statistics; the log says why"));
    }
    ModelStatisticsResponse.Builder served = ModelStatisticsResponse.newBuilder();
    for (ModelStatistics one : StatisticsSum.of(given).getModelStatsList()) {
      if (find(view, one.getName(), VersionChoice.of(Long.parseLong(one.getVersion()))) != null) {
        served.addModelStats(one);
      }
    }
    return new Answer.Found<>(served.build());
  }

  private <T> Answer<T> answer(String model, VersionChoice version, Description<T> description) {
    ClusterView now = view.get();
    ModelRoutes routes = now.table().model(model);
    ServedVersion found = find(now, model, version);
    return routes == null || found == null
        ? new Answer.Refused<>(Absence.explain(now, model, version))
        : new Answer.Found<>(description.of(found, routes));
  }

  private static @Nullable ServedVersion find(
      ClusterView view, String model, VersionChoice version) {
    ModelRoutes routes = view.table().model(model);
    return routes == null ? null : routes.version(version);
  }

  @FunctionalInterface
  private interface Description<T> {
    T of(ServedVersion version, ModelRoutes routes);
  }
}
