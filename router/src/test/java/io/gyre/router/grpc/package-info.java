@NullMarked
package io.gyre.router.grpc;

import org.jspecify.annotations.NullMarked;
