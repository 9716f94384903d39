package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainEndpointTest {
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
  void asksTheWorkerThatThePathNames() throws IOException {
    assertThat(client.post("/v2/cluster/members/w%201/drain", "").text())
        .isEqualTo("{\"draining\":true}");
    assertThat(client.post("/v2/cluster/members/w2/drain", "{}").status()).isEqualTo(200);
    assertThat(door.drains.asked).containsExactly("w 1", "w2");
  }

  @Test
  void saysThatTheWorkerIsUnknown() throws IOException {
    assertThat(client.post("/v2/cluster/members/unknown/drain", "").status()).isEqualTo(404);
  }

  @Test
  void takesNothingElse() throws IOException {
    assertThat(client.get("/v2/cluster/members/w2/drain").status()).isEqualTo(405);
    assertThat(client.post("/v2/cluster/members//drain", "").status()).isEqualTo(404);
    assertThat(client.post("/v2/cluster/members/w2/stop", "").status()).isEqualTo(404);
    assertThat(door.drains.asked).isEmpty();
  }
}
