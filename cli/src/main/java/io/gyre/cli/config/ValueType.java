package io.gyre.cli.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The values that a key takes, as text and as what the text means.
 *
 * @param expects what is expected, for messages and the documented file: {@code a port (0 to
 *     65535)}
 * @param reader turns a text into a value; empty where it is none of this type
 * @param writer turns a value into a text that the reader takes
 * @param list whether a file may give several texts, joined by commas elsewhere
 */
public record ValueType<T>(
    String expects,
    Function<String, Optional<T>> reader,
    Function<T, String> writer,
    boolean list) {

  /** A text that isn't empty. */
  static ValueType<String> text(String expects) {
    return new ValueType<>(
        expects, s -> s.isBlank() ? Optional.empty() : Optional.of(s), s -> s, false);
  }

  /** A text, empty for none. */
  static ValueType<String> optionalText(String expects) {
    return new ValueType<>(
        expects + ", or nothing", text -> Optional.of(text.strip()), text -> text, false);
  }

  /** A path, empty for none. */
  static ValueType<Optional<Path>> path() {
    return new ValueType<>(
        "a path", ValueType::readPath, path -> path.map(Path::toString).orElse(""), false);
  }

  private static Optional<Optional<Path>> readPath(String text) {
    try {
      return Optional.of(text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text)));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** Whether something is so. */
  static ValueType<Boolean> flag() {
    return new ValueType<>(
        "true or false",
        text ->
            text.equals("true") || text.equals("false")
                ? Optional.of(text.equals("true"))
                : Optional.empty(),
        String::valueOf,
        false);
  }

  /** A whole number from {@code least} to {@code most}. */
  static ValueType<Integer> count(String noun, int least, int most) {
    return new ValueType<>(
        noun + " (" + least + " to " + most + ")",
        text -> number(text, least, most).map(Long::intValue),
        String::valueOf,
        false);
  }

  /** A number from 0 to 1. */
  static ValueType<Double> share(String noun) {
    return new ValueType<>(
        noun + " (0 to 1, such as 0.05)", ValueType::readShare, String::valueOf, false);
  }

  private static Optional<Double> readShare(String text) {
    try {
      return Optional.of(Double.parseDouble(text)).filter(share -> share >= 0 && share <= 1);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** A number of bytes, alone or with a unit: {@code 64MiB}. */
  static ValueType<Long> bytes(long least, long most) {
    return new ValueType<>(
        "a size such as 512KiB or 64MiB (" + Sizes.write(least) + " to " + Sizes.write(most) + ")",
        text -> Sizes.read(text).filter(n -> n >= least && n <= most),
        Sizes::write,
        false);
  }

  /** A length of time with its unit: {@code 250ms}, {@code 2s}. */
  static ValueType<Duration> duration(Duration least, Duration most) {
    return new ValueType<>(
        "a duration such as 250ms, 2s or 1m ("
            + Durations.write(least)
            + " to "
            + Durations.write(most)
            + ")",
        text -> Durations.read(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0),
        Durations::write,
        false);
  }

  /** One of an enumeration's names, in lower case. */
  static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    E[] constants = type.getEnumConstants();
    String names = Arrays.stream(constants).map(ValueType::lower).collect(Collectors.joining(", "));
    return new ValueType<>(
        "one of " + names,
        text -> Arrays.stream(constants).filter(c -> lower(c).equals(text)).findFirst(),
        ValueType::lower,
        false);
  }

  /** A list of {@code element}, separated by commas where it is one text. */
  static <E> ValueType<List<E>> listOf(ValueType<E> element) {
    return new ValueType<>(
        "a list, each element " + element.expects,
        text -> readList(text, element),
        list -> list.stream().map(element.writer).collect(Collectors.joining(",")),
        true);
  }

  private static <E> Optional<List<E>> readList(String text, ValueType<E> element) {
    List<String> parts =
        Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    List<E> values = parts.stream().flatMap(part -> element.reader.apply(part).stream()).toList();
    return values.size() == parts.size() ? Optional.of(values) : Optional.empty();
  }

  private static Optional<Long> number(String text, long least, long most) {
    try {
      return Optional.of(Long.parseLong(text)).filter(n -> n >= least && n <= most);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
