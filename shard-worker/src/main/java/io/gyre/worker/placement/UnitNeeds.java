package io.gyre.worker.placement;

import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.cluster.placement.UnitKey;
import io.gyre.cluster.placement.UnitNeed;
import io.gyre.loader.config.PlacementParameters;
import io.gyre.loader.config.VersionPolicy;
import io.gyre.loader.engine.EngineOptions.Device;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the units of a catalogue need, as far as everybody who reads the registry knows: nothing
 * that only one worker has measured may count.
 *
 * @param replicas of models whose configuration doesn't say
 */
public record UnitNeeds(ReplicaRange replicas) {
  /** Memory for each byte of a version's files, where the configuration doesn't say. */
  public static final double BYTES_PER_FILE_BYTE = 1.25;

  /** The needs of every model of which the registry offers a version. */
  public List<UnitNeed> of(Catalogue catalogue) {
    List<UnitNeed> needs = new ArrayList<>();
    for (ModelEntry model : catalogue.models().values()) {
      Map<Integer, Long> bytes = bytes(model);
      String device = device(model.configuration().device());
      ReplicaRange range = range(model);
      int wanted = range.clamp(catalogue.orders(model.name()).replicas().count());
      bytes.forEach((partition, held) ->
          needs.add(
              new UnitNeed(
                  new UnitKey(model.name(), partition), held, device, range.fewest(), wanted)));
    }
    return needs;
  }

  /** How many replicas the model may have. */
  public ReplicaRange range(ModelEntry model) {
    PlacementParameters asked = model.configuration().placement();
    return asked.fewestReplicas() > 0 && asked.mostReplicas() >= asked.fewestReplicas()
        ? new ReplicaRange(asked.fewestReplicas(), asked.mostReplicas())
        : replicas;
  }

  /** Bytes of each partition, of all versions that the policy wants side by side. */
  private static Map<Integer, Long> bytes(ModelEntry model) {
    PlacementParameters asked = model.configuration().placement();
    return wanted(model).stream()
        .collect(
            Collectors.groupingBy(
                version -> version.unit().partition(),
                TreeMap::new,
                Collectors.summingLong(version ->
                    asked.bytes().orElse((long) (version.bytes() * BYTES_PER_FILE_BYTE)))));
  }

  private static List<VersionEntry> wanted(ModelEntry model) {
    List<VersionEntry> newest = model.versions().reversed();
    return switch (model.configuration().versionPolicy()) {
      case VersionPolicy.Latest(int count) -> newest.stream().limit(count).toList();
      case VersionPolicy.All _ -> newest;
      case VersionPolicy.Specific(var numbers) ->
          newest.stream().filter(version -> numbers.contains(version.version())).toList();
    };
  }

  private static String device(Device device) {
    return switch (device) {
      case Device.Cpu _ -> "";
      case Device.Gpu(int index) -> "cuda:" + index;
    };
  }
}
