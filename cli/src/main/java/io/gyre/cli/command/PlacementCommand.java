package io.gyre.cli.command;

import io.gyre.cli.config.Assignment;
import io.gyre.cli.config.ConfigurationException;
import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import io.gyre.cli.placement.PlacementFile;
import io.gyre.cli.placement.PlacementReport;
import io.gyre.cli.placement.PlacementTable;
import io.gyre.cli.serve.Installation;
import io.gyre.cli.serve.StartException;
import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.Placement;
import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.cluster.placement.UnitNeed;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.RepositoryScanner;
import io.gyre.worker.placement.UnitNeeds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Which workers should host which models. */
@Command(
    name = "placement",
    description = {
      "Shows which workers should host which models, what would move if workers left, and what fits"
          + " nowhere. It asks nobody: workers come to the same result from the same members and"
          + " models.",
      "",
      "Pairs of model and worker are taken by descending hash, large models first. A pair is accepted"
          + " if the model lacks a replica, and the worker has the device, and room beside a reserve in"
          + " which its largest model can be swapped. Replicas are kept in different zones where there"
          + " are. A worker that joins or leaves moves little more than its share."
    },
    footer = {
      "",
      "A file of members is YAML, memory in units of 1024:",
      "  members:",
      "    - {id: w1, memory: 16GiB, zone: a}",
      "    - {id: w2, memory: 16GiB, zone: b, devices: [\"cuda:0\"]}",
      "",
      "Models are read from the repository: memory is 1.25 times the files of the",
      "versions that are served side by side. A config.pbtxt says otherwise by its",
      "parameters:",
      "  parameters { key: \"replicas\"     value { string_value: \"2..8\" } }",
      "  parameters { key: \"memory_bytes\" value { string_value: \"120000000\" } }",
      "A file of models has them instead of a repository:",
      "  models:",
      "    - {model: resnet, memory: 98MiB, replicas: 2, device: \"cuda:0\"}",
      "",
      "Examples:",
      "  gyre placement my-models --members members.yaml",
      "  gyre placement my-models --members members.yaml --without w3",
      "  gyre placement --models models.yaml --members members.yaml --json"
    })
final class PlacementCommand implements Callable<Integer> {
  @Mixin private final HelpOption help = new HelpOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "REPOSITORY",
      description =
          "Directory with one folder for each model; the bundled examples where it is left out.")
  private @Nullable String repository;

  @Option(
      names = "--members",
      required = true,
      paramLabel = "FILE",
      description = "The workers, with the memory, zone and devices of each.")
  private Path members = Path.of("members.yaml");

  @Option(
      names = "--models",
      paramLabel = "FILE",
      description = "The models, instead of those of a repository.")
  private @Nullable Path models;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "1",
      description = "Replicas of models whose configuration doesn't say (${DEFAULT-VALUE}).")
  private int replicas = 1;

  @Option(
      names = "--without",
      paramLabel = "ID",
      description = "Shows the placement without this worker, and what moves; may be repeated.")
  private List<String> without = new ArrayList<>();

  @Option(names = "--json", description = "Prints JSON instead of tables.")
  private boolean json;

  @Override
  public Integer call() throws StartException, ConfigurationException {
    if (replicas < 1) {
      throw new StartException("--replicas must be 1 or more");
    }
    if (models != null && repository != null) {
      throw new StartException(
          "models are read from %s or from --models %s: leave one of them out"
              .formatted(repository, models));
    }
    List<MemberCapacity> all = PlacementFile.members(members);
    List<UnitNeed> needs = models == null ? ofRepository() : PlacementFile.models(models);
    Placement before = Placement.of(all, needs);
    Placement after = before.with(remaining(all), needs);
    PlacementReport report = PlacementReport.of(before, after);
    String change = without.isEmpty() ? "" : "without " + String.join(", ", without);
    System.out.print(json ? asJson(report) : PlacementTable.of(report, change));
    System.out.flush();
    return 0;
  }

  private List<UnitNeed> ofRepository() throws StartException, ConfigurationException {
    List<Assignment> assignments = new ArrayList<>();
    SettingOptions.add(assignments, Keys.REPOSITORY_PATH, repository, "REPOSITORY");
    Path directory = Installation.ofLauncher().repository(Settings.of(assignments));
    Catalogue catalogue =
        new RepositoryScanner(directory, InstantSource.system(), Duration.ZERO)
            .scan(Catalogue.EMPTY);
    if (catalogue.problem().isPresent()) {
      throw new StartException(catalogue.problem().get());
    }
    return new UnitNeeds(new ReplicaRange(replicas, replicas)).of(catalogue);
  }

  private List<MemberCapacity> remaining(List<MemberCapacity> all) throws StartException {
    List<String> ids = all.stream().map(MemberCapacity::id).toList();
    for (String id : without) {
      if (!ids.contains(id)) {
        throw new StartException(
            "--without %s: no such worker in %s, which has %s"
                .formatted(id, members, ids.stream().collect(Collectors.joining(", "))));
      }
    }
    return all.stream().filter(member -> !without.contains(member.id())).toList();
  }

  private static String asJson(PlacementReport report) {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(report)
        + "\n";
  }
}
