/** Holds what is said to Consul to a real agent. */
@NullMarked
package io.gyre.cli.consul;

import org.jspecify.annotations.NullMarked;
