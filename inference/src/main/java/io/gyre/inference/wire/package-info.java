/** Turns protobuf bytes into views and back, without generated messages on the way of tensors. */
@NullMarked
package io.gyre.inference.wire;

import org.jspecify.annotations.NullMarked;
