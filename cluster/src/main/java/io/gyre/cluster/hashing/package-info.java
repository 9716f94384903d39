/**
 * Says which replica of a unit a key belongs to: the same one at every router, and another one only
 * where replicas come, go, or are busier than the rest.
 */
@NullMarked
package io.gyre.cluster.hashing;

import org.jspecify.annotations.NullMarked;
