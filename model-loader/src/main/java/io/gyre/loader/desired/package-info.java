/** Keeps what people ask for of models, beside what a repository holds. */
@NullMarked
package io.gyre.loader.desired;

import org.jspecify.annotations.NullMarked;
