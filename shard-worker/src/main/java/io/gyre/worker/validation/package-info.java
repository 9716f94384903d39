/** Checks requests against the configuration of the unit that they are for. */
@NullMarked
package io.gyre.worker.validation;

import org.jspecify.annotations.NullMarked;
