package io.gyre.cluster.dns;

import java.io.IOException;
import java.util.List;

/** Asks name servers. */
@FunctionalInterface
public interface DnsLookup {
  /**
   * The records of a name, as zone files write them; empty where there are none, or no such name.
   *
   * @param type A, AAAA or SRV
   * @throws IOException where no server answers, or one answers with an error
   */
  List<String> records(String name, String type) throws IOException;
}
