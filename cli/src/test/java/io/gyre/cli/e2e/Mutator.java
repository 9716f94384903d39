package io.gyre.cli.e2e;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Damages messages as networks, buggy clients and attackers do; the same seed does the same damage.
 */
final class Mutator {
  /** What parsers stumble over, put in anywhere. */
  private static final List<byte[]> TOKENS =
      List.of(
          text("-1"),
          text("0"),
          text("9223372036854775807"),
          text("18446744073709551616"),
          text("1e999"),
          text("NaN"),
          text("null"),
          text("true"),
          text("\""),
          text("\\ud800"),
          text("[[[[[[[["),
          text("]"),
          text("{"),
          text("}"),
          text(","),
          text("\r\n"),
          text("\r\n\r\n"),
          text("Transfer-Encoding: chunked\r\n"),
          text("Content-Length: 99999999999\r\n"),
          text("Inference-Header-Content-Length: 7\r\n"),
          text("Content-Encoding: gzip\r\n"),
          text("FP16"),
          text("BYTES"),
          text("%2f%00"),
          new byte[] {0},
          new byte[] {(byte) 0xff, (byte) 0xfe},
          new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x7f});

  private final RandomGenerator random;

  Mutator(RandomGenerator random) {
    this.random = random;
  }

  /** A message with one to four things wrong with it. */
  byte[] mutate(byte[] message) {
    byte[] mutated = message;
    for (int i = random.nextInt(4); i >= 0; i--) {
      mutated = once(mutated);
    }
    return mutated;
  }

  private byte[] once(byte[] message) {
    int at = random.nextInt(message.length + 1);
    int end = Math.min(message.length, at + 1 + random.nextInt(16));
    return switch (random.nextInt(6)) {
      case 0 -> flip(message);
      case 1 -> Arrays.copyOf(message, at);
      case 2 -> splice(message, at, end, new byte[0]);
      case 3 -> splice(message, at, at, TOKENS.get(random.nextInt(TOKENS.size())));
      case 4 -> splice(message, at, end, TOKENS.get(random.nextInt(TOKENS.size())));
      default -> splice(message, at, at, Arrays.copyOfRange(message, at, end));
    };
  }

  private byte[] flip(byte[] message) {
    byte[] flipped = message.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] splice(byte[] message, int from, int to, byte[] middle) {
    byte[] spliced = new byte[from + middle.length + message.length - to];
    System.arraycopy(message, 0, spliced, 0, from);
    System.arraycopy(middle, 0, spliced, from, middle.length);
    System.arraycopy(message, to, spliced, from + middle.length, message.length - to);
    return spliced;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
