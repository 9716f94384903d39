package io.gyre.router.numbers;

import io.netty.buffer.ByteBuf;

/** Finds the end of a list of numbers whose datatype or shape isn't known yet. */
public final class ListEnd {
  private ListEnd() {}

  /**
   * Finds the bracket that closes a list. That what is in the list is well-formed, is left to its
   * reader.
   *
   * @param start index behind the list's opening bracket
   * @return the bracket's index, or {@link NumberList#DECLINED} where the list has something else
   *     than numbers and lists
   */
  public static int find(ByteBuf document, int start) {
    Window window = new Window(document, start);
    byte[] text = window.bytes();
    int depth = 1;
    int at = window.reach(0);
    while (true) {
      switch (text[at]) {
        case '[' -> depth++;
        case ']' -> depth--;
        case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {}
        case '.', ',', '-', '+', 'e', 'E', ' ', '\n', '\r', '\t' -> {}
        default -> depth = 0;
      }
      if (depth == 0 || depth > NumberList.MAX_NESTING) {
        return text[at] == ']' ? window.index(at) : NumberList.DECLINED;
      }
      at = window.reach(at + 1);
    }
  }
}
