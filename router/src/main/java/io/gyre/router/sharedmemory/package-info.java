/** Tensors in regions of POSIX shared memory that clients on this machine register. */
@NullMarked
package io.gyre.router.sharedmemory;

import org.jspecify.annotations.NullMarked;
