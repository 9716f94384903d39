package io.gyre.loader.config;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.TextFormat;
import io.gyre.proto.inference.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads protobuf's text format, and says where it isn't that. */
final class ConfigurationParser {
  /** What the library says before its list of them; it reads the rest of the text all the same. */
  private static final String UNKNOWN_FIELDS = "Input contains unknown fields";

  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("(?m)^(\\d+):\\d+:\\s*([\\w.]+)\\.([^.\\s]+)$");
  private static final Pattern LOCATION = Pattern.compile("^\\d+:\\d+:\\s*");
  private static final Pattern UNKNOWN_VALUE =
      Pattern.compile(
          "Enum type \"([\\w.]+)\" has no value (?:named|with number) \"?([^\"]*?)\"?\\.?$");

  private static final Pattern BELOW_ZERO = Pattern.compile("Number must be positive: (\\S+)$");
  private static final Pattern FIELD_NAME = Pattern.compile("(\\w+)\\s*:");

  private ConfigurationParser() {}

  /**
   * What a text says.
   *
   * @param whole whether all of it was read
   */
  record Parsed(ModelConfig written, List<Mistake> mistakes, boolean whole) {}

  static Parsed parse(String text) {
    ModelConfig.Builder written = ModelConfig.newBuilder();
    List<Mistake> mistakes = List.of();
    boolean whole = true;
    try {
      TextFormat.getParser().merge(text, written);
    } catch (TextFormat.ParseException e) {
      whole = String.valueOf(e.getMessage()).contains(UNKNOWN_FIELDS);
      mistakes = whole ? unknownFields(e) : List.of(syntax(e, text));
    }
    return new Parsed(written.build(), mistakes, whole);
  }

  private static Mistake syntax(TextFormat.ParseException e, String text) {
    String found = LOCATION.matcher(String.valueOf(e.getMessage())).replaceFirst("");
    Matcher value = UNKNOWN_VALUE.matcher(found);
    Matcher number = BELOW_ZERO.matcher(found);
    if (value.find()) {
      return valueMistake(e, text, valuesOf(value.group(1)), value.group(2));
    }
    if (number.find()) {
      return valueMistake(e, text, "a number from 0 up", number.group(1));
    }
    return mistake(e.getLine(), "protobuf text format", found);
  }

  /** The mistake of a value, with the name of the field before it. */
  private static Mistake valueMistake(
      TextFormat.ParseException e, String text, String expected, String found) {
    String[] lines = text.split("\\R", -1);
    String line = e.getLine() >= 1 && e.getLine() <= lines.length ? lines[e.getLine() - 1] : "";
    String before = line.substring(0, Math.clamp(e.getColumn() - 1L, 0, line.length()));
    String field = "";
    for (Matcher name = FIELD_NAME.matcher(before); name.find(); ) {
      field = name.group(1);
    }
    return new Mistake(ConfigurationFile.NAME, Math.max(e.getLine(), 0), field, expected, found);
  }

  private static List<Mistake> unknownFields(TextFormat.ParseException e) {
    List<Mistake> mistakes = new ArrayList<>();
    Matcher field = UNKNOWN_FIELD.matcher(String.valueOf(e.getMessage()));
    while (field.find()) {
      mistakes.add(
          mistake(Integer.parseInt(field.group(1)), fieldsOf(field.group(2)), field.group(3)));
    }
    return mistakes.isEmpty() ? List.of(syntax(e, "")) : mistakes;
  }

  private static String fieldsOf(String type) {
    return find(type, messages())
        .map(message -> "a field of " + message.getName() + " (" + names(message.getFields()) + ")")
        .orElse("a field of " + type);
  }

  private static String valuesOf(String type) {
    Stream<EnumDescriptor> enums =
        Stream.concat(
            ModelConfig.getDescriptor().getFile().getEnumTypes().stream(),
            messages().flatMap(message -> message.getEnumTypes().stream()));
    return find(type, enums)
        .map(found -> "one of " + names(found.getValues()))
        .orElse("a value of " + type);
  }

  private static <T extends GenericDescriptor> Optional<T> find(String fullName, Stream<T> types) {
    return types.filter(type -> type.getFullName().equals(fullName)).findFirst();
  }

  private static Stream<Descriptor> messages() {
    return ModelConfig.getDescriptor().getFile().getMessageTypes().stream()
        .flatMap(ConfigurationParser::withNested);
  }

  private static Stream<Descriptor> withNested(Descriptor message) {
    return Stream.concat(
        Stream.of(message),
        message.getNestedTypes().stream().flatMap(ConfigurationParser::withNested));
  }

  private static String names(List<? extends GenericDescriptor> named) {
    return named.stream().map(GenericDescriptor::getName).collect(Collectors.joining(", "));
  }

  private static Mistake mistake(int line, String expected, String found) {
    return new Mistake(ConfigurationFile.NAME, Math.max(line, 0), "", expected, found);
  }
}
