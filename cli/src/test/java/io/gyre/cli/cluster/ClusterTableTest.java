package io.gyre.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ClusterTableTest {
  private static final String PAGE =
      """
      {"ready": true, "draining": false, "inFlight": 3,
       "membership": {"source": "DNS name workers", "state": "FROZEN",
                      "reason": "no answer", "problems": ["two members have the id 'w2'"]},
       "members": [
         {"id": "w1", "host": "10.0.0.5", "port": 8001, "zone": "north", "listed": true,
          "connected": true, "draining": false, "lastError": "an old one"},
         {"id": "w2", "host": "10.0.0.6", "port": 8001, "zone": "", "listed": true,
          "connected": false, "draining": false, "lastError": "connection\\nrefused"}],
       "models": [
         {"model": "digits", "version": "2", "state": "READY", "current": true,
          "memoryBytes": 2097152, "requests": REQUESTS, "p99Millis": 1.25, "reason": ""},
         {"model": "digits", "version": "3", "state": "UNAVAILABLE", "current": false,
          "memoryBytes": 0, "requests": 0, "p99Millis": 0, "reason": "bad magic"}],
       "units": [
         {"worker": "w1", "model": "digits", "version": 2, "state": "READY", "leased": true,
          "memoryBytes": 2097152},
         {"worker": "w1", "model": "digits", "version": 3, "state": "FAILED", "leased": false,
          "memoryBytes": 0}],
       "table": [
         {"model": "digits", "version": 2,
          "replicas": [{"worker": "w1", "partition": 0, "outstanding": 3}]}]}
      """;

  private final JsonMapper json = new JsonMapper();
  private final ClusterSnapshot cluster =
      ClusterSnapshot.of(
          json.readTree(PAGE.replace("REQUESTS", "100")),
          json.readTree(PAGE.replace("REQUESTS", "300")),
          2);

  @Test
  void showsRouterMembersAndModels() {
    assertThat(ClusterTable.of(cluster))
        .isEqualTo(
            """
            router ready, 3 requests under way; members from DNS name workers: FROZEN
              no answer
              two members have the id 'w2'

            WORKER  ADDRESS        ZONE   STATE      UNITS              LEASES  MEMORY   WAITING FOR  NOTE
            w1      10.0.0.5:8001  north  connected  1 READY, 1 FAILED  1       2.0 MiB  3
            w2      10.0.0.6:8001  -      lost       -                  0       0 B      0            connection; refused

            MODEL   VERSION  STATE        REPLICAS  REQUESTS/S  P99      MEMORY   REASON
            digits  2 *      READY        1         100.0       1.25 ms  2.0 MiB
            digits  3        UNAVAILABLE  0         0.0         -        0 B      bad magic
            """);
  }

  @Test
  void isReadByProgramsToo() {
    assertThat(
            json.readTree(json.writeValueAsString(cluster))
                .path("members")
                .path(0)
                .path("id")
                .asString(""))
        .isEqualTo("w1");
  }
}
