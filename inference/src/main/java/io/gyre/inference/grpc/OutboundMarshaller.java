package io.gyre.inference.grpc;

import io.grpc.MethodDescriptor.Marshaller;
import io.gyre.inference.wire.MessageStream;
import java.io.InputStream;

/** Hands a message that is already encoded to gRPC, which drains and closes it. */
public final class OutboundMarshaller implements Marshaller<MessageStream> {
  @Override
  public InputStream stream(MessageStream message) {
    return message;
  }

  @Override
  public MessageStream parse(InputStream stream) {
    throw new UnsupportedOperationException("an outbound message is never received");
  }
}
