/** Is the way from a router to whatever answers a request. */
@NullMarked
package io.gyre.inference.upstream;

import org.jspecify.annotations.NullMarked;
