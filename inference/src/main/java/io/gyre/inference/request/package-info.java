/** Says what an inference request is, from its arrival at a front door to its last attempt. */
@NullMarked
package io.gyre.inference.request;

import org.jspecify.annotations.NullMarked;
