/** Decides and carries out what this worker holds, and tells its routers. */
@NullMarked
package io.gyre.worker.control;

import org.jspecify.annotations.NullMarked;
