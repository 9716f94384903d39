package io.gyre.loadtest.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.report.SampleReports;
import io.gyre.loadtest.run.FailureCount;
import io.gyre.loadtest.run.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HtmlPageTest {
  private static final String HOSTILE = "</script><script>alert('$1 \\ {{data}}')</script><!--";

  @Test
  void textOfTheServerStaysWithinTheData() {
    Failure refused = new Failure(Failure.Kind.REFUSED_BY_SERVER, "HTTP 500");
    String page = page(Map.of(refused, new FailureCount(3, HOSTILE)));

    assertThat(page.split("</script>", -1)).as("the page's own two scripts end").hasSize(3);
    assertThat(data(page).at("/measurements/0/runs/0/failures/0/example").asString())
        .isEqualTo(HOSTILE);
  }

  @Test
  void thePageIsWholeAndHasTheLicenceOfItsCharts() {
    String page = page(Map.of());

    assertThat(page)
        .contains("<title>Load test of digits</title>", "default-src 'none'", "Leon Sorokin")
        .doesNotContain("{{", "src=\"http", "url(http");
    assertThat(page.length()).as("no histograms, which the page doesn't read").isLessThan(150_000);
  }

  @Test
  void aCurveRisesToTheLongestAnswer() {
    JsonNode data = data(page(Map.of()));
    JsonNode curve = data.at("/curves/0");
    double longest = data.at("/measurements/0/runs/0/latency/max_us").asDouble();

    assertThat(curve.size()).isBetween(80, 110);
    assertThat(curve.get(curve.size() - 1).asDouble()).isEqualTo(longest);
    for (int i = 1; i < curve.size(); i++) {
      assertThat(curve.get(i).asDouble()).isGreaterThanOrEqualTo(curve.get(i - 1).asDouble());
    }
  }

  private static String page(Map<Failure, FailureCount> failures) {
    byte[] bytes = HtmlPage.of(SampleReports.of(new Verdict.Valid(), failures, 1000));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static JsonNode data(String page) {
    String start = "<script type=\"application/json\" id=\"data\">";
    int from = page.indexOf(start) + start.length();
    return JsonMapper.shared().readTree(page.substring(from, page.indexOf("</script>", from)));
  }
}
