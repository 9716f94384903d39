package io.gyre.cluster.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/**
 * Lookups by the client that comes with the JDK, which keeps no answers. A name is asked for as it
 * stands: search domains aren't tried.
 */
public final class JndiLookup implements DnsLookup {
  private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(1);
  private static final int TRIES = 2;

  private final Hashtable<String, String> environment = new Hashtable<>();

  /**
   * @param server {@code host:port} of the name server; empty for those of this machine
   */
  public JndiLookup(String server) {
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, server.isEmpty() ? "dns:" : "dns://" + server);
    environment.put("com.sun.jndi.dns.timeout.initial", Long.toString(FIRST_TIMEOUT.toMillis()));
    environment.put("com.sun.jndi.dns.timeout.retries", Integer.toString(TRIES));
  }

  // The provider is the JDK's for DNS, fixed above: its attributes are texts, nothing is
  // deserialised.
  @SuppressWarnings("BanJNDI")
  @Override
  public List<String> records(String name, String type) throws IOException {
    try {
      DirContext context = new InitialDirContext(environment);
      try {
        // One type at a time: several together become a question for ANY, which servers refuse.
        Attribute attribute = context.getAttributes(name, new String[] {type}).get(type);
        List<String> records = new ArrayList<>();
        for (int i = 0; attribute != null && i < attribute.size(); i++) {
          records.add(String.valueOf(attribute.get(i)));
        }
        return records;
      } finally {
        context.close();
      }
    } catch (NameNotFoundException _) {
      return List.of();
    } catch (NamingException e) {
      throw new IOException(
          "no answer for the %s records of %s: %s".formatted(type, name, reason(e)), e);
    }
  }

  private static String reason(NamingException e) {
    Throwable cause = e.getRootCause();
    return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + " (" + cause + ")";
  }
}
