package io.gyre.loadtest.client;

/**
 * What requests ask for.
 *
 * @param name the model's
 * @param version one of its versions; empty for the server's choice
 */
public record ModelName(String name, String version) {
  @Override
  public String toString() {
    return version.isEmpty() ? name : name + " version " + version;
  }
}
