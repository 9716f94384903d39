package io.gyre.inference.wire;

import java.util.Arrays;
import java.util.Random;

/** Changes to bytes as a broken or hostile client makes them. */
final class Damage {
  private final Random random;

  Damage(Random random) {
    this.random = random;
  }

  byte[] to(byte[] original) {
    byte[] bytes = original.clone();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      bytes = once(bytes);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> with(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
      case 2 -> with(bytes, at, (byte) random.nextInt());
      case 3 -> with(bytes, at, (byte) 0xff);
      case 4 -> replace(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), new byte[0]);
      default -> {
        byte[] extra = new byte[1 + random.nextInt(12)];
        random.nextBytes(extra);
        yield replace(bytes, at, at, extra);
      }
    };
  }

  private static byte[] with(byte[] bytes, int at, byte value) {
    bytes[at] = value;
    return bytes;
  }

  private static byte[] replace(byte[] bytes, int from, int to, byte[] with) {
    byte[] changed = new byte[from + with.length + bytes.length - to];
    System.arraycopy(bytes, 0, changed, 0, from);
    System.arraycopy(with, 0, changed, from, with.length);
    System.arraycopy(bytes, to, changed, from + with.length, bytes.length - to);
    return changed;
  }
}
