package io.gyre.router.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.gyre.proto.inference.CudaSharedMemoryRegisterRequest;
import io.gyre.proto.inference.ModelConfigRequest;
import io.gyre.proto.inference.ModelMetadataRequest;
import io.gyre.proto.inference.ModelReadyRequest;
import io.gyre.proto.inference.ModelRepositoryParameter;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.RepositoryIndexRequest;
import io.gyre.proto.inference.RepositoryModelLoadRequest;
import io.gyre.proto.inference.RepositoryModelUnloadRequest;
import io.gyre.proto.inference.ServerLiveRequest;
import io.gyre.proto.inference.ServerMetadataRequest;
import io.gyre.proto.inference.ServerReadyRequest;
import io.gyre.proto.worker.ChangeRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Everything of the gRPC port that is not inference. */
@ExtendWith(Leaks.class)
class GrpcDirectoryTest {
  private FrontDoorFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new FrontDoorFixture((request, reply) -> reply.accept(Echo.answer(request)));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void theServerSaysWhatItIs() {
    assertThat(fixture.stub().serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
        .isTrue();
    assertThat(fixture.stub().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
        .isTrue();
    fixture.directory.ready = false;
    assertThat(fixture.stub().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
        .isFalse();
    assertThat(fixture.stub().serverMetadata(ServerMetadataRequest.getDefaultInstance()).getName())
        .isEqualTo("gyre");
  }

  @Test
  void anUnknownModelIsNotReadyAndIsNoError() {
    assertThat(ready("echo", "")).isTrue();
    assertThat(ready("echo", "1")).isTrue();
    assertThat(ready("echo", "2")).isFalse();
    assertThat(ready("nobody", "")).isFalse();
    assertThatThrownBy(() -> ready("echo", "one"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("INVALID_ARGUMENT: echo has no alias 'one'");
    assertThatThrownBy(() -> ready("echo", "1x"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("INVALID_ARGUMENT: model version '1x'");
  }

  @Test
  void questionsAboutModelsAreAnsweredByTheDirectory() {
    assertThat(
            fixture
                .stub()
                .modelMetadata(ModelMetadataRequest.newBuilder().setName("echo").build())
                .getVersionsList())
        .containsExactly("1");
    assertThat(
            fixture
                .stub()
                .modelConfig(ModelConfigRequest.newBuilder().setName("echo").build())
                .getConfig()
                .getName())
        .isEqualTo("echo");
    assertThat(
            fixture
                .stub()
                .modelStatistics(ModelStatisticsRequest.getDefaultInstance())
                .getModelStats(0)
                .getName())
        .isEqualTo("echo");
    assertThat(
            fixture
                .stub()
                .repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                .getModels(0)
                .getName())
        .isEqualTo("echo");
    assertThatThrownBy(() ->
            fixture
                .stub()
                .modelMetadata(ModelMetadataRequest.newBuilder().setName("nobody").build()))
        .hasMessage("NOT_FOUND: Request for unknown model: 'nobody' is not found");
    assertThatThrownBy(() ->
            fixture
                .stub()
                .modelStatistics(ModelStatisticsRequest.newBuilder().setName("nobody").build()))
        .hasMessageStartingWith("NOT_FOUND");
  }

  @Test
  void bytesThatAreNoMessageAreTheClientsMistake() {
    assertThatThrownBy(() -> fixture.call("ModelMetadata", new byte[] {(byte) 0xff}))
        .hasMessageStartingWith("INVALID_ARGUMENT: the message is no ModelMetadataRequest");
    assertThat(ready("echo", "")).isTrue();
  }

  @Test
  void aHugeQuestionIsStoppedLikeAHugeRequest() {
    assertThatThrownBy(() -> fixture.call("ModelReady", new byte[FrontDoorFixture.LIMIT + 100_000]))
        .hasMessageStartingWith("RESOURCE_EXHAUSTED")
        .hasMessageContaining("limits.request-bytes");
  }

  @Test
  void whatIsNotServedNamesTheExtension() {
    assertThatThrownBy(() ->
            fixture
                .stub()
                .cudaSharedMemoryRegister(CudaSharedMemoryRegisterRequest.getDefaultInstance()))
        .hasMessageEndingWith("cuda_shared_memory");
    assertThat(fixture.refused).containsExactly(": UNSUPPORTED");
  }

  @Test
  void loadingAndUnloadingAreAskedFor() {
    ByteString content = ByteString.copyFromUtf8("a model");
    fixture
        .stub()
        .repositoryModelLoad(
            load("echo")
                .putParameters("config", text("{}"))
                .putParameters(
                    "file:1/model.onnx",
                    ModelRepositoryParameter.newBuilder().setBytesParam(content).build())
                .build());
    fixture
        .stub()
        .repositoryModelUnload(
            RepositoryModelUnloadRequest.newBuilder()
                .setModelName("echo")
                .putParameters(
                    "unload_dependents",
                    ModelRepositoryParameter.newBuilder().setBoolParam(true).build())
                .build());

    assertThat(fixture.changes.asked).hasSize(2);
    ChangeRequest load = fixture.changes.asked.getFirst();
    assertThat(load.getModel()).isEqualTo("echo");
    assertThat(load.getAsker()).contains("127.0.0.1");
    assertThat(load.getLoad().getConfig()).isEqualTo("{}");
    assertThat(load.getLoad().getFilesMap()).containsExactly(Map.entry("1/model.onnx", content));
    assertThat(fixture.changes.asked.getLast().getUnload().getDependents()).isTrue();
  }

  @Test
  void whatCannotBeLoadedSaysWhy() {
    assertThatThrownBy(() -> fixture.stub().repositoryModelLoad(load("broken").build()))
        .hasMessage("INVALID_ARGUMENT: load failed for model 'broken': a reason");
    assertThatThrownBy(() ->
            fixture
                .stub()
                .repositoryModelLoad(load("echo").putParameters("speed", text("fast")).build()))
        .hasMessageStartingWith("INVALID_ARGUMENT: unrecognized load parameter 'speed'.");
    assertThatThrownBy(() ->
            fixture
                .stub()
                .repositoryModelLoad(
                    load("echo")
                        .putParameters(
                            "config",
                            ModelRepositoryParameter.newBuilder()
                                .setBytesParam(ByteString.EMPTY)
                                .build())
                        .build()))
        .hasMessage(
            "INVALID_ARGUMENT: invalid value type for load parameter 'config', expected string_param.");
    assertThatThrownBy(
            () -> fixture.stub().repositoryModelLoad(load("echo").setRepositoryName("r").build()))
        .hasMessageStartingWith("UNIMPLEMENTED: repository_name 'r' can't be chosen");
    assertThat(fixture.changes.asked).hasSize(1);
  }

  private static RepositoryModelLoadRequest.Builder load(String model) {
    return RepositoryModelLoadRequest.newBuilder().setModelName(model);
  }

  private static ModelRepositoryParameter text(String value) {
    return ModelRepositoryParameter.newBuilder().setStringParam(value).build();
  }

  @Test
  void healthFollowsReadiness() {
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(health("inference.GRPCInferenceService")).isEqualTo(ServingStatus.SERVING);
    fixture.directory.ready = false;
    assertThat(health("")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(health("inference.GRPCInferenceService")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThatThrownBy(() -> health("nobody")).hasMessageStartingWith("NOT_FOUND");
  }

  @Test
  void reflectionListsTheServices() throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(fixture.channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse value) {
                    answer.complete(value);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    questions.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(
            answer.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
                .map(ServiceResponse::getName))
        .contains("inference.GRPCInferenceService", "grpc.health.v1.Health");
    questions.onCompleted();
  }

  private boolean ready(String model, String version) {
    return fixture
        .stub()
        .modelReady(ModelReadyRequest.newBuilder().setName(model).setVersion(version).build())
        .getReady();
  }

  private ServingStatus health(String service) {
    HealthCheckResponse response =
        HealthGrpc.newBlockingStub(fixture.channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .check(HealthCheckRequest.newBuilder().setService(service).build());
    return response.getStatus();
  }
}
