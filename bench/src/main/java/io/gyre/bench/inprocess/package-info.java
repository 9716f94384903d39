/** Has models run in this process: through the worker, or straight on ONNX Runtime. */
@NullMarked
package io.gyre.bench.inprocess;

import org.jspecify.annotations.NullMarked;
