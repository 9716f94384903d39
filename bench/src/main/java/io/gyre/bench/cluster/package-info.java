/** Workers and routers in processes of their own that end, stand still, and take new versions. */
@NullMarked
package io.gyre.bench.cluster;

import org.jspecify.annotations.NullMarked;
