/**
 * Carries inference over gRPC calls, for the front door and for workers alike: messages in and out,
 * refusals as statuses.
 */
@NullMarked
package io.gyre.inference.grpc;

import org.jspecify.annotations.NullMarked;
