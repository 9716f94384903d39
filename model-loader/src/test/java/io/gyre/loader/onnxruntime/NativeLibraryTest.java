package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NativeLibraryTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x64",
    "Linux, aarch64, linux-aarch64",
    "Mac OS X, aarch64, osx-aarch64",
  })
  void platformsHaveTheArtifactsNames(String os, String arch, String platform) {
    assertThat(NativeLibrary.platform(os, arch)).isEqualTo(platform);
  }

  @ParameterizedTest
  @CsvSource({"Mac OS X, x86_64", "Windows 11, amd64", "Linux, riscv64"})
  void otherPlatformsAreNamedWithThoseThatWork(String os, String arch) {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> NativeLibrary.platform(os, arch))
        .withMessageContaining(os + " " + arch)
        .withMessageContaining("Linux (x86_64, aarch64)");
  }

  @Test
  void nothingIsLeftOnceItIsLoaded() throws Exception {
    NativeLibrary library = NativeLibrary.unpack();
    library.discardLoaded();
    assertThat(Files.exists(library.library().getParent())).isFalse();
    library.close();
  }

  @Test
  void closingDeletesWhatWasUnpacked() {
    NativeLibrary library = NativeLibrary.unpack();
    assertThat(library.library()).isRegularFile();
    assertThat(library.hasCuda()).isFalse();
    library.close();
    assertThat(Files.exists(library.library().getParent())).isFalse();
  }
}
