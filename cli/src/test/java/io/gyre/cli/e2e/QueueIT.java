package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.gyre.proto.inference.InferParameter;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.StatisticDuration;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A queue's policy through both doors. Requests wait for a batch of eight rows, for a minute if
 * need be: so they wait for as long as the test wants.
 */
class QueueIT {
  private static final String CONFIGURATION =
      """
      max_batch_size: 8
      dynamic_batching {
        preferred_batch_size: [ 8 ]
        max_queue_delay_microseconds: 60000000
        priority_levels: 2
        default_priority_level: 2
        default_queue_policy { allow_timeout_override: true max_queue_size: 2 }
      }
      """;

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private GyreProcess server;
  private OffsetCalls calls;

  @BeforeEach
  void start() throws Exception {
    Repository repository = Repository.create(directory);
    Files.writeString(
        repository.path().resolve(Repository.MODEL).resolve("config.pbtxt"), CONFIGURATION);
    server = GyreProcess.start("serve", repository.path().toString());
    calls = new OffsetCalls(server);
  }

  @AfterEach
  void stop() {
    calls.close();
    server.close();
    http.close();
  }

  @Test
  void queuePolicyHoldsThroughBothDoorsAndEveryOutcomeIsCountedOnce() throws Exception {
    CompletableFuture<HttpResponse<String>> first = send(1, "");
    CompletableFuture<HttpResponse<String>> second = send(1, "\"priority\": 2");
    awaitWaiting(2);

    HttpResponse<String> full = get(send(1, "\"priority\": 3"));
    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(full.body()).contains("Exceeds maximum queue size", "2 requests wait");
    assertThat(full.headers().firstValue("retry-after")).hasValue("1");

    HttpResponse<String> brief = get(send(1, "\"priority\": 1, \"timeout\": 1"));
    assertThat(brief.statusCode()).isEqualTo(503);
    assertThat(brief.body()).contains("Request timeout expired");

    assertThatThrownBy(() ->
            calls.grpc().withDeadlineAfter(Duration.ofMillis(200)).modelInfer(urgent().build()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("DEADLINE_EXCEEDED");
    awaitWaiting(2);

    assertThat(get(send(6, "\"priority\": 1")).statusCode()).isEqualTo(200);
    assertThat(get(first).statusCode()).isEqualTo(200);
    assertThat(get(second).statusCode()).isEqualTo(200);

    var statistics =
        calls
            .grpc()
            .modelStatistics(ModelStatisticsRequest.newBuilder().setName(Repository.MODEL).build())
            .getModelStats(0);
    StatisticDuration failed = statistics.getInferenceStats().getFail();
    assertThat(statistics.getInferenceStats().getSuccess().getCount()).isEqualTo(3);
    assertThat(statistics.getInferenceCount()).isEqualTo(8);
    assertThat(statistics.getExecutionCount()).isEqualTo(1);
    assertThat(failed.getCount()).isEqualTo(3);
    String metrics = Scrape.of(server);
    assertThat(outcomes(metrics, "success")).isEqualTo(3);
    assertThat(outcomes(metrics, "queue_full")).isEqualTo(1);
    assertThat(outcomes(metrics, "deadline_exceeded") + outcomes(metrics, "cancelled"))
        .isEqualTo(2);
  }

  private CompletableFuture<HttpResponse<String>> send(int rows, String parameters) {
    String data =
        IntStream.range(0, 4 * rows).mapToObj(Integer::toString).collect(Collectors.joining(","));
    return http.sendAsync(
        HttpRequest.newBuilder(server.http().resolve("/v2/models/offset/infer"))
            .POST(
                BodyPublishers.ofString(
                    """
                    {"parameters": {%s}, "inputs": [{"name": "x", "datatype": "FP32",
                     "shape": [%d, 4], "data": [%s]}]}\
                    """
                        .formatted(parameters, rows, data)))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(CompletableFuture<HttpResponse<String>> response)
      throws Exception {
    return response.get(30, TimeUnit.SECONDS);
  }

  private static ModelInferRequest.Builder urgent() {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName(Repository.MODEL);
    request.putParameters("priority", InferParameter.newBuilder().setUint64Param(1).build());
    request
        .addInputsBuilder()
        .setName("x")
        .setDatatype("FP32")
        .addShape(1)
        .addShape(4)
        .getContentsBuilder()
        .addFp32Contents(0)
        .addFp32Contents(1)
        .addFp32Contents(2)
        .addFp32Contents(3);
    return request;
  }

  /** Waits until so many requests wait, as the metrics have it. */
  private void awaitWaiting(int requests) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (figure(Scrape.of(server), "gyre_worker_waiting\\{[^}]*}") != requests) {
      assertThat(System.nanoTime()).as("requests wait").isLessThan(end);
    }
  }

  private static double outcomes(String metrics, String outcome) {
    return figure(metrics, "gyre_worker_requests_total\\{[^}]*outcome=\"" + outcome + "\"[^}]*}");
  }

  private static double figure(String metrics, String series) {
    Matcher line = Pattern.compile("(?m)^" + series + " (\\S+)").matcher(metrics);
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }
}
