/** Names what a worker loads and serves. */
@NullMarked
package io.gyre.inference.unit;

import org.jspecify.annotations.NullMarked;
