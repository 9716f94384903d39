package io.gyre.loadtest.run;

/**
 * How often requests failed in one way.
 *
 * @param count how many
 * @param example what the server or the system said for the first of them; may be empty
 */
public record FailureCount(long count, String example) {
  FailureCount plus(FailureCount later) {
    return new FailureCount(count + later.count, example.isEmpty() ? later.example : example);
  }
}
