package io.gyre.loadtest.page;

import io.gyre.loadtest.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A report as one self-contained web page. Its policy lets a browser run and show the page's own
 * scripts and styles, and nothing else: it loads nothing, and text of a server stays text.
 */
public final class HtmlPage {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private HtmlPage() {}

  /** The page's bytes, in UTF-8. */
  public static byte[] of(Report report) {
    Inline style = new Inline(resource("uplot/uPlot.min.css") + resource("page.css"));
    Inline script =
        new Inline(
            resource("uplot/uPlot.iife.min.js")
                + resource("format.js")
                + resource("charts.js")
                + resource("page.js"));
    Map<String, String> parts =
        Map.of(
            "title", escaped("Load test of " + report.model()),
            "style", style.text(),
            "style_source", style.source(),
            "script", script.text(),
            "script_source", script.source(),
            "data", PageData.of(report),
            "licence", escaped(resource("uplot/LICENSE")));
    Matcher places = PLACE.matcher(resource("page.html"));
    String page = places.replaceAll(place -> Matcher.quoteReplacement(part(parts, place.group(1))));
    return page.getBytes(StandardCharsets.UTF_8);
  }

  private static String part(Map<String, String> parts, String name) {
    return Objects.requireNonNull(parts.get(name), name);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
