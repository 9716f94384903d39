/**
 * Decides, from what workers announce, which version of each model is served by which replicas, and
 * what is released.
 */
@NullMarked
package io.gyre.router.table;

import org.jspecify.annotations.NullMarked;
