package io.gyre.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InFlightTest {
  @Test
  void itKeepsTheOrderOfIntendedTimesThroughAnySequenceOfEnds() {
    Random random = new Random(3);
    InFlight inFlight = new InFlight(16);
    Map<Integer, Long> expected = new LinkedHashMap<>();
    for (long time = 0; time < 20_000; time++) {
      if (expected.size() < 16 && random.nextInt(5) < 3) {
        int slot = inFlight.add(time);
        assertThat(expected).doesNotContainKey(slot);
        expected.put(slot, time);
      } else if (!expected.isEmpty()) {
        List<Integer> slots = new ArrayList<>(expected.keySet());
        int slot = slots.get(random.nextInt(slots.size()));
        assertThat(inFlight.remove(slot)).isEqualTo(expected.remove(slot));
      }
      assertThat(inFlight.size()).isEqualTo(expected.size());
      assertThat(inFlight.hasRoom()).isEqualTo(expected.size() < 16);
      if (!expected.isEmpty()) {
        var oldest = expected.entrySet().iterator().next();
        assertThat(inFlight.oldest()).isEqualTo(oldest.getKey());
        assertThat(inFlight.oldestIntended()).isEqualTo(oldest.getValue());
      }
    }
  }
}
