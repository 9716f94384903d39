package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpFrontDoorTest {
  static final String FOUR =
      "{\"inputs\":[{\"name\":\"IN\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[0.1,1,-2.5,1e20]}]}";

  private TestDoor door;

  @BeforeEach
  void open() throws Exception {
    door = new TestDoor();
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void answersAnInferenceInTheProtocolsOrder() throws Exception {
    try (RawClient client = door.connect()) {
      RawClient.Response response = client.post("/v2/models/echo/infer", with("\"id\":\"r\\\"1\""));

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers()).containsEntry("content-type", "application/json");
      assertThat(response.text())
          .isEqualTo(
              "{\"id\":\"r\\\"1\",\"model_name\":\"echo\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"OUT\","
                  + "\"datatype\":\"FP32\",\"shape\":[1,4],\"data\":[0.10000000149011612,1.0,-2.5,1.0000000200408773E20]}]}");
    }
  }

  @Test
  void answersWhateverThreadTheReplyComesFrom() throws Exception {
    try (RawClient client = door.connect()) {
      for (int i = 0; i < 50; i++) {
        assertThat(client.post("/v2/models/other-thread/infer", FOUR).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aDefectOnTheWayFailsOneRequestAndNotTheConnection() throws Exception {
    try (RawClient client = door.connect()) {
      RawClient.Response unwritten = client.post("/v2/models/unwritable/infer", FOUR);
      assertThat(unwritten.status()).isEqualTo(500);
      assertThat(unwritten.text()).contains("the answer could not be written");
      RawClient.Response unread = client.post("/v2/models/broken/infer", "");
      assertThat(unread.status()).isEqualTo(500);
      assertThat(unread.text()).contains("the request could not be read");
      assertThat(client.post("/v2/models/echo/infer", FOUR).status()).isEqualTo(200);
    }
  }

  @Test
  void refusalThatTimeMendsSaysInWholeSecondsWhenToTryAgain() throws Exception {
    try (RawClient client = door.connect()) {
      RawClient.Response busy = client.post("/v2/models/busy/infer", FOUR);
      assertThat(busy.status()).isEqualTo(503);
      assertThat(busy.headers()).containsEntry("retry-after", "2");
      assertThat(client.post("/v2/models/nobody/infer", FOUR).headers())
          .doesNotContainKey("retry-after");
    }
  }

  @Test
  void passesVersionParametersAndOutputsOn() throws Exception {
    try (RawClient client = door.connect()) {
      client.post(
          "/v2/models/echo/versions/3/infer",
          with(
              "\"parameters\":{\"timeout\":5,\"f\":1.5,\"s\":\"x\",\"b\":true},"
                  + "\"outputs\":[{\"name\":\"OUT\",\"parameters\":{\"classification\":2}}]"));
    }
    assertThat(door.service.last().header().version().number()).hasValue(3);
    assertThat(door.service.last().header().parameters().toString())
        .contains("Int64[value=5]", "Fp64[value=1.5]", "Text[value=x]", "Bool[value=true]");
    assertThat(door.service.last().body().toString())
        .contains("RequestedOutput[name=OUT, classification=2]");
  }

  @Test
  void saysWhetherItIsLiveAndReady() throws Exception {
    try (RawClient client = door.connect()) {
      assertThat(client.get("/v2/health/live").text()).isEqualTo("{\"live\":true}");
      assertThat(client.get("/v2/health/ready").text()).isEqualTo("{\"ready\":true}");
      assertThat(client.get("/v2/models/echo/ready").status()).isEqualTo(200);
      assertThat(client.get("/v2/models/echo/versions/2/ready").status()).isEqualTo(404);
      door.models.ready = false;
      assertThat(client.get("/v2/health/ready").status()).isEqualTo(503);
      assertThat(client.get("/v2/health/live").status()).isEqualTo(200);
      assertThat(client.get("/v2/models/echo/ready").status()).isEqualTo(503);
    }
  }

  @Test
  void answersQuestionsAboutServerAndModels() throws Exception {
    try (RawClient client = door.connect()) {
      assertThat(client.get("/v2").text())
          .isEqualTo("{\"name\":\"gyre\",\"version\":\"1\",\"extensions\":[]}");
      assertThat(client.get("/v2/models/%65cho").text())
          .isEqualTo(
              "{\"name\":\"echo\",\"versions\":[\"1\"],\"platform\":\"\",\"inputs\":[],\"outputs\":[]}");
      assertThat(client.get("/v2/models/echo/config").text())
          .contains("\"max_batch_size\":8", "\"dims\":[-1]", "\"cc_model_filenames\":{}");
      assertThat(client.get("/v2/models/echo/stats").text())
          .contains("\"inference_count\":1152921504606846976");
      assertThat(client.get("/v2/models/stats").status()).isEqualTo(200);
      assertThat(client.get("/v2/models/nobody/stats").status()).isEqualTo(404);
      assertThat(client.post("/v2/repository/index", "").text())
          .contains("{\"name\":\"echo\",\"version\":\"1\",\"state\":\"READY\"}")
          .endsWith("{\"name\":\"unused\"}]");
      assertThat(client.post("/v2/repository/index", "{\"ready\":true}").text())
          .doesNotContain("unused");
      assertThat(client.get("/status").text()).isEqualTo("{\"members\":[]}");
    }
  }

  @Test
  void servesAnOrdinaryClient() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + door.port() + "/v2/models/other-thread/infer?x=1");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .expectContinue(true)
            .POST(HttpRequest.BodyPublishers.ofString(FOUR))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void namesWhatItDoesNotServe() throws Exception {
    try (RawClient client = door.connect()) {
      assertThat(client.post("/v2/models/echo/generate", "{}").text()).contains("generate");
      assertThat(client.post("/v2/cudasharedmemory/unregister", "").status()).isEqualTo(501);
      assertThat(client.get("/v2/repository/models/echo/load").status()).isEqualTo(405);
    }
  }

  @Test
  void readsWhatRemoteWorkersEncoded() throws Exception {
    try (RawClient client = door.connect()) {
      assertThat(client.post("/v2/models/remote/infer", FOUR).text())
          .contains("\"model_name\":\"remote\"", "\"data\":[0.10000000149011612,1.0,");
      RawClient.Response binary =
          client.post(
              "/v2/models/remote/infer", with("\"parameters\":{\"binary_data_output\":true}"));
      assertThat(binary.text()).contains("\"binary_data_size\":16");
    }
  }

  @Test
  void answersLargeBodiesAndSmallOnesInOrder() throws Exception {
    int count = 100_000;
    String large =
        "{\"inputs\":[{\"name\":\"IN\",\"shape\":[%d],\"datatype\":\"INT32\",\"data\":[%s1]}]}"
            .formatted(count, "1234567,".repeat(count - 1));
    try (RawClient client = door.connect()) {
      for (int i = 0; i < 3; i++) {
        byte[] body = large.getBytes(StandardCharsets.UTF_8);
        client.send(RawClient.request("POST", "/v2/models/other-thread/infer", body));
        client.send("GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.read().text()).endsWith(",1234567,1]}]}");
        assertThat(client.read().text()).contains("live");
      }
      RawClient.Response refused =
          client.post("/v2/models/echo/infer", large.substring(0, large.length() - 1));
      assertThat(refused.status()).isEqualTo(400);
      BadRequestsTest.assertNextWorks(client);
    }
  }

  @Test
  void saysWhichAddressIsTaken() {
    assertThatThrownBy(() -> new TestDoor(HttpLimits.DEFAULT, door.port()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + door.port());
  }

  private static String with(String member) {
    return "{" + member + "," + FOUR.substring(1);
  }
}
