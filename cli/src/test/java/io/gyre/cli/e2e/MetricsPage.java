package io.gyre.cli.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads metric families from the text exposition and from the page that lists them. */
final class MetricsPage {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:]\\w*)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern ROW =
      Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| ([^|]*) \\| [^|]+ \\| [^|]+ \\|");

  private MetricsPage() {}

  /**
   * A metric as its scraper sees it.
   *
   * @param name the family's name
   * @param type counter, gauge, histogram, …
   * @param labels the labels' names, without those that its type brings
   */
  record Family(String name, String type, Set<String> labels) {}

  /** What a scrape shows. */
  static List<Family> exposed(String scraped) {
    Map<String, String> types = new HashMap<>();
    Map<String, Set<String>> labels = new HashMap<>();
    for (String line : scraped.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        types.put(type.group(1), type.group(2));
      } else if (sample.matches()) {
        Set<String> ofFamily = labelsOf(labels, family(sample.group(1), types.keySet()));
        Stream.ofNullable(sample.group(2)).forEach(text -> addLabels(text, ofFamily));
      }
    }
    List<Family> families = new ArrayList<>();
    types.forEach((name, type) -> families.add(new Family(name, type, labelsOf(labels, name))));
    return families;
  }

  private static Set<String> labelsOf(Map<String, Set<String>> labels, String family) {
    return labels.computeIfAbsent(family, _ -> new TreeSet<>());
  }

  private static void addLabels(String text, Set<String> to) {
    LABEL
        .matcher(text)
        .results()
        .map(label -> label.group(1))
        .filter(label -> !label.equals("le") && !label.equals("quantile"))
        .forEach(to::add);
  }

  /** The family that a sample belongs to: histograms and summaries have several samples each. */
  private static String family(String sample, Set<String> families) {
    return Stream.of("", "_bucket", "_count", "_sum", "_max")
        .filter(sample::endsWith)
        .map(suffix -> sample.substring(0, sample.length() - suffix.length()))
        .filter(families::contains)
        .findFirst()
        .orElseThrow(() -> new AssertionError(sample + " has no family"));
  }

  /** What the page lists: rows of name, type, labels, unit and meaning. */
  static List<Family> listed(Path page) throws IOException {
    return Files.readString(page)
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> new Family(row.group(1), row.group(2), labels(row.group(3))))
        .toList();
  }

  private static Set<String> labels(String cell) {
    return Stream.of(cell.split(","))
        .map(label -> label.replace("`", "").strip())
        .filter(label -> !label.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
