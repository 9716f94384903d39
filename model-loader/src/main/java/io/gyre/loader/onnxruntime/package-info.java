/** Runs ONNX files on ONNX Runtime, through its C API. */
@NullMarked
package io.gyre.loader.onnxruntime;

import org.jspecify.annotations.NullMarked;
