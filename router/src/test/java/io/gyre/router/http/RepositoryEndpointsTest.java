package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gyre.proto.worker.ChangeRequest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepositoryEndpointsTest {
  private static final String MODEL = "/v2/repository/models/echo";

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

  private ChangeRequest asked(String path, String body) throws IOException {
    assertThat(client.post(path, body).status()).isEqualTo(200);
    return door.changes.asked.getLast();
  }

  @Test
  void loadsWithAConfigurationAndFiles() throws IOException {
    ChangeRequest bare = asked(MODEL + "/load", "");
    assertThat(bare.getModel()).isEqualTo("echo");
    assertThat(bare.getAsker()).contains("127.0.0.1");
    assertThat(bare.getLoad().hasConfig()).isFalse();

    ChangeRequest full =
        asked(
            MODEL + "/load",
            "{\"parameters\":{\"config\":\"{}\",\"file:1/model.onnx\":\"aGk=\"},\"other\":[1]}");
    assertThat(full.getLoad().getConfig()).isEqualTo("{}");
    assertThat(full.getLoad().getFilesMap())
        .containsExactly(Map.entry("1/model.onnx", ByteString.copyFromUtf8("hi")));
  }

  @Test
  void unloadsWithDependents() throws IOException {
    assertThat(asked(MODEL + "/unload", "{}").getUnload().getDependents()).isFalse();
    assertThat(
            asked(MODEL + "/unload", "{\"parameters\":{\"unload_dependents\":true}}")
                .getUnload()
                .getDependents())
        .isTrue();
  }

  @Test
  void pinsRollsBackReleasesAndNames() throws IOException {
    assertThat(asked(MODEL + "/pin", "{\"version\":3}").getPin().getVersion()).isEqualTo(3);
    assertThat(asked(MODEL + "/rollback", "{\"below\":3}").getRollback().getBelow()).isEqualTo(3);
    assertThat(asked(MODEL + "/release", "").hasLift()).isTrue();
    ChangeRequest.Alias alias =
        asked(MODEL + "/alias", "{\"alias\":\"champion\",\"version\":2}").getAlias();
    assertThat(alias.getName()).isEqualTo("champion");
    assertThat(alias.getVersion()).isEqualTo(2);
  }

  @Test
  void answersWithWhatWasDone() throws IOException {
    assertThat(client.post(MODEL + "/pin", "{\"version\":3}").text())
        .contains("\"number\":5", "\"version\":3");
    RawClient.Response refused = client.post("/v2/repository/models/broken/load", "");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("load failed for model 'broken': a reason");
  }

  @Test
  void tellsWhatBecameOfAModel() throws IOException {
    assertThat(client.get(MODEL + "/history").text()).isEqualTo("[{\"model\":\"echo\"}]");
    assertThat(client.post(MODEL + "/history", "").status()).isEqualTo(405);
  }

  @Test
  void mistakesAreTheClients() throws IOException {
    for (String body :
        new String[] {
          "{",
          "[]",
          "{\"parameters\":[]}",
          "{\"parameters\":{\"config\":{}}}",
          "{\"parameters\":{\"config\":1}}",
          "{\"parameters\":{\"speed\":\"fast\"}}",
          "{\"parameters\":{\"config\":\"{}\",\"config\":\"{}\"}}",
          "{\"parameters\":{\"file:1/model.onnx\":\"not Base64!\"}}"
        }) {
      assertThat(client.post(MODEL + "/load", body).status()).as(body).isEqualTo(400);
    }
    assertThat(client.post(MODEL + "/pin", "{}").status()).isEqualTo(400);
    assertThat(client.post(MODEL + "/alias", "{\"alias\":\"a\"}").status()).isEqualTo(400);
    assertThat(door.changes.asked).isEmpty();
  }
}
