/** Reads lists of JSON numbers straight into the bytes of tensors. */
@NullMarked
package io.gyre.router.numbers;

import org.jspecify.annotations.NullMarked;
