@NullMarked
package io.gyre.inference.wire;

import org.jspecify.annotations.NullMarked;
