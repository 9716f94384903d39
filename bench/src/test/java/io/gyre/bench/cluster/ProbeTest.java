package io.gyre.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private static final long EVENT = 1000;

  private static List<Probe> steady() {
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      probes.add(new Probe(i * 10, i * 10 + 5, true));
    }
    return probes;
  }

  @Test
  void whereNothingShowsNothingIsToRecoverFrom() {
    List<Probe> probes = steady();
    probes.add(new Probe(1100, 1114, true));
    assertThat(Probe.recoveryNanos(probes, EVENT)).isZero();
  }

  @Test
  void theLastSlowOrFailedRequestIsTheEndOfIt() {
    List<Probe> probes = steady();
    probes.add(new Probe(990, 1100, true));
    probes.add(new Probe(1101, 1106, true));
    probes.add(new Probe(1300, 1301, false));
    probes.add(new Probe(1400, 1405, true));
    assertThat(Probe.recoveryNanos(probes, EVENT)).isEqualTo(301);
  }
}
