package io.gyre.loader.lifecycle;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.repository.FileEntry;
import io.gyre.loader.repository.FileStamp;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Catalogue entries and held units, written briefly. */
final class Models {
  static final long BYTES = 10;

  private Models() {}

  static UnitId unit(long version, String revision) {
    return new UnitId("m", version, revision, 0);
  }

  static ModelEntry model(String configuration, UnitId... units) {
    return model(ConfigurationFile.parse("m", configuration), units);
  }

  static ModelEntry model(ConfigurationFile configuration, UnitId... units) {
    return new ModelEntry(
        "m",
        Path.of("m"),
        configuration,
        Arrays.stream(units)
            .sorted(Comparator.comparing(UnitId::version))
            .map(Models::version)
            .toList(),
        List.of(),
        Optional.empty());
  }

  private static VersionEntry version(UnitId unit) {
    FileStamp stamp = new FileStamp(BYTES, Instant.EPOCH, "");
    return new VersionEntry(
        unit,
        Path.of("m", "" + unit.version()),
        List.of(new FileEntry(unit.version() + "/model.onnx", stamp, "")));
  }

  static HeldUnit held(UnitId unit, UnitState state) {
    return new HeldUnit(unit, state, 1, 0, Map.of(), 0, 0, 0);
  }

  static HeldUnit failing(UnitId unit, UnitState state, int failures, long retryAt) {
    return new HeldUnit(unit, state, 1, 0, Map.of(), 0, failures, retryAt);
  }

  static HeldUnit retiring(UnitId unit, Map<String, Long> leases, int inFlight) {
    return new HeldUnit(unit, UnitState.RETIRING, 7, 0, leases, inFlight, 0, 0);
  }
}
