package io.gyre.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.loadtest.mix.Choice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestSourceTest {
  private static final int DRAWS = 50_000;

  @Test
  void kindsComeByWeightAndTheirRequestsInTurn() {
    Traffic traffic =
        new Traffic(
            List.of("a", "b"),
            List.of(kind(0, "a1", "a2", "a3"), kind(1, "b1")),
            Choice.of(3, 1),
            Choice.of(1),
            4);
    Map<String, Integer> counts = new HashMap<>();
    List<String> ofA = new ArrayList<>();
    RequestSource source = traffic.source(0);
    for (int i = 0; i < DRAWS; i++) {
      Request request = source.next();
      String body = new String(request.body(), java.nio.charset.StandardCharsets.US_ASCII);
      counts.merge(body, 1, Integer::sum);
      if (request.model() == 0) {
        ofA.add(body);
      }
    }

    assertThat(counts.getOrDefault("b1", 0) / (double) DRAWS).isCloseTo(0.25, within(0.01));
    assertThat(ofA.subList(0, 7)).containsExactly("a1", "a2", "a3", "a1", "a2", "a3", "a1");
  }

  @Test
  void theSameSeedDrawsTheSameAndGeneratorsDrawDifferently() {
    assertThat(drawn(1, 0)).isEqualTo(drawn(1, 0));
    assertThat(drawn(1, 0)).isNotEqualTo(drawn(1, 1)).isNotEqualTo(drawn(2, 0));
  }

  @Test
  void keysComeByWeight() {
    Traffic traffic =
        new Traffic(List.of("a"), List.of(kind(0, "x")), Choice.of(1), Choice.of(1, 4), 9);
    RequestSource source = traffic.source(0);
    int second = 0;
    for (int i = 0; i < DRAWS; i++) {
      second += source.head(source.next())[0] == 1 ? 1 : 0;
    }

    assertThat(second / (double) DRAWS).isCloseTo(0.8, within(0.01));
  }

  private static List<Integer> drawn(long seed, int generator) {
    Traffic traffic =
        new Traffic(
            List.of("a", "b"),
            List.of(kind(0, "a"), kind(1, "b")),
            Choice.of(1, 1),
            Choice.of(1, 1),
            seed);
    RequestSource source = traffic.source(generator);
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      drawn.add(source.next().model());
    }
    return drawn;
  }

  private static Traffic.Kind kind(int model, String... bodies) {
    List<byte[]> heads = List.of(new byte[] {0}, new byte[] {1});
    List<Request> requests = new ArrayList<>();
    for (String body : bodies) {
      byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      requests.add(new Request(heads, bytes, AnswerCheck.NONE, model));
    }
    return new Traffic.Kind(requests);
  }
}
