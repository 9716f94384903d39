package io.gyre.cli.config;

import java.util.Locale;

/**
 * One key of the configuration.
 *
 * @param path its place in the file, parts joined by dots: {@code limits.request-bytes}
 * @param type what values it takes
 * @param fallback the value where nothing sets it
 * @param meaning what it does, in a sentence or two
 */
public record Key<T>(String path, ValueType<T> type, T fallback, String meaning) {
  /** The environment variable that sets it: {@code GYRE_LIMITS_REQUEST_BYTES}. */
  public String variable() {
    return "GYRE_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
