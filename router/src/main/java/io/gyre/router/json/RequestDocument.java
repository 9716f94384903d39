package io.gyre.router.json;

import io.netty.buffer.ByteBuf;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;

/**
 * The document of a request while it is read, in which the parser may be spared lists of data. Then
 * the places in its messages don't count what it was spared.
 */
final class RequestDocument implements AutoCloseable {
  /** The beginning of a list that isn't at hand. */
  static final int NOWHERE = -1;

  private final ByteBuf text;
  private final boolean sparing;
  private final PausingStream stream;
  private final JsonParser parser;
  private int spared;

  private RequestDocument(ByteBuf text, boolean sparing, PausingStream stream, JsonParser parser) {
    this.text = text;
    this.sparing = sparing;
    this.stream = stream;
    this.parser = parser;
  }

  /**
   * Opens the document between the buffer's indices, which stay as they are.
   *
   * @param sparing whether the parser may be spared anything
   * @throws InvalidInput where the bytes can't be JSON in UTF-8
   */
  static RequestDocument open(ByteBuf text, boolean sparing) {
    JsonDocument.requireUtf8(text);
    PausingStream stream = new PausingStream(text);
    JsonParser parser = sparing ? JsonDocument.parser(stream) : JsonDocument.reopen(text);
    return new RequestDocument(text, sparing, stream, parser);
  }

  ByteBuf text() {
    return text;
  }

  JsonParser parser() {
    return parser;
  }

  /** A parser of a piece of the text that this one's parser has read. */
  JsonParser again(int start, int end) {
    return JsonDocument.reopen(text.slice(start, end - start));
  }

  boolean isSparing() {
    return sparing;
  }

  /** Index of the token that the parser stands on. */
  int token() {
    return index(parser.currentTokenLocation());
  }

  /**
   * Index behind the bracket that begins the list that the parser stands on, or {@link #NOWHERE}
   * where it has read on or has to read it all.
   */
  int list() {
    int position = stream.position();
    return sparing && index(parser.currentLocation()) == position ? position : NOWHERE;
  }

  /**
   * Spares the parser the rest of the list whose beginning is at hand. It then stands on its end.
   *
   * @param end index of the bracket that closes the list
   */
  void spare(int end) {
    spared += end - stream.position();
    stream.moveTo(end);
    parser.nextToken();
  }

  private int index(TokenStreamLocation place) {
    return text.readerIndex() + spared + (int) place.getByteOffset();
  }

  @Override
  public void close() {
    parser.close();
  }
}
