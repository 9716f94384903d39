package io.gyre.router.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.InferParameter;
import io.gyre.proto.inference.ModelInferRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that are refused before they reach the inference service, which learns of them. */
class EarlyRefusalsTest {
  private FrontDoorFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture =
        new FrontDoorFixture((_, reply) -> reply.accept(Refusal.invalid("the service's own")));
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  @Test
  void bytesThatAreNoMessage() throws Exception {
    refuse("ModelInfer", new byte[] {1});
    assertNoted(": INVALID_ARGUMENT");
  }

  @Test
  void aVersionThatIsNoNumber() throws Exception {
    refuse(FrontDoorFixture.request("v", 4).setModelVersion("1x").build());
    assertNoted("v: INVALID_ARGUMENT");
  }

  @Test
  void aParameterOfTheWrongType() throws Exception {
    refuse(
        FrontDoorFixture.request("p", 4)
            .putParameters("priority", InferParameter.newBuilder().setStringParam("1").build())
            .build());
    assertNoted("p: INVALID_ARGUMENT");
  }

  @Test
  void aMessageOverTheLimit() throws Exception {
    refuse(FrontDoorFixture.request("", FrontDoorFixture.LIMIT).build());
    assertNoted(": TOO_LARGE");
  }

  @Test
  void aMethodThatThereIsNot() throws Exception {
    refuse("ModelTrain", new byte[0]);
    assertNoted(": UNSUPPORTED");
  }

  @Test
  void whatTheServiceRefusesIsItsOwnToNote() throws Exception {
    refuse(FrontDoorFixture.request("own", 4).build());
    refuse("ModelInfer", new byte[] {1});
    assertNoted(": INVALID_ARGUMENT");
  }

  private void refuse(ModelInferRequest request) {
    refuse("ModelInfer", request.toByteArray());
  }

  private void refuse(String method, byte[] request) {
    assertThatThrownBy(() -> fixture.call(method, request))
        .isInstanceOf(StatusRuntimeException.class);
  }

  /** A call's end may reach the client before the server's note of it. */
  private void assertNoted(String note) throws InterruptedException {
    assertThat(fixture.refused.poll(20, TimeUnit.SECONDS)).isEqualTo(note);
    assertThat(List.copyOf(fixture.refused)).isEmpty();
  }
}
