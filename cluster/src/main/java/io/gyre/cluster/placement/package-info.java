/**
 * Decides which member should host which unit: a pure function of members and units, so that
 * everybody who knows the same ones comes to the same result without asking.
 */
@NullMarked
package io.gyre.cluster.placement;

import org.jspecify.annotations.NullMarked;
