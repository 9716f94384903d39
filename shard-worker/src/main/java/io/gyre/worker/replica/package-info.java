/** Is a loaded unit with its queue and its instances, from its first request to its end. */
@NullMarked
package io.gyre.worker.replica;

import org.jspecify.annotations.NullMarked;
