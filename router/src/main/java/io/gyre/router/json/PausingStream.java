package io.gyre.router.json;

import io.netty.buffer.ByteBuf;
import java.io.InputStream;
import java.util.Objects;

/**
 * The bytes of a document as a parser is fed with them: never on past the beginning of a list that
 * is the value of a member {@code data}. A parser that stands there has read nothing of the list,
 * which may then be taken out of its way.
 */
final class PausingStream extends InputStream {
  private static final byte[] MEMBER = JsonText.ascii("\"data\"");

  private final ByteBuf document;
  private final int start;
  private final int end;
  private int position;

  /** A stream of the bytes between the document's indices, which stay as they are. */
  PausingStream(ByteBuf document) {
    this.document = document;
    start = document.readerIndex();
    end = document.writerIndex();
    position = start;
  }

  /** Index in the document of the byte that is read next. */
  int position() {
    return position;
  }

  /** Goes on with the byte at this index. */
  void moveTo(int index) {
    position = Objects.checkIndex(index, end);
  }

  @Override
  public int read() {
    return position == end ? -1 : document.getByte(position++) & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (position == end && length > 0) {
      return -1;
    }
    int count = pause(position + Math.min(length, end - position)) - position;
    document.getBytes(position, into, offset, count);
    position += count;
    return count;
  }

  /** Index behind the next bracket that begins a list of data, or {@code limit} before it. */
  private int pause(int limit) {
    for (int at = position; at < limit; at++) {
      at = document.indexOf(at, limit, (byte) '[');
      if (at < 0) {
        return limit;
      }
      if (beginsData(at)) {
        return at + 1;
      }
    }
    return limit;
  }

  /** Whether the bracket follows the member's name. In a text that does no harm. */
  private boolean beginsData(int bracket) {
    int colon = lastBefore(bracket);
    if (colon < start || document.getByte(colon) != ':') {
      return false;
    }
    int name = lastBefore(colon) + 1 - MEMBER.length;
    if (name < start) {
      return false;
    }
    for (int i = 0; i < MEMBER.length; i++) {
      if (document.getByte(name + i) != MEMBER[i]) {
        return false;
      }
    }
    return true;
  }

  /** Index of the last byte before this one that isn't white space. */
  private int lastBefore(int index) {
    int at = index - 1;
    while (at >= start && isWhiteSpace(document.getByte(at))) {
      at--;
    }
    return at;
  }

  private static boolean isWhiteSpace(byte unit) {
    return unit == ' ' || unit == '\n' || unit == '\r' || unit == '\t';
  }
}
