/**
 * Replays a version's golden requests before it serves, and holds the answers to what is expected.
 */
@NullMarked
package io.gyre.worker.golden;

import org.jspecify.annotations.NullMarked;
