/** Decides what a worker loads, retires and unloads, as pure functions of immutable snapshots. */
@NullMarked
package io.gyre.loader.lifecycle;

import org.jspecify.annotations.NullMarked;
