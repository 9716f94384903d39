package io.gyre.cli.tune;

/** Shows a tuning as one HTML page that needs nothing else. */
public final class TunePage {
  private TunePage() {}

  /** The page. */
  public static String of(TuneReport report) {
    String model = TuneChart.escape(report.model());
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>gyre tune: %s</title>
    <style>body { font-family: sans-serif; max-width: 60em; margin: 2em auto } pre { background: #f4f4f5; padding: 1em }</style>
    </head><body>
    <h1>%s, version %d</h1>
    %s
    <pre>%s</pre>
    </body></html>
    """
        .formatted(
            model,
            model,
            report.version(),
            TuneChart.svg(report),
            TuneChart.escape(TuneTable.of(report)));
  }
}
