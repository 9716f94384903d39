/** Speaks the protocol over HTTP/1.1, with tensors as JSON or in binary. */
@NullMarked
package io.gyre.loadtest.http;

import org.jspecify.annotations.NullMarked;
