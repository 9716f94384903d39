package io.gyre.loader.onnxruntime;

import io.gyre.loader.engine.ModelLoadException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the runtime's errors of failed loads into reasons that say what to do. */
final class LoadFailure {
  /**
   * A known error.
   *
   * @param pattern what the cleaned message has in it
   * @param fileAtFault whether only another file can help
   * @param reason what to say; {@code %1$s} and so on are the pattern's groups
   */
  private record Known(Pattern pattern, boolean fileAtFault, String reason) {
    Known(String pattern, boolean fileAtFault, String reason) {
      this(Pattern.compile(pattern), fileAtFault, reason);
    }
  }

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "Protobuf parsing failed|ModelProto does not have a graph",
              true,
              "expected an ONNX model, found bytes that are none, or only the beginning of one; copy"
                  + " or export the file again"),
          new Known(
              "Opset (\\d+) is under development.* domain (\\S+) is till opset (\\d+)",
              true,
              "the model is of opset %1$s of %2$s, expected at most %3$s; export it with a lower"
                  + " target opset"),
          new Known(
              "Unsupported model IR version: (\\d+), max supported IR version: (\\d+)",
              true,
              "the file is of ONNX's format version %1$s, expected at most %2$s; save it with"
                  + " model.ir_version = %2$s, or with an older onnx package"),
          new Known(
              "External data path does not exist: \"?([^\"]+)\"?",
              true,
              "the model keeps weights in the file %1$s, which isn't there; put it beside the model,"
                  + " or save the model with its weights inside"),
          new Known(
              "(\\S+):(\\S+?)\\(-?\\d+\\) is not a registered function/op",
              true,
              "the model has the custom operator %2$s of %1$s, expected ONNX's own operators; libraries"
                  + " of custom operators aren't loaded, so export the model without it"),
          new Known(
              "No Op registered for (\\S+) with domain_version of (\\d+)",
              true,
              "the model has the operator %1$s, which opset %2$s doesn't; export it again with an opset"
                  + " that has the operator, or without it"),
          new Known(
              "Could not find an implementation for (\\S+?)\\((\\d+)\\) node with name '([^']*)'",
              true,
              "the runtime has operator %1$s (opset %2$s, node \"%3$s\") not for these datatypes; export"
                  + " the model with another datatype there, such as FP32 or INT64"),
          new Known(
              "tensor\\((\\w+)\\) is not currently registered or supported",
              true,
              "the model has tensors of element type %1$s, which the runtime doesn't support; export it"
                  + " with another type, such as FP32"),
          new Known(
              "Failed to construct locale with name: ?(.+?):",
              false,
              "the model needs the locale %1$s, as text features do, and this machine doesn't have it;"
                  + " install it (on Debian and Ubuntu: the package locales, then locale-gen %1$s)"),
          new Known(
              "(?i)bad_alloc|failed to allocate memory|out of memory",
              false,
              "there was no memory for the model; unload others, or serve it where there is more"),
          new Known(
              "(.*(?:libcu|libonnxruntime_providers|CUDA failure|CUDA error|CUBLAS|CUDNN|CUDAExec).*)",
              false,
              "the GPU can't be used: %1$s; CUDA and cuDNN must be installed in the versions that"
                  + " ONNX Runtime was built for, where the loader finds them (LD_LIBRARY_PATH), and"
                  + " the driver be new enough for them"),
          new Known(
              "Invalid device ID: (\\d+), must be between 0 \\(inclusive\\) and (\\d+) \\(exclusive\\)",
              false,
              "the model is to run on GPU %1$s (instance_group gpus), but the GPUs here, as CUDA counts"
                  + " them, are %2$s, numbered from 0; name one of those, or serve the model where"
                  + " there are more"),
          new Known(
              "(?i)(system error number (?:13|5|12|23|24)\\b.*)",
              false,
              "the file can't be read: %1$s"));

  private LoadFailure() {}

  /** The reason why a file wasn't opened. */
  static ModelLoadException of(OrtException e) {
    String text = ErrorText.clean(e.text());
    for (Known known : KNOWN) {
      Matcher matcher = known.pattern().matcher(text);
      if (matcher.find()) {
        return new ModelLoadException(
            known.fileAtFault(), known.reason().formatted(groups(matcher)));
      }
    }
    return new ModelLoadException(true, "ONNX Runtime refuses the model: " + text);
  }

  private static Object[] groups(MatchResult match) {
    Object[] groups = new Object[match.groupCount()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = match.group(i + 1);
    }
    return groups;
  }
}
