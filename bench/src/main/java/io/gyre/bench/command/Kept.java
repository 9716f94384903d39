package io.gyre.bench.command;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.figure.Conditions;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.RunFile;
import io.gyre.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the figures of a run are kept.
 *
 * @param conditions as they were before the run
 * @param docs the folder of documents whose page shows them; none where they aren't kept
 */
record Kept(Conditions conditions, @Nullable Path docs) {
  private static final String QUICK = "a quick look";
  private static final String THOROUGH = "in full";

  static Kept here(@Nullable Path docs, Effort effort) {
    String version = Kept.class.getPackage().getImplementationVersion();
    return new Kept(
        Conditions.here(
            InstantSource.system(),
            "Gyre " + (version == null ? "from its sources" : version),
            effort.equals(Effort.QUICK) ? QUICK : THOROUGH),
        docs);
  }

  /** Writes figures to a file of their own. */
  void write(Path file, List<Figure> figures) {
    new RunFile(conditions, figures).write(file);
  }

  /** Puts the figures of an experiment in the place of earlier ones, and on the page. */
  void keep(String experiment, List<Figure> figures) throws IOException {
    if (docs != null) {
      Report report = new Report(docs);
      write(report.run(experiment), figures);
      report.renew();
    }
  }
}
