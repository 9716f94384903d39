package io.gyre.loader.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FieldLinesTest {
  @Test
  void knowsFieldsOfMessagesInListsAndInRepeatedStatements() {
    FieldLines lines =
        FieldLines.of(
            """
            # comment with { and "
            name: "a # b" 'c'
            input [
              { name: "A" dims: [
                1, 2] },
              { name: "B"
                dims: - 1 optional: true }
            ]
            input < name: "C"
              dims: [] >
            max_batch_size: 0
            """);
    assertThat(lines.line("name")).isEqualTo(2);
    assertThat(lines.line("input")).isEqualTo(3);
    assertThat(lines.line("input[0].dims")).isEqualTo(4);
    assertThat(lines.line("input[0].dims[1]")).isEqualTo(5);
    assertThat(lines.line("input[1].name")).isEqualTo(6);
    assertThat(lines.line("input[1].optional")).isEqualTo(7);
    assertThat(lines.line("input[2]")).isEqualTo(9);
    assertThat(lines.line("input[2].dims")).isEqualTo(10);
    assertThat(lines.line("max_batch_size")).isEqualTo(11);
    assertThat(lines.line("platform")).isZero();
  }

  @Test
  void longStringsAndCommentsAreNoTrouble() {
    String text =
        "#" + "x".repeat(200_000) + "\nname: \"" + "\\\\".repeat(200_000) + "\"\nplatform: ''";
    assertThat(FieldLines.of(text).line("platform")).isEqualTo(3);
  }
}
