/** Groups what event loops do for many requests: tasks that reach a loop, and read passes. */
@NullMarked
package io.gyre.inference.loop;

import org.jspecify.annotations.NullMarked;
