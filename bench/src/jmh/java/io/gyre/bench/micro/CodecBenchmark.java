package io.gyre.bench.micro;

import com.google.protobuf.ByteString;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.wire.RequestDecoder;
import io.gyre.inference.wire.RequestScanner;
import io.gyre.inference.wire.ResponseEncoder;
import io.gyre.inference.wire.ScannedRequest;
import io.gyre.proto.inference.ModelInferRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A gRPC message scanned for routing, decoded for the worker, and its answer encoded. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  /** Floats of the input and of the output. */
  @Param({"16", "65536"})
  public int floats;

  private ByteBuf message;
  private ByteBuf output;

  @Setup
  public void write() {
    byte[] bytes =
        ModelInferRequest.newBuilder()
            .setModelName("model")
            .addInputs(
                ModelInferRequest.InferInputTensor.newBuilder()
                    .setName("input")
                    .setDatatype("FP32")
                    .addShape(1)
                    .addShape(floats))
            .addRawInputContents(ByteString.copyFrom(new byte[floats * Float.BYTES]))
            .build()
            .toByteArray();
    message = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    output = Unpooled.directBuffer(floats * Float.BYTES).writeZero(floats * Float.BYTES);
  }

  @Benchmark
  public ScannedRequest scan() {
    return RequestScanner.scan(message);
  }

  @Benchmark
  public RequestBody.Decoded decode() {
    return RequestDecoder.decode(message);
  }

  @Benchmark
  public int encode() throws IOException {
    TensorView view = new TensorView("output", Datatype.FP32, Shape.of(1, floats), output);
    InferenceResponse response =
        new InferenceResponse(
            "model", 1, "", new ResponseBody.Tensors(List.of(view)), output.retain());
    return ResponseEncoder.encode(response).drainTo(OutputStream.nullOutputStream());
  }
}
