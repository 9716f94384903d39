package io.gyre.loadtest.command;

import io.gyre.loadtest.http.HttpWire;
import io.gyre.loadtest.schedule.Arrivals;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few words, each the name of a constant in small letters. */
abstract class WordConverter<E extends Enum<E>> implements ITypeConverter<E> {
  private final E[] constants;

  WordConverter(E[] constants) {
    this.constants = constants;
  }

  @Override
  public E convert(String word) {
    List<String> words =
        Arrays.stream(constants).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
    int index = words.indexOf(word);
    if (index < 0) {
      throw new TypeConversionException(
          "expected " + String.join(" or ", words) + ", found '" + word + "'");
    }
    return constants[index];
  }

  /** Reads how requests spread. */
  static final class OfArrivals extends WordConverter<Arrivals> {
    OfArrivals() {
      super(Arrivals.values());
    }
  }

  /** Reads how tensors travel over HTTP. */
  static final class OfEncoding extends WordConverter<HttpWire.Encoding> {
    OfEncoding() {
      super(HttpWire.Encoding.values());
    }
  }
}
