package io.gyre.cluster.hashing;

/** Hashes of 64 bits, the same in every process. They are fast, and no secret keeps them safe. */
public final class Hash64 {
  /** The golden ratio's fraction: an odd number whose bits look random. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Hash64() {}

  /** A hash of the text. */
  public static long of(String text) {
    long hash = GOLDEN ^ text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * GOLDEN;
      hash ^= hash >>> 29; // or a character would never reach the bits below its own
    }
    return mix(hash);
  }

  /** A hash of the text and a number beside it. */
  public static long of(String text, int number) {
    return mix(of(text) + number * GOLDEN);
  }

  /**
   * Spreads a change of any bit over all: the end of the SplitMix64 generator (Steele, Lea, Flood
   * 2014). No two numbers have one result.
   */
  public static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
