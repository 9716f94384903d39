package io.gyre.loader.guided;

import io.gyre.loader.desired.AliasFile;
import io.gyre.loader.desired.AliasFiles;
import io.gyre.loader.desired.CondemnedVersion;
import io.gyre.loader.desired.DesiredRegistry;
import io.gyre.loader.desired.ReplicaCount;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.CatalogueSource;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.RepositoryScanner;
import io.gyre.proto.registry.DesiredState;
import io.gyre.proto.registry.ModelWish;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A repository of which people ask for something: what it holds, as far as it is followed. */
public final class GuidedRepository implements CatalogueSource {
  private static final ModelWish NOTHING = ModelWish.getDefaultInstance();

  private final RepositoryScanner scanner;
  private final DesiredRegistry registry;
  private final ControlMode mode;
  private final Predicate<String> atStart;
  private final ModelChanges changes;
  private final VerdictRecord verdicts;
  private final ReplicaRecord replicas;
  private final GivenModels given;
  private final AliasFiles aliases = new AliasFiles();

  /** What the repository holds, followed or not. */
  private Catalogue found = Catalogue.EMPTY;

  private Optional<DesiredState> followed = Optional.empty();

  /**
   * @param registry what people ask for; the caller closes it
   * @param atStart which models are loaded under explicit control though nobody has asked
   * @param filesMayBeGiven whether a request to load may bring contents of files
   */
  public GuidedRepository(
      RepositoryScanner scanner,
      DesiredRegistry registry,
      ControlMode mode,
      Predicate<String> atStart,
      boolean filesMayBeGiven,
      InstantSource clock) {
    this.scanner = scanner;
    this.registry = registry;
    this.mode = mode;
    this.atStart = atStart;
    this.given = new GivenModels(clock);
    this.changes =
        new ModelChanges(registry, aliases, new ChangeRules(mode, filesMayBeGiven), clock);
    this.verdicts = new VerdictRecord(registry, clock);
    this.replicas = new ReplicaRecord(registry);
  }

  @Override
  public Catalogue scan(Catalogue previous) {
    DesiredState desired = registry.read();
    boolean first = followed.isEmpty();
    if (first
        || mode != ControlMode.NONE
        || isSettling()
        || !followed.equals(Optional.of(desired))) {
      found = scanner.scan(found);
    }
    followed = Optional.of(desired);
    Map<String, Adoption.Found> models = new HashMap<>();
    for (String name : names(desired)) {
      models.put(name, found(name, desired));
    }
    forget(desired);
    Catalogue adopted =
        new Adoption(mode, atStart, first ? Optional.empty() : Optional.of(previous))
            .of(models, found.problem());
    if (desired.getLeavingCount() > 0) {
      adopted = adopted.withLeaving(desired.getLeavingMap().keySet());
    }
    Optional<String> problem = registry.problem();
    return problem.isPresent() && adopted.problem().isEmpty()
        ? adopted.withProblem(problem.get() + "; what was asked for before stays in force")
        : adopted;
  }

  private boolean isSettling() {
    return found.models().values().stream().anyMatch(model -> !model.settling().isEmpty());
  }

  private Set<String> names(DesiredState desired) {
    Set<String> names = new TreeSet<>(found.models().keySet());
    names.addAll(desired.getModelsMap().keySet());
    return names;
  }

  private Adoption.Found found(String name, DesiredState desired) {
    ModelWish wish = desired.getModelsOrDefault(name, NOTHING);
    Optional<ModelEntry> folder = found.model(name);
    Optional<ModelEntry> entry =
        mode == ControlMode.EXPLICIT && wish.hasGiven()
            ? given.over(name, folder, wish.getGiven(), registry.files().root())
            : folder;
    return new Adoption.Found(
        entry,
        wish,
        folder.map(ModelEntry::directory).map(aliases::of).orElse(AliasFile.NONE),
        VerdictRecord.of(desired, name),
        ReplicaRecord.of(desired, name));
  }

  private void forget(DesiredState desired) {
    Set<Path> folders =
        found.models().values().stream().map(ModelEntry::directory).collect(Collectors.toSet());
    aliases.retain(folders);
    Set<String> digests = new HashSet<>();
    desired.getModelsMap().values().forEach(wish -> digests.add(wish.getGiven().getFiles()));
    given.retain(digests);
  }

  @Override
  public ChangeAnswer change(ChangeRequest request) {
    found = scanner.scan(found);
    return changes.make(request, found);
  }

  @Override
  public void condemn(String model, CondemnedVersion version) {
    verdicts.keep(model, version);
  }

  @Override
  public boolean replicas(String model, ReplicaCount seen, ReplicaCount next) {
    return replicas.change(model, seen, next);
  }
}
