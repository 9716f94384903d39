package io.gyre.cli.config;

import java.util.ArrayList;
import java.util.List;

/** Prints every key with its meaning and default as a YAML file that sets nothing else. */
public final class Reference {
  private static final int WIDTH = 96;

  private Reference() {}

  /** The documented file. */
  public static String yaml() {
    StringBuilder out = new StringBuilder();
    out.append(
        "# Every key with its default. A variable (in brackets) overrides the file, a flag overrides both.\n");
    String section = "";
    for (Key<?> key : Keys.ALL) {
      int dot = key.path().indexOf('.');
      String keySection = dot < 0 ? "" : key.path().substring(0, dot);
      out.append('\n');
      if (!keySection.equals(section) && !keySection.isEmpty()) {
        out.append(keySection).append(":\n");
      }
      section = keySection;
      entry(out, key, dot < 0 ? "" : "  ", key.path().substring(dot + 1));
    }
    return out.toString();
  }

  private static <T> void entry(StringBuilder out, Key<T> key, String indent, String name) {
    String comment =
        key.meaning() + " Takes " + key.type().expects() + ". [" + key.variable() + "]";
    for (String line : wrap(comment, WIDTH - indent.length())) {
      out.append(indent).append("# ").append(line).append('\n');
    }
    String value = key.type().writer().apply(key.fallback());
    String written = key.type().list() ? "[" + value + "]" : value.isEmpty() ? "" : value;
    out.append(indent).append(name).append(": ").append(written).append('\n');
  }

  private static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
