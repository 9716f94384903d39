package io.gyre.cli.config;

import io.gyre.cli.config.Assignment.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads a YAML file into assignments, each with the line on which it stands. */
public final class ConfigurationFile {
  private final Path file;
  private final List<Assignment> assignments = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private ConfigurationFile(Path file) {
    this.file = file;
  }

  /**
   * What the file assigns, in its order.
   *
   * @throws ConfigurationException where the file can't be read or isn't YAML of nested keys
   */
  public static List<Assignment> read(Path file) throws ConfigurationException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(
              file
                  + ": can't read the configuration file ("
                  + reason(e)
                  + "); give the path of a readable file"));
    }
    ConfigurationFile reading = new ConfigurationFile(file);
    try (JsonParser parser =
        new YAMLFactory().createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
      reading.document(parser);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      reading.problems.add(
          file + ":" + line + ": not valid YAML: " + firstLine(e.getOriginalMessage()));
    }
    if (!reading.problems.isEmpty()) {
      throw new ConfigurationException(reading.problems);
    }
    return List.copyOf(reading.assignments);
  }

  private void document(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      problems.add(source(parser) + ": expected keys, found " + describe(first));
      return;
    }
    mapping(parser, "");
  }

  private void mapping(JsonParser parser, String prefix) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String path = prefix + parser.currentName();
      String source = source(parser);
      switch (parser.nextToken()) {
        case START_OBJECT -> mapping(parser, path + ".");
        case START_ARRAY -> add(path, list(parser), Form.LIST, source);
        case VALUE_NULL -> {} // a key with nothing behind it keeps its default
        case JsonToken _ -> add(path, parser.getString(), Form.SCALAR, source);
      }
    }
  }

  private String list(JsonParser parser) {
    List<String> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token.isScalarValue()) {
        elements.add(parser.getString());
      } else {
        problems.add(
            source(parser) + ": a list's elements must be plain values, found " + describe(token));
        parser.skipChildren();
      }
    }
    return String.join(",", elements);
  }

  private void add(String path, String text, Form form, String source) {
    Integer earlier = lines.putIfAbsent(path, assignments.size());
    if (earlier != null) {
      problems.add(
          source + ": '" + path + "' is set twice, first at " + assignments.get(earlier).source());
      return;
    }
    assignments.add(new Assignment(path, text, form, source));
  }

  private String source(JsonParser parser) {
    return file + ":" + parser.currentTokenLocation().getLineNr();
  }

  private static String describe(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "nested keys";
      case START_ARRAY -> "a list";
      default -> "a plain value";
    };
  }

  private static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException _ -> "there is no such file";
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case java.nio.charset.CharacterCodingException _ -> "it is not UTF-8 text";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message);
  }
}
