package io.gyre.router.directory;

import static io.gyre.proto.worker.UnitState.FAILED;
import static io.gyre.proto.worker.UnitState.LOADING;
import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.proto.worker.UnitState.RETIRING;
import static io.gyre.proto.worker.UnitState.UNLOADED;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.inference.InferBatchStatistics;
import io.gyre.proto.inference.InferStatistics;
import io.gyre.proto.inference.ModelMetadataResponse;
import io.gyre.proto.inference.ModelStatistics;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.inference.RepositoryIndexResponse;
import io.gyre.proto.inference.StatisticDuration;
import io.gyre.router.control.FakeWorker;
import io.gyre.router.pipeline.TestRouter;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncedModelsTest {
  private static final VersionChoice ANY = VersionChoice.ANY;

  private final FakeWorker a = new FakeWorker("a");
  private final FakeWorker b = new FakeWorker("b");

  @Test
  void metadataHasEveryServedVersionAndTheBatchDimension() {
    a.announce(unit("m", 10), READY);
    a.announce(unit("m", 9), READY);
    a.announce(unit("m", 11), LOADING);
    ModelMetadataResponse metadata = found(new TestRouter(a).directory.metadata("m", ANY));
    assertThat(metadata.getName()).isEqualTo("m");
    assertThat(metadata.getPlatform()).isEqualTo("onnxruntime_onnx");
    assertThat(metadata.getVersionsList()).containsExactly("9", "10");
    assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 4L);
    assertThat(metadata.getOutputs(0).getDatatype()).isEqualTo("BYTES");
    assertThat(metadata.getOutputs(0).getShapeList()).containsExactly(-1L, -1L);
  }

  @Test
  void metadataOfOneVersionNamesNoOther() {
    a.announce(unit("m", 1), READY);
    a.announce(unit("m", 2), READY);
    ModelDirectory directory = new TestRouter(a).directory;
    assertThat(found(directory.metadata("m", VersionChoice.of(1))).getVersionsList())
        .containsExactly("1");
  }

  @Test
  void readinessOfAModelIsThatOfAVersion() {
    a.announce(unit("m", 1), READY);
    a.announce(unit("n", 1), LOADING);
    ModelDirectory directory = new TestRouter(a).directory;
    assertThat(directory.isReady("m", ANY)).isTrue();
    assertThat(directory.isReady("m", VersionChoice.of(1))).isTrue();
    assertThat(directory.isReady("m", VersionChoice.of(2))).isFalse();
    assertThat(directory.isReady("n", ANY)).isFalse();
    assertThat(directory.isReady("nobody", ANY)).isFalse();
  }

  @Test
  void theIndexHasWhatIsServedWhatFailedAndWhatWasNeverLoaded() {
    a.announce(unit("m", 1), RETIRING);
    a.announce(unit("m", 2), FAILED, "bad magic", true);
    a.announce(unit("gone", 1), UNLOADED);
    a.announce(unit("busy", 1), LOADING);
    a.models.add("never");
    TestRouter router = new TestRouter(a);
    assertThat(lines(router.directory.index(false)))
        .containsExactly(
            "busy 1 LOADING ",
            "gone 1 UNAVAILABLE unloaded",
            "m 1 READY ",
            "m 2 UNAVAILABLE bad magic",
            "never   ");
    assertThat(lines(router.directory.index(true))).containsExactly("m 1 READY ");
  }

  @Test
  void aModelWithoutAVersionIsUnavailableWithTheReason() {
    a.models.add("empty");
    a.problems.put("empty", "no version: found nothing");
    TestRouter router = new TestRouter(a);
    assertThat(lines(router.directory.index(false)))
        .containsExactly("empty  UNAVAILABLE no version: found nothing");
    assertThat(lines(router.directory.index(true))).isEmpty();
    assertThat(router.directory.metadata("empty", ANY))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            answer -> assertThat(answer.refusal().message()).contains("no version: found nothing"));

    a.problems.clear();
    a.registryHas("empty");
    a.announce(unit("empty", 1), READY);
    router.view();
    assertThat(lines(router.directory.index(false))).containsExactly("empty 1 READY ");
  }

  @Test
  void statisticsAddUpOverWorkers() {
    a.announce(unit("m", 1), READY);
    b.announce(unit("m", 1), READY);
    a.statistics = statistics(statistics("m", 3, 100, 1, 4), statistics("other", 1, 1, 1));
    b.statistics = statistics(statistics("m", 5, 50, 4, 8));
    TestRouter router = new TestRouter(a, b);
    List<ModelStatistics> sums =
        found(router.directory.statistics("m", ANY).toCompletableFuture().join())
            .getModelStatsList();
    assertThat(sums).hasSize(1);
    ModelStatistics sum = sums.getFirst();
    assertThat(sum.getInferenceCount()).isEqualTo(8);
    assertThat(sum.getLastInference()).isEqualTo(100);
    assertThat(sum.getInferenceStats().getSuccess()).isEqualTo(duration(8, 80));
    assertThat(sum.getBatchStatsList())
        .extracting(InferBatchStatistics::getBatchSize, batch -> batch.getComputeInfer().getCount())
        .containsExactly(tuple(1L, 1L), tuple(4L, 2L), tuple(8L, 1L));
  }

  @Test
  void statisticsOfWhatIsNotServedAreRefused() {
    a.announce(unit("m", 1), READY);
    ModelDirectory directory = new TestRouter(a).directory;
    assertThat(directory.statistics("nobody", ANY).toCompletableFuture().join())
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.refusal().reason()).isEqualTo(Reason.NOT_FOUND);
              assertThat(refused.refusal().message())
                  .isEqualTo("requested model 'nobody' is not available");
            });
  }

  private static <T> T found(Answer<T> answer) {
    return switch (answer) {
      case Answer.Found<T>(T value) -> value;
      case Answer.Refused<T>(var refusal) -> throw new AssertionError(refusal.toString());
    };
  }

  private static List<String> lines(RepositoryIndexResponse index) {
    return index.getModelsList().stream()
        .map(one ->
            String.join(" ", one.getName(), one.getVersion(), one.getState(), one.getReason()))
        .toList();
  }

  private static ModelStatisticsResponse statistics(ModelStatistics... all) {
    return ModelStatisticsResponse.newBuilder().addAllModelStats(List.of(all)).build();
  }

  private static ModelStatistics statistics(
      String model, int requests, int last, long... batchSizes) {
    ModelStatistics.Builder statistics =
        ModelStatistics.newBuilder()
            .setName(model)
            .setVersion("1")
            .setInferenceCount(requests)
            .setLastInference(last)
            .setInferenceStats(
                InferStatistics.newBuilder().setSuccess(duration(requests, requests * 10L)));
    for (long size : batchSizes) {
      statistics.addBatchStats(
          InferBatchStatistics.newBuilder().setBatchSize(size).setComputeInfer(duration(1, 5)));
    }
    return statistics.build();
  }

  private static StatisticDuration duration(long count, long nanos) {
    return StatisticDuration.newBuilder().setCount(count).setNs(nanos).build();
  }
}
