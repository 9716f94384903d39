package io.gyre.loadtest.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.loadtest.usage.UsageException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  private static final int DRAWS = 200_000;

  @Test
  void drawsAreAsFrequentAsTheWeightsSay() {
    int[] counts = counts(Choice.of(3, 0, 1));

    assertThat(counts[0] / (double) DRAWS).isCloseTo(0.75, within(0.005));
    assertThat(counts[1]).isZero();
    assertThat(counts[2] / (double) DRAWS).isCloseTo(0.25, within(0.005));
  }

  @Test
  void zipfKeysAreAsFrequentAsTheirRanksSay() {
    AffinityKeys keys = AffinityKeys.parse("zipf:100:1.1");
    int[] counts = counts(keys.choice());

    assertThat(keys.names()).hasSize(100).startsWith("key-1", "key-2").doesNotHaveDuplicates();
    assertThat(counts[0] / (double) counts[1]).isCloseTo(Math.pow(2, 1.1), within(0.05));
    assertThat(counts[0] / (double) counts[9]).isCloseTo(Math.pow(10, 1.1), within(0.5));
  }

  @Test
  void uniformKeysAreEquallyFrequent() {
    int[] counts = counts(AffinityKeys.parse("uniform:4").choice());

    for (int count : counts) {
      assertThat(count / (double) DRAWS).isCloseTo(0.25, within(0.005));
    }
  }

  @Test
  void weightsAreReadAndDefaultToOne() {
    assertThat(Weighted.parse("--batch", List.of("1=2.5", "8"), Integer::valueOf))
        .containsExactly(new Weighted<>(1, 2.5), new Weighted<>(8, 1));
    assertThat(Weighted.parse("--model", List.of("a=b=2"), text -> text))
        .containsExactly(new Weighted<>("a=b", 2));
  }

  @Test
  void whatCannotBeReadIsNamed() {
    wrong("1=x", "--batch 1=x: expected a weight from 0 to 1e9 after the '=', found 'x'");
    wrong("1=-1", "--batch 1=-1: expected a weight from 0 to 1e9 after the '=', found '-1'");
    wrong("1=NaN", "--batch 1=NaN: expected a weight from 0 to 1e9 after the '=', found 'NaN'");
    wrong("1=0", "the weights of --batch are all 0; give one above 0");
    wrong("x=1", "expected VALUE or VALUE=WEIGHT after --batch, found 'x=1'");
    wrong("=1", "expected VALUE or VALUE=WEIGHT after --batch, found '=1'");
    assertThatThrownBy(() -> Weighted.parse("--batch", List.of("1", "1=2"), Integer::valueOf))
        .isInstanceOf(UsageException.class)
        .hasMessage("--batch has 1 twice");
    for (String keys : List.of("", "zipf:10", "uniform:0", "uniform:100001", "uniform:-1", "x:1")) {
      assertThatThrownBy(() -> AffinityKeys.parse(keys))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("like uniform:1000 or zipf:1000:1.1")
          .hasMessageEndingWith("found '" + keys + "'");
    }
  }

  private static void wrong(String text, String message) {
    assertThatThrownBy(() -> Weighted.parse("--batch", List.of(text), Integer::valueOf))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  private static int[] counts(Choice choice) {
    SplittableRandom random = new SplittableRandom(5);
    int[] counts = new int[100];
    for (int i = 0; i < DRAWS; i++) {
      counts[choice.draw(random)]++;
    }
    int last = counts.length;
    while (counts[last - 1] == 0) {
      last--;
    }
    return java.util.Arrays.copyOf(counts, last);
  }
}
