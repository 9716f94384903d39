package io.gyre.loader.onnxruntime;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.OutputMemory;
import io.gyre.loader.engine.RunResult;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A loaded ONNX file. Where all outputs' shapes follow from the inputs', the runtime writes
 * straight into the block that the run returns; else they are copied there from the runtime's
 * memory.
 */
final class OnnxModel implements EngineModel {
  private final Session session;
  private final ByteBufAllocator allocator;
  private final OutputMemory outputMemory;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final Map<String, String> firstDimensionNames;
  private final Set<String> undeclaredShapes;
  private final @Nullable ShapeRule[] shapeRules;
  private final RunContexts contexts;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Becomes false for good when a run proves a declared shape wrong. */
  private volatile boolean declaredShapesHold = true;

  OnnxModel(Session session, RuntimeSettings settings) {
    this.session = session;
    this.allocator = settings.allocator();
    this.outputMemory = settings.outputs().part();
    Signature signature = session.signature();
    this.inputs = signature.inputs().stream().map(DeclaredTensor::spec).toList();
    this.outputs = signature.outputs().stream().map(DeclaredTensor::spec).toList();
    this.firstDimensionNames = signature.firstDimensionNames();
    this.undeclaredShapes = signature.undeclaredShapes();
    this.shapeRules =
        signature.outputs().stream()
            .map(output -> ShapeRule.of(output, signature.inputs()))
            .toArray(ShapeRule[]::new);
    this.contexts = new RunContexts(() -> new RunContext(session, allocator));
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public Map<String, String> firstDimensionNames() {
    return firstDimensionNames;
  }

  @Override
  public Set<String> undeclaredShapes() {
    return undeclaredShapes;
  }

  @Override
  public long nativeBytes() {
    if (!acquire()) {
      return 0;
    }
    try {
      return session.nativeBytes();
    } finally {
      session.release();
    }
  }

  @Override
  public long weightBytes() {
    return session.weightBytes();
  }

  @Override
  public long outputBytes() {
    return outputMemory.used();
  }

  @Override
  public RunResult run(List<TensorView> inputs, List<String> outputs) throws ExecutionException {
    if (!acquire()) {
      throw new ExecutionException("the model is closed");
    }
    RunContext context = contexts.take();
    try {
      List<Session.Tensor> wanted = wanted(outputs);
      bindInputs(context, inputs);
      return run(context, wanted);
    } catch (OrtException e) {
      throw new ExecutionException(RunFailure.describe(e));
    } finally {
      context.clear();
      contexts.giveBack(context);
      session.release();
    }
  }

  /**
   * Takes a reference to the session, so that it stays for as long as that; false where it is
   * closed.
   */
  private boolean acquire() {
    if (closed.get()) {
      return false;
    }
    try {
      session.retain();
      return true;
    } catch (IllegalReferenceCountException _) {
      return false;
    }
  }

  private List<Session.Tensor> wanted(List<String> names) throws ExecutionException {
    List<Session.Tensor> wanted = new ArrayList<>(names.size());
    for (String name : names) {
      Session.Tensor output = session.outputs().get(name);
      if (output == null) {
        throw new ExecutionException(
            "no output " + name + "; the model has " + session.outputs().keySet());
      }
      if (wanted.contains(output)) {
        throw new ExecutionException("output " + name + " is asked for twice");
      }
      wanted.add(output);
    }
    return wanted;
  }

  private void bindInputs(RunContext context, List<TensorView> views)
      throws OrtException, ExecutionException {
    for (TensorView view : views) {
      Session.Tensor input = session.inputs().get(view.name());
      if (input == null) {
        throw new ExecutionException(
            "no input " + view.name() + "; the model has " + session.inputs().keySet());
      }
      context.bindInput(input, view);
    }
  }

  private RunResult run(RunContext context, List<Session.Tensor> wanted)
      throws OrtException, ExecutionException {
    Shape @Nullable [] shapes = predictShapes(context, wanted);
    if (shapes != null) {
      try {
        return runIntoBlock(context, wanted, shapes);
      } catch (OrtException e) {
        if (!RunFailure.isShapeMismatch(e)) {
          throw e;
        }
        declaredShapesHold = false;
        context.clearOutputs();
      }
    }
    return runAndCopy(context, wanted);
  }

  private Shape @Nullable [] predictShapes(RunContext context, List<Session.Tensor> wanted) {
    if (!declaredShapesHold) {
      return null;
    }
    Shape[] shapes = new Shape[wanted.size()];
    for (int i = 0; i < shapes.length; i++) {
      ShapeRule rule = shapeRules[wanted.get(i).index()];
      Shape shape = rule == null ? null : rule.apply(context.inputShapes());
      if (shape == null) {
        return null;
      }
      shapes[i] = shape;
    }
    return shapes;
  }

  private RunResult runIntoBlock(RunContext context, List<Session.Tensor> wanted, Shape[] shapes)
      throws OrtException, ExecutionException {
    long[] lengths = new long[shapes.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = OutputBlock.byteLength(wanted.get(i), shapes[i]);
    }
    OutputBlock block = OutputBlock.allocate(outputMemory, allocator, wanted, shapes, lengths);
    boolean done = false;
    try {
      block.bindTo(context);
      context.run();
      done = true;
      return block.result();
    } finally {
      if (!done) {
        block.release();
      }
    }
  }

  private RunResult runAndCopy(RunContext context, List<Session.Tensor> wanted)
      throws OrtException, ExecutionException {
    wanted.forEach(context::bindOutput);
    context.run();
    Shape[] shapes = new Shape[wanted.size()];
    long[] lengths = new long[shapes.length];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = context.outputShape(i);
      lengths[i] = context.outputLength(i, wanted.get(i), shapes[i]);
    }
    OutputBlock block = OutputBlock.allocate(outputMemory, allocator, wanted, shapes, lengths);
    boolean done = false;
    try {
      block.copyFrom(context);
      done = true;
      return block.result();
    } finally {
      if (!done) {
        block.release();
      }
    }
  }

  /** Releases the model; its native memory goes with the last run that is still under way. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      contexts.close();
      session.release();
    }
  }
}
