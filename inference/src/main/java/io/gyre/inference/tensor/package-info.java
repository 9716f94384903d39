/** Says what a tensor is: datatypes, shapes, and views of bytes that somebody else owns. */
@NullMarked
package io.gyre.inference.tensor;

import org.jspecify.annotations.NullMarked;
