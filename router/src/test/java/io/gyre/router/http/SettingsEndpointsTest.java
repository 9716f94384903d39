package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettingsEndpointsTest {
  private static final String LOG =
      "{\"log_file\":\"\",\"log_info\":%s,\"log_warning\":true,\"log_error\":true,"
          + "\"log_verbose_level\":0,\"log_format\":\"default\"}";
  private static final String TRACE =
      "{\"trace_level\":[\"OFF\"],\"trace_rate\":\"%d\",\"trace_count\":\"-1\","
          + "\"log_frequency\":\"0\",\"trace_file\":\"\",\"trace_mode\":\"triton\"}";

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
  void showsAndChangesTheLog() throws IOException {
    assertThat(client.get("/v2/logging").text()).isEqualTo(LOG.formatted(true));
    assertThat(client.post("/v2/logging", "{\"log_info\":false}").text())
        .isEqualTo(LOG.formatted(false));
    assertThat(client.get("/v2/logging").text()).isEqualTo(LOG.formatted(false));
  }

  @Test
  void refusesLogSettingsThatCannotBe() throws IOException {
    assertThat(logRefusal("")).contains("expected the body to be a JSON object, found nothing");
    assertThat(logRefusal("{\"log_info\":\"no\"}")).contains("true or false, found 'no'");
    assertThat(logRefusal("{\"log_everything\":true}")).contains("no log setting 'log_everything'");
    assertThat(logRefusal("{\"log_format\":\"prose\"}")).contains("'default' or 'ISO8601'");
    assertThat(logRefusal("{\"log_verbose_level\":4294967296}")).contains("from 0 to 4294967295");
    assertThat(logRefusal("{\"log_info\":true,\"log_info\":true}")).contains("twice");
    assertThat(client.post("/v2/logging", "{\"log_file\":\"/tmp/x\"}").status()).isEqualTo(501);
    assertThat(client.get("/v2/logging").text()).isEqualTo(LOG.formatted(true));
  }

  private String logRefusal(String body) throws IOException {
    RawClient.Response response = client.post("/v2/logging", body);
    assertThat(response.status()).isEqualTo(400);
    return response.text();
  }

  @Test
  void showsAndChangesTracesForAllModelsAndForOne() throws IOException {
    assertThat(client.get("/v2/trace/setting").text()).isEqualTo(TRACE.formatted(1000));
    assertThat(client.post("/v2/models/echo/trace/setting", "{\"trace_rate\":\"7\"}").text())
        .isEqualTo(TRACE.formatted(7));
    assertThat(client.get("/v2/trace/setting").text()).isEqualTo(TRACE.formatted(1000));
    assertThat(client.post("/v2/models/echo/trace/setting", "{\"trace_rate\":null}").text())
        .isEqualTo(TRACE.formatted(1000));
    assertThat(client.get("/v2/models/nobody/trace/setting").status()).isEqualTo(404);
  }

  @Test
  void refusesTraceSettingsThatCannotBe() throws IOException {
    for (String body :
        new String[] {
          "{\"trace_rate\":50}", "{\"trace_rate\":\"-1\"}", "[]", "{\"other\":\"1\"}"
        }) {
      assertThat(client.post("/v2/trace/setting", body).status()).as(body).isEqualTo(400);
    }
    assertThat(client.get("/v2/trace/setting").text()).isEqualTo(TRACE.formatted(1000));
  }
}
