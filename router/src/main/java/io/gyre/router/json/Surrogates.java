package io.gyre.router.json;

/** Tells text from sequences of UTF-16 units that are none. */
final class Surrogates {
  private Surrogates() {}

  /**
   * Whether every surrogate of {@code text} is half of a pair, so that it has an encoding in UTF-8.
   */
  static boolean arePaired(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
