package io.gyre.loadtest.command;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Refuses what a connection asks beyond a number of requests. */
final class ConnectionQuota implements ServerInterceptor {
  private final int most;
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  ConnectionQuota(int most) {
    this.most = most;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String client = String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    if (counts.merge(client, 1, Integer::sum) <= most) {
      return next.startCall(call, headers);
    }
    call.close(Status.RESOURCE_EXHAUSTED, new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
