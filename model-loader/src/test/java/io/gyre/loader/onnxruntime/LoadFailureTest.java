package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loader.engine.ModelLoadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors that depend on the machine, in the runtime's words as it has been seen to give them. */
final class LoadFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Exception during initialization: /onnxruntime_src/onnxruntime/core/providers/cpu/text/string_normalizer.cc:235 onnxruntime::StringNormalizer::Locale::Locale(const std::string&)::<lambda()> Failed to construct locale with name:en_US.UTF-8:locale::facet::_S_create_c_locale name not valid | the locale en_US.UTF-8
          Exception during initialization: std::bad_alloc | no memory for the model
          Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file | libcublasLt.so.12: cannot open shared object file; CUDA and cuDNN must be installed
          Failed to parse provider option "device_id": cuda_execution_provider_info.cc:70 operator() Invalid device ID: 99, must be between 0 (inclusive) and 1 (exclusive). | on GPU 99 (instance_group gpus), but the GPUs here, as CUDA counts them, are 1, numbered from 0
          Load model from /m/model.onnx failed:system error number 13 | can't be read: system error number 13
          """)
  void machinesTroubleIsNotTheFilesFault(String text, String reason) {
    ModelLoadException refusal = LoadFailure.of(new OrtException(1, text));
    assertThat(refusal).hasMessageContaining(reason).message().doesNotContain("onnxruntime_src");
    assertThat(refusal.fileAtFault()).isFalse();
  }

  @Test
  void unknownErrorIsShownWithoutPlacesInTheSource() {
    String text =
        "Load model from /m/model.onnx failed:/onnxruntime_src/onnxruntime/core/graph/x.cc:5"
            + " void f(const std::unordered_map<int, int>&, bool) const [with T = int]\n Bad graph.";
    ModelLoadException refusal = LoadFailure.of(new OrtException(1, text));
    assertThat(refusal)
        .hasMessage("ONNX Runtime refuses the model: Bad graph.")
        .matches(e -> ((ModelLoadException) e).fileAtFault());
  }
}
