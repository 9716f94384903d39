package io.gyre.loader.config;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a text-format file each field is written.
 *
 * <p>Protobuf's parser can tell too, but not for the values of a list in brackets, which is how
 * inputs and outputs are written.
 */
public final class FieldLines {
  /** Of a file that says nothing. */
  static final FieldLines NONE = new FieldLines(Map.of());

  private final Map<String, Integer> byPath;

  private FieldLines(Map<String, Integer> byPath) {
    this.byPath = byPath;
  }

  /** The lines of a text that protobuf's parser accepts. */
  static FieldLines of(String text) {
    Scan scan = new Scan(text);
    scan.fields("");
    return new FieldLines(Map.copyOf(scan.lines));
  }

  /**
   * The line of a field or of one of its values, from 1; 0 where it isn't written.
   *
   * @param path names with {@code .} between them, each but the last with its index, such as {@code
   *     input[1].dims}; the last may have one
   */
  int line(String path) {
    return byPath.getOrDefault(path, 0);
  }

  /** One pass over the text. */
  private static final class Scan {
    private static final Pattern TOKEN =
        Pattern.compile(
            "(?:[\\s,;]|#[^\\n]*+)*+(\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'|[{}<>\\[\\]:]|[^\\s,;#{}<>\\[\\]:\"']++)",
            Pattern.DOTALL);

    private final String text;
    private final Matcher matcher;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private String token = "";
    private int line = 1;
    private int counted;

    Scan(String text) {
      this.text = text;
      this.matcher = TOKEN.matcher(text);
      advance();
    }

    /** Moves to the next token; an empty one is the end. */
    private void advance() {
      if (!matcher.find()) {
        token = "";
        return;
      }
      token = matcher.group(1);
      for (; counted < matcher.start(1); counted++) {
        line += text.charAt(counted) == '\n' ? 1 : 0;
      }
    }

    private boolean accept(String expected) {
      boolean found = token.equals(expected);
      if (found) {
        advance();
      }
      return found;
    }

    /** Reads fields up to the end of the message that holds them. */
    void fields(String prefix) {
      while (!token.isEmpty() && !token.equals("}") && !token.equals(">")) {
        String path = prefix + name();
        lines.putIfAbsent(path, line);
        accept(":");
        value(path);
      }
      advance();
    }

    /** A field's name, or that of an extension in its brackets. */
    private String name() {
      StringBuilder name = new StringBuilder();
      boolean extension = token.equals("[");
      do {
        name.append(token);
        advance();
      } while (extension && !token.isEmpty() && !name.toString().endsWith("]"));
      return name.toString();
    }

    private void value(String path) {
      if (accept("[")) {
        while (!token.isEmpty() && !accept("]")) {
          single(path);
        }
      } else {
        single(path);
      }
    }

    private void single(String path) {
      int index = counts.merge(path, 1, Integer::sum) - 1;
      String indexed = path + "[" + index + "]";
      lines.put(indexed, line);
      if (accept("{") || accept("<")) {
        fields(indexed + ".");
        return;
      }
      // A minus may stand apart from its number, and a string may be in parts.
      accept("-");
      boolean quoted = isQuoted();
      advance();
      while (quoted && isQuoted()) {
        advance();
      }
    }

    private boolean isQuoted() {
      return token.startsWith("\"") || token.startsWith("'");
    }
  }
}
