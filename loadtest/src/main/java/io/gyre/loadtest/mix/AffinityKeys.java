package io.gyre.loadtest.mix;

import io.gyre.loadtest.usage.UsageException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The affinity keys that requests carry.
 *
 * @param names of the keys, the most frequent first
 * @param choice among them
 */
public record AffinityKeys(List<String> names, Choice choice) {
  private static final Pattern FORM =
      Pattern.compile("uniform:(\\d{1,6})|zipf:(\\d{1,6}):(\\d{1,2}(?:\\.\\d{1,4})?)");
  private static final int MOST = 100_000;

  public AffinityKeys {
    names = List.copyOf(names);
  }

  /** No key at all. */
  public static AffinityKeys none() {
    return new AffinityKeys(List.of(""), Choice.of(1));
  }

  /**
   * Reads {@code uniform:1000}, or {@code zipf:1000:1.1} where the k-th key is as frequent as 1 /
   * k^1.1.
   *
   * @throws UsageException where {@code text} is neither
   */
  public static AffinityKeys parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw unreadable(text);
    }
    boolean uniform = matcher.group(1) != null;
    int count = Integer.parseInt(matcher.group(uniform ? 1 : 2));
    if (count < 1 || count > MOST) {
      throw unreadable(text);
    }
    double exponent = uniform ? 0 : Double.parseDouble(matcher.group(3));
    double[] weights =
        IntStream.rangeClosed(1, count).mapToDouble(k -> Math.pow(k, -exponent)).toArray();
    List<String> names = IntStream.rangeClosed(1, count).mapToObj(k -> "key-" + k).toList();
    return new AffinityKeys(names, Choice.of(weights));
  }

  private static UsageException unreadable(String text) {
    return new UsageException(
        "expected --affinity-keys like uniform:1000 or zipf:1000:1.1, with 1 to %d keys, found '%s'"
            .formatted(MOST, text));
  }
}
