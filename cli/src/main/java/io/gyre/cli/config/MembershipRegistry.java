package io.gyre.cli.config;

/** Where the workers of a cluster are known from. */
public enum MembershipRegistry {
  /** The list in the configuration. */
  STATIC,
  /** A name in the Domain Name System. */
  DNS,
  /** A service in Consul. */
  CONSUL
}
