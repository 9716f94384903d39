package io.gyre.router.json;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.router.numbers.ListEnd;
import io.gyre.router.numbers.NumberList;
import io.netty.buffer.ByteBuf;
import tools.jackson.core.JsonParser;

/**
 * Reads the data of one input: at once where its datatype and shape are known, else later. Lists of
 * numbers are read past the parser, all others by it.
 */
final class DataReader {
  private static final int ABSENT = -1;

  private final RequestDocument document;
  private final ByteBuf values;
  private final Object place;
  private int listStart = ABSENT;
  private int listEnd;
  private int valuesStart;
  private int valuesEnd;

  /**
   * A reader of data.
   *
   * @param values where bytes of tensors are appended
   * @param place what the data belongs to, for errors
   */
  DataReader(RequestDocument document, ByteBuf values, Object place) {
    this.document = document;
    this.values = values;
    this.place = place;
  }

  /** Reads the list that the parser stands on. */
  void read(Datatype datatype, Shape shape) {
    begin(datatype, shape);
    int start = document.list();
    int end = start == RequestDocument.NOWHERE ? ABSENT : numbers(start, datatype, shape);
    if (end == ABSENT) {
      new ValuesReader(document.parser(), place, datatype, shape, values).read();
    } else {
      document.spare(end);
    }
    valuesEnd = values.writerIndex();
  }

  /** Passes over the list that the parser stands on. */
  void defer() {
    int start = document.list();
    int end = start == RequestDocument.NOWHERE ? ABSENT : ListEnd.find(document.text(), start);
    listStart = document.token();
    if (end == ABSENT) {
      document.parser().skipChildren();
      end = document.token();
    } else {
      document.spare(end);
    }
    listEnd = end + 1;
  }

  boolean isDeferred() {
    return listStart != ABSENT;
  }

  /** Reads the list that was passed over. */
  void readDeferred(Datatype datatype, Shape shape) {
    begin(datatype, shape);
    if (!document.isSparing() || numbers(listStart + 1, datatype, shape) == ABSENT) {
      try (JsonParser again = document.again(listStart, listEnd)) {
        again.nextToken();
        new ValuesReader(again, place, datatype, shape, values).read();
      }
    }
    valuesEnd = values.writerIndex();
  }

  /** The bytes of the values read, which stay the buffer's. */
  ByteBuf bytes() {
    return values.slice(valuesStart, valuesEnd - valuesStart);
  }

  private void begin(Datatype datatype, Shape shape) {
    valuesStart = values.writerIndex();
    TensorRoom.make(datatype, shape, place, document.text().readableBytes(), values);
  }

  private int numbers(int start, Datatype datatype, Shape shape) {
    int end = NumberList.read(document.text(), start, datatype, shape, values);
    return end == NumberList.DECLINED ? ABSENT : end;
  }
}
