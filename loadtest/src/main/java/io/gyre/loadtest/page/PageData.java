package io.gyre.loadtest.page;

import io.gyre.loadtest.report.Measurement;
import io.gyre.loadtest.report.Report;
import io.gyre.loadtest.report.ReportFile;
import io.gyre.loadtest.run.RunResult;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the page's script is told: the report as JSON, and the curve of each load's percentiles. */
final class PageData {
  /** How finely a curve is drawn: points for a tenth of the requests that are left above. */
  private static final int POINTS = 20;

  private PageData() {}

  /** JSON that can stand within a script of a page, whatever the texts in it. */
  static String of(Report report) {
    ObjectNode root = ReportFile.tree(report);
    for (JsonNode packed : root.findParents("histogram")) {
      ((ObjectNode) packed).remove("histogram");
    }
    root.put("curve_points", POINTS);
    ArrayNode curves = root.putArray("curves");
    report.measurements().forEach(measurement -> curve(curves.addArray(), measurement));
    return root.toString().replace("<", "\\u003c");
  }

  /**
   * The latency that all but a share of the good answers kept, in microseconds: the share is 1, and
   * goes down to one answer by a tenth in every {@link #POINTS} points.
   */
  private static void curve(ArrayNode points, Measurement measurement) {
    Histogram all = new Histogram(3);
    for (RunResult run : measurement.runs()) {
      all.add(run.measured().latency());
    }
    long count = all.getTotalCount();
    int last = count == 0 ? -1 : (int) Math.ceil(POINTS * Math.log10(count));
    for (int i = 0; i <= last; i++) {
      double above = Math.pow(10, -(double) i / POINTS);
      points.add(all.getValueAtPercentile(100 * (1 - above)) / 1e3);
    }
  }
}
