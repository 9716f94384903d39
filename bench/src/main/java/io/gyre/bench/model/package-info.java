/** Makes the models that experiments measure, and the repositories that they are served from. */
@NullMarked
package io.gyre.bench.model;

import org.jspecify.annotations.NullMarked;
