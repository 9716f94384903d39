/** Speaks the protocol over gRPC: HTTP/2 streams that cost next to nothing to open. */
@NullMarked
package io.gyre.loadtest.grpc;

import org.jspecify.annotations.NullMarked;
