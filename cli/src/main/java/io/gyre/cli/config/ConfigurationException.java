package io.gyre.cli.config;

import java.util.ArrayList;
import java.util.List;

/** A configuration that can't be used. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> problems;

  public ConfigurationException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = new ArrayList<>(problems);
  }

  /** Each problem in one line: where, what was expected, what was found. */
  public List<String> problems() {
    return List.copyOf(problems);
  }
}
