package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many requests at once on one connection, and the ends of connections with requests under way. */
class PipeliningTest {
  private static final String HELD = "/v2/models/held/infer";

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
  void keepsTheOrderOfRequestsWhateverTheOrderOfReplies() throws Exception {
    try (RawClient client = door.connect()) {
      int count = 300;
      for (int i = 0; i < count; i++) {
        client.send(RawClient.request("POST", HELD, one(i)));
      }
      List<EchoService.Held> held = new ArrayList<>();
      for (int answered = 0; answered < count; answered += held.size()) {
        held.clear();
        held.add(door.service.held.take());
        door.service.held.drainTo(held);
        Collections.reverse(held);
        held.forEach(EchoService.Held::answer);
        for (int i = 0; i < held.size(); i++) {
          assertThat(client.read().text()).contains("\"id\":\"" + (answered + i) + "\"");
        }
      }
    }
  }

  @Test
  void answersBeforeALaterRequestOnlyWhatCameFirst() throws Exception {
    try (RawClient client = door.connect()) {
      client.send(RawClient.request("POST", HELD, one(1)));
      client.send("GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n");
      client.send("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
      door.service.held.take().answer();
      assertThat(client.read().text()).contains("held");
      assertThat(client.read().text()).contains("live");
      assertThat(client.read().status()).isEqualTo(404);
    }
  }

  @Test
  void cancelsWhatAClientLeavesBehind() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(2);
    try (RawClient client = door.connect()) {
      client.send(RawClient.request("POST", HELD, one(1)));
      client.send(RawClient.request("POST", HELD, one(2)));
      EchoService.Held first = door.service.held.take();
      EchoService.Held second = door.service.held.take();
      first.request().cancellation().onCancel(cancelled::countDown);
      second.request().cancellation().onCancel(cancelled::countDown);
      second.answer();
      client.close();
      assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
      first.answer();
    }
  }

  @Test
  void tellsClientsToGoElsewhereBeforeItCloses() throws Exception {
    try (RawClient open = door.connect();
        RawClient pipelining = door.connect()) {
      assertThat(open.get("/v2").headers()).doesNotContainKey("connection");
      pipelining.send(RawClient.request("POST", HELD, one(1)));
      pipelining.send(RawClient.request("POST", HELD, one(2)));
      List<EchoService.Held> held = List.of(door.service.held.take(), door.service.held.take());
      door.retire();
      held.forEach(EchoService.Held::answer);
      assertThat(pipelining.read().headers()).doesNotContainKey("connection");
      assertThat(pipelining.read().headers()).containsEntry("connection", "close");
      assertThat(open.get("/v2").headers()).containsEntry("connection", "close");
      assertThat(open.isClosed()).isTrue();
      try (RawClient late = door.connect()) {
        assertThat(late.get("/v2").headers()).containsEntry("connection", "close");
      }
    }
  }

  @Test
  void finishesRequestsUnderWayBeforeItCloses() throws Exception {
    try (RawClient busy = door.connect();
        RawClient idle = door.connect()) {
      assertThat(idle.get("/v2").status()).isEqualTo(200);
      busy.send(RawClient.request("POST", HELD, one(1)));
      EchoService.Held held = door.service.held.take();
      Thread stopping = Thread.ofPlatform().start(door::stop);
      assertThat(idle.isClosed()).isTrue();
      held.answer();
      RawClient.Response response = busy.read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers()).containsEntry("connection", "close");
      assertThat(busy.isClosed()).isTrue();
      stopping.join();
    }
  }

  private static byte[] one(int id) {
    return ("{\"id\":\"" + id + "\"," + HttpFrontDoorTest.FOUR.substring(1))
        .getBytes(StandardCharsets.UTF_8);
  }
}
