/** Is the experiment of what a worker leaves of ONNX Runtime's own speed. */
@NullMarked
package io.gyre.bench.worker;

import org.jspecify.annotations.NullMarked;
