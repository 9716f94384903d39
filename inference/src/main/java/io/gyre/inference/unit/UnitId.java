package io.gyre.inference.unit;

/**
 * Identity of what a worker loads and serves.
 *
 * @param model name of the model
 * @param version the version's number
 * @param revision digest of the content and configuration
 * @param partition which piece of the version; 0 for an ordinary model
 */
public record UnitId(String model, long version, String revision, int partition) {
  @Override
  public String toString() {
    return model + "/" + version + "@" + revision + (partition == 0 ? "" : "#" + partition);
  }
}
