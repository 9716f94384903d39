/** Traces samples of the requests: when each began, was sent and ended, written to a file. */
@NullMarked
package io.gyre.router.trace;

import org.jspecify.annotations.NullMarked;
