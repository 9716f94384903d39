package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegionEndpointsTest {
  private static final String INPUT =
      "{\"inputs\":[{\"name\":\"IN\",\"shape\":[1,1],\"datatype\":\"FP32\",%s}]%s}";
  private static final String NOWHERE =
      "\"parameters\":{\"shared_memory_region\":\"nowhere\",\"shared_memory_byte_size\":4}";

  private TestDoor door;
  private RawClient client;

  @BeforeEach
  void open() throws IOException {
    door = new TestDoor();
    client = door.connect();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    door.close();
  }

  @Test
  void showsNoRegionsWhereNoneIsRegistered() throws IOException {
    assertThat(client.get("/v2/systemsharedmemory/status").text()).isEqualTo("[]");
    assertThat(client.get("/v2/cudasharedmemory/status").text()).isEqualTo("[]");
    RawClient.Response unknown = client.get("/v2/systemsharedmemory/region/no%20where/status");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text()).contains("Unable to find system shared memory region: 'no where'");
    RawClient.Response done = client.post("/v2/systemsharedmemory/region/nowhere/unregister", "");
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.text()).isEmpty();
    assertThat(client.post("/v2/systemsharedmemory/unregister", "").status()).isEqualTo(200);
  }

  @Test
  void refusesRegionsThatCannotBe() throws IOException {
    assertThat(register("{\"key\":\"/gyre-no-such-key\",\"byte_size\":4}")).isEqualTo(404);
    for (String body :
        new String[] {
          "", "{}", "{\"key\":\"/../x\",\"byte_size\":4}", "{\"key\":1,\"byte_size\":4}"
        }) {
      assertThat(register(body)).as(body).isEqualTo(400);
    }
    assertThat(client.post("/v2/cudasharedmemory/region/r/register", "{}").status()).isEqualTo(501);
    assertThat(client.post("/v2/systemsharedmemory/register", "{}").status()).isEqualTo(404);
  }

  private int register(String body) throws IOException {
    return client.post("/v2/systemsharedmemory/region/r/register", body).status();
  }

  @Test
  void refusesTensorsInRegionsThatAreNotThere() throws IOException {
    assertThat(infer(INPUT.formatted(NOWHERE, "")))
        .contains("Unable to find shared memory region: 'nowhere'");
    String output = ",\"outputs\":[{\"name\":\"OUT\"," + NOWHERE + "}]";
    assertThat(infer(INPUT.formatted("\"data\":[1]", output))).contains("'nowhere'");
  }

  private String infer(String body) throws IOException {
    RawClient.Response response = client.post("/v2/models/echo/infer", body);
    assertThat(response.status()).isEqualTo(404);
    return response.text();
  }
}
