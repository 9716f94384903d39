/** Turns {@code config.pbtxt} and a model's signature into the configuration that is served. */
@NullMarked
package io.gyre.loader.config;

import org.jspecify.annotations.NullMarked;
