/** Carries what people ask for of models to the workers, and waits for what comes of it. */
@NullMarked
package io.gyre.router.change;

import org.jspecify.annotations.NullMarked;
