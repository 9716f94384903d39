package io.gyre.loadtest.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.report.Report;
import io.gyre.loadtest.report.SampleReports;
import io.gyre.loadtest.run.FailureCount;
import io.gyre.loadtest.run.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at pages in a real browser, and leaves its pictures in {@code target/pages}. */
class HtmlPageInChromiumTest {
  private static final String HOSTILE =
      "</script><script>document.title='broken'</script><b>no</b>";
  private static final Map<Failure, FailureCount> FAILURES =
      Map.of(
          new Failure(Failure.Kind.REFUSED_BY_SERVER, "RESOURCE_EXHAUSTED"),
          new FailureCount(4120, HOSTILE),
          Failure.TIMED_OUT,
          new FailureCount(31, ""));

  // Of canvases that are on the page: how many have more than one colour on them.
  private static final String DRAWN =
      """
      [...document.querySelectorAll("figure canvas")].filter(canvas => {
        const pixels = new Uint32Array(
          canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
        return new Set(pixels).size > 10;
      }).length
      """;

  private static @Nullable Chromium started;

  @TempDir private static Path folder;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Optional<Path> executable = Chromium.executable();
    String message =
        "skipped: needs chromium; `apt-get install chromium` gets it, GYRE_CHROMIUM names another";
    if (System.getenv("GYRE_NEEDS_CHROMIUM") != null) {
      assertThat(executable).as(message).isPresent();
    }
    Assumptions.assumeTrue(executable.isPresent(), message);
    started = Chromium.start(executable.get(), folder.resolve("browser"));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (started != null) {
      started.close();
    }
  }

  @Test
  void oneRunIsDrawnOnADesktop() throws IOException, InterruptedException {
    show("run-desktop", SampleReports.of(new Verdict.Valid(), Map.of(), 2500), 1280, false);

    assertThat(browser().evaluate(DRAWN).asInt()).isEqualTo(3);
    assertThat(text()).contains("Valid", "No request failed", "2\u202f500/s");
  }

  @Test
  void aSweepIsDrawnInTheDark() throws IOException, InterruptedException {
    show(
        "sweep-dark",
        SampleReports.of(new Verdict.Valid(), FAILURES, 500, 1000, 2000, 3000, 3500, 3900),
        1280,
        true);

    assertThat(browser().evaluate(DRAWN).asInt()).isEqualTo(5);
    assertThat(text()).contains("RESOURCE_EXHAUSTED", HOSTILE);
    assertThat(browser().evaluate("document.title").asString()).isEqualTo("Load test of digits");
    assertThat(browser().evaluate("getComputedStyle(document.body).backgroundColor").asString())
        .isEqualTo("rgb(18, 21, 28)");
  }

  @Test
  void anotherRunIsDrawnWhenItIsChosen() throws IOException, InterruptedException {
    show("choice", SampleReports.of(new Verdict.Valid(), Map.of(), 500, 1000), 1280, false);
    String before = text();
    browser()
        .evaluate(
            "const s = document.querySelector('select'); s.value = '0';"
                + " s.dispatchEvent(new Event('change'))");

    assertThat(before).doesNotContain("ASKED FOR\n500/s");
    assertThat(browser().evaluate("document.querySelector('.tile b').textContent").asString())
        .isEqualTo("500/s");
    assertThat(browser().evaluate("document.querySelectorAll('figure').length").asInt())
        .isEqualTo(5);
  }

  @Test
  void aPhoneShowsAllOfItAndThatItIsInvalid() throws IOException, InterruptedException {
    Verdict invalid = new Verdict.Invalid("the generator could not keep up: " + "x".repeat(80));
    show("invalid-phone", SampleReports.of(invalid, FAILURES, 1000, 3900), 390, false);

    assertThat(browser().evaluate("document.documentElement.scrollWidth").asInt()).isEqualTo(390);
    assertThat(browser().evaluate("document.querySelector('[role=alert]').innerText").asString())
        .startsWith("INVALID");
    String top = "document.querySelector('[role=alert]').getBoundingClientRect().top";
    assertThat(browser().evaluate(top).asDouble()).as("seen at once").isLessThan(300);
  }

  @Test
  void everyPlotAndTableHasAName() throws IOException, InterruptedException {
    show("names", SampleReports.of(new Verdict.Valid(), FAILURES, 500, 1000), 390, true);
    String unnamed =
        """
        [...document.querySelectorAll("[role=img], [role=region]")]
          .filter(part => !part.getAttribute("aria-label")).length
          + document.querySelectorAll("figure:not(:has(figcaption h2))").length
        """;

    assertThat(browser().evaluate(unnamed).asInt()).isZero();
    assertThat(browser().evaluate(DRAWN).asInt()).isEqualTo(5);
    assertThat(browser().evaluate("document.documentElement.scrollWidth").asInt()).isEqualTo(390);
  }

  /** Shows a report; whatever it is, the page is content and asks nobody for anything. */
  private void show(String name, Report report, int width, boolean dark)
      throws IOException, InterruptedException {
    Path page = Files.write(folder.resolve(name + ".html"), HtmlPage.of(report));
    browser().show(page, width, 844, dark);
    browser().picture(Path.of("target", "pages", name + ".png"));

    assertThat(browser().complaints()).isEmpty();
    assertThat(browser().requests())
        .filteredOn(url -> !url.startsWith("data:"))
        .containsExactly(page.toUri().toString());
  }

  private static Chromium browser() {
    return Objects.requireNonNull(started);
  }

  private static String text() throws InterruptedException {
    return browser().evaluate("document.body.innerText").asString();
  }
}
