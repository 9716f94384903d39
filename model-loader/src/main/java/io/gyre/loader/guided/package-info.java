/**
 * Puts what people ask for over what a repository holds: which models are served, in which
 * versions, from which configuration.
 */
@NullMarked
package io.gyre.loader.guided;

import org.jspecify.annotations.NullMarked;
