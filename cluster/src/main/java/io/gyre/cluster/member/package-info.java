/** Says which workers there are and how to reach them. */
@NullMarked
package io.gyre.cluster.member;

import org.jspecify.annotations.NullMarked;
