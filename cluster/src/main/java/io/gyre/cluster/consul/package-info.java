/** Finds members in Consul, and announces a worker there. */
@NullMarked
package io.gyre.cluster.consul;

import org.jspecify.annotations.NullMarked;
