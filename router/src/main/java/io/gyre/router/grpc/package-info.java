/**
 * Is the gRPC front door: the Open Inference Protocol's service, health and reflection on one port.
 */
@NullMarked
package io.gyre.router.grpc;

import org.jspecify.annotations.NullMarked;
