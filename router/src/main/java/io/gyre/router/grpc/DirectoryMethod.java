package io.gyre.router.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.inference.grpc.RefusalStatus;
import io.gyre.inference.response.Refusal;
import io.gyre.router.directory.Answer;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One unary method that asks about models. Bytes that are no message of its kind are refused like
 * any other mistake of a client, where gRPC's generated code would fail the call as its own defect.
 */
final class DirectoryMethod<Q extends Message, A extends Message>
    implements ServerCallHandler<Answer<Q>, A> {
  private final CallLoops loops;
  private final BiFunction<Q, String, CompletionStage<Answer<A>>> question;

  private DirectoryMethod(
      CallLoops loops, BiFunction<Q, String, CompletionStage<Answer<A>>> question) {
    this.loops = loops;
    this.question = question;
  }

  /** A method as {@code generated} describes it, which answers what {@code question} comes to. */
  static <Q extends Message, A extends Message> ServerMethodDefinition<Answer<Q>, A> of(
      MethodDescriptor<Q, A> generated,
      Q prototype,
      CallLoops loops,
      Function<Q, CompletionStage<Answer<A>>> question) {
    return ofCaller(generated, prototype, loops, (asked, _) -> question.apply(asked));
  }

  /** A method whose answer may depend on the address of whoever calls. */
  static <Q extends Message, A extends Message> ServerMethodDefinition<Answer<Q>, A> ofCaller(
      MethodDescriptor<Q, A> generated,
      Q prototype,
      CallLoops loops,
      BiFunction<Q, String, CompletionStage<Answer<A>>> question) {
    return ServerMethodDefinition.create(
        generated.toBuilder(new Parser<>(prototype), generated.getResponseMarshaller()).build(),
        new DirectoryMethod<>(loops, question));
  }

  @Override
  public ServerCall.Listener<Answer<Q>> startCall(ServerCall<Answer<Q>, A> call, Metadata headers) {
    CallLoops.Loop loop = loops.current();
    call.request(2);
    return new ServerCall.Listener<>() {
      private @Nullable Answer<Q> asked;

      @Override
      public void onMessage(Answer<Q> message) {
        asked = message;
      }

      @Override
      public void onHalfClose() {
        switch (asked) {
          case null -> refuse(call, Refusal.invalid("the call ended without a request message"));
          case Answer.Refused<Q>(Refusal refusal) -> refuse(call, refusal);
          case Answer.Found<Q>(Q message) ->
              question
                  .apply(message, caller(call))
                  .whenComplete((answer, failure) -> loop.run(() -> finish(call, answer, failure)));
        }
      }
    };
  }

  private static String caller(ServerCall<?, ?> call) {
    return String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
  }

  private static <A> void finish(
      ServerCall<?, A> call, @Nullable Answer<A> answer, @Nullable Throwable failure) {
    switch (answer) {
      case Answer.Found<A>(A value) when !call.isCancelled() -> {
        call.sendHeaders(new Metadata());
        call.sendMessage(value);
        call.close(Status.OK, new Metadata());
      }
      case Answer.Found<A> _ -> {}
      case Answer.Refused<A>(Refusal refusal) -> refuse(call, refusal);
      case null ->
          refuse(call, Refusal.of(Refusal.Reason.INTERNAL, "the question failed: " + failure));
    }
  }

  private static void refuse(ServerCall<?, ?> call, Refusal refusal) {
    if (!call.isCancelled()) {
      call.close(RefusalStatus.of(refusal), RefusalStatus.trailers(refusal));
    }
  }

  /** Parses messages of one kind, mistakes included. */
  private record Parser<Q extends Message>(Q prototype) implements Marshaller<Answer<Q>> {
    @Override
    public InputStream stream(Answer<Q> value) {
      throw new UnsupportedOperationException("a request is never sent");
    }

    @Override
    @SuppressWarnings("unchecked") // a prototype's parser gives messages of its own kind
    public Answer<Q> parse(InputStream stream) {
      try {
        return new Answer.Found<>((Q) prototype.getParserForType().parseFrom(stream));
      } catch (InvalidProtocolBufferException e) {
        return new Answer.Refused<>(
            Refusal.invalid(
                "the message is no "
                    + prototype.getDescriptorForType().getName()
                    + ": "
                    + e.getMessage()));
      }
    }
  }
}
