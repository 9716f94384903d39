package io.gyre.worker.control;

import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what is wrong with a repository: each problem once, for as long as it stays the same. */
final class CatalogueLog {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogueLog.class);

  private Catalogue last = Catalogue.EMPTY;
  private boolean bare;

  void note(Catalogue now) {
    now.problem()
        .filter(_ -> !now.problem().equals(last.problem()))
        .ifPresent(problem -> LOG.warn("The repository can't be read: {}", problem));
    for (ModelEntry model : now.models().values()) {
      model
          .problem()
          .filter(
              _ -> !model.problem().equals(last.model(model.name()).flatMap(ModelEntry::problem)))
          .ifPresent(problem -> LOG.warn("model {}: {}", model.name(), problem));
      now.orders(model.name())
          .problem()
          .filter(
              _ -> !now.orders(model.name()).problem().equals(last.orders(model.name()).problem()))
          .ifPresent(problem -> LOG.warn("model {}: {}", model.name(), problem));
    }
    noteWhetherBare(now);
    last = now;
  }

  private void noteWhetherBare(Catalogue now) {
    boolean wasBare = bare;
    bare = now.models().isEmpty() && now.problem().isEmpty();
    if (bare && !wasBare) {
      LOG.warn("The repository has no model: expected a folder for each, MODEL/VERSION/model.onnx");
    }
  }
}
