package io.gyre.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.member.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnEntryTest {
  private static final Member BY_ID = new Member("w1", "node-7", 9001);
  private static final Member BY_ADDRESS = new Member("10.0.0.5:8001", "10.0.0.5", 8001);
  private static final Member OTHER = new Member("10.0.0.6:8001", "10.0.0.6", 8001);

  @Test
  void anIdIsWhatCountsFirst() {
    assertThat(entry("w1", "10.0.0.5").in(List.of(BY_ADDRESS, BY_ID))).contains(BY_ID);
  }

  @Test
  void inAListOfAddressesItsOwnIsFound() {
    assertThat(entry("worker", "10.0.0.5").in(List.of(OTHER, BY_ADDRESS))).contains(BY_ADDRESS);
    assertThat(entry("worker", "10.0.0.7").in(List.of(OTHER, BY_ADDRESS))).isEmpty();
  }

  @Test
  void anAddressOfAnotherPortIsAnotherWorker() {
    Member beside = new Member("10.0.0.5:8002", "10.0.0.5", 8002);
    assertThat(entry("worker", "10.0.0.5").in(List.of(beside))).isEmpty();
  }

  @Test
  void anAddressIsTheSameHoweverItIsWritten() {
    Member written = new Member("[fd00:0:0::5]:8001", "fd00:0:0::5", 8001);
    assertThat(entry("worker", "fd00::5").in(List.of(written))).contains(written);
  }

  @Test
  void whereEveryAddressIsBoundEachOfTheMachinesIsItsOwn() {
    Member local = new Member("127.0.0.1:8001", "127.0.0.1", 8001);
    OwnEntry everywhere = OwnEntry.of("worker", new Endpoint("0.0.0.0", 8001), "", 0);
    assertThat(everywhere.in(List.of(local))).contains(local);
  }

  @Test
  void whatIsAdvertisedIsItsOwn() {
    Member mapped = new Member("gateway:30001", "gateway", 30_001);
    OwnEntry entry = OwnEntry.of("worker", new Endpoint("127.0.0.1", 8001), "gateway", 30_001);
    assertThat(entry.in(List.of(mapped))).contains(mapped);
  }

  private static OwnEntry entry(String id, String host) {
    return OwnEntry.of(id, new Endpoint(host, 8001), "", 0);
  }
}
