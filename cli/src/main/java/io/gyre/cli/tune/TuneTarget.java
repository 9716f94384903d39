package io.gyre.cli.tune;

import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.RepositoryScanner;
import io.gyre.loader.repository.VersionEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The version of a model that is to be tuned.
 *
 * @param model the model
 * @param version its newest version
 */
public record TuneTarget(ModelEntry model, VersionEntry version) {
  /**
   * Finds a model.
   *
   * @throws ModelLoadException where the repository has none of that name, or no version of it
   */
  public static TuneTarget find(Path repository, String name) throws ModelLoadException {
    Catalogue catalogue =
        new RepositoryScanner(repository, InstantSource.system(), Duration.ZERO)
            .scan(Catalogue.EMPTY);
    if (catalogue.problem().isPresent()) {
      throw new ModelLoadException(true, catalogue.problem().get());
    }
    ModelEntry model =
        catalogue
            .model(name)
            .orElseThrow(() ->
                new ModelLoadException(
                    true,
                    "no model \""
                        + name
                        + "\" in "
                        + repository
                        + ", which has "
                        + (catalogue.models().isEmpty()
                            ? "none"
                            : String.join(", ", catalogue.models().keySet()))));
    if (model.versions().isEmpty()) {
      throw new ModelLoadException(
          true, model.problem().orElse("the files of the model are being changed; try again"));
    }
    return new TuneTarget(model, model.versions().getLast());
  }
}
