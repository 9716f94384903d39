package io.gyre.router.http;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the coding of an answer: the highest weight among those this server has, the first of
 * equals.
 */
final class AcceptEncoding {
  private AcceptEncoding() {}

  /** The coding to use; a client that names none of ours gets the answer as it is. */
  static ContentCoding choose(@Nullable String header) {
    ContentCoding best = ContentCoding.IDENTITY;
    double bestWeight = 0;
    for (int start = 0; header != null && start < header.length(); ) {
      int comma = header.indexOf(',', start);
      int end = comma < 0 ? header.length() : comma;
      String offer = header.substring(start, end);
      int semicolon = offer.indexOf(';');
      String name = semicolon < 0 ? offer : offer.substring(0, semicolon);
      double weight = semicolon < 0 ? 1 : weight(offer.substring(semicolon + 1));
      ContentCoding coding = ContentCoding.named(name);
      if (coding != null && weight > bestWeight) {
        best = coding;
        bestWeight = weight;
      }
      start = end + 1;
    }
    return best;
  }

  private static double weight(String parameter) {
    String text = parameter.strip();
    if (!text.startsWith("q=") && !text.startsWith("Q=")) {
      return 1;
    }
    try {
      return Double.parseDouble(text.substring(2));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
