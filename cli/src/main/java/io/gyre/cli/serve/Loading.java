package io.gyre.cli.serve;

/**
 * How far the models of the start have come.
 *
 * @param wanted units that are to be served
 * @param done how many of them serve or have failed
 * @param isOver whether nothing of the start is left to do
 */
public record Loading(int wanted, int done, boolean isOver) {
  /** One line for a terminal. */
  public String summary() {
    return wanted == 0 ? "waiting for models" : "loading models: " + done + " of " + wanted;
  }
}
