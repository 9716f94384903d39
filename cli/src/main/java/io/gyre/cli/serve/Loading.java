package io.gyre.cli.serve;

import java.util.List;

/**
 * How far the models of the start have come.
 *
 * @param wanted models to load, known once the repository was read
 * @param done how many of them serve or have failed
 * @param current names of those that load now
 * @param isOver whether nothing of the start is left to do
 */
public record Loading(int wanted, int done, List<String> current, boolean isOver) {
  /** One line for a terminal. */
  public String summary() {
    return "loading models: " + done + " of " + wanted + " " + String.join(", ", current);
  }
}
