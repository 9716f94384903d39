package io.gyre.router.remote;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.gyre.cluster.member.Member;
import io.gyre.inference.loop.Sockets;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;

/** Makes connections to one worker. */
record Connections(Member member) {
  private static final int FLOW_CONTROL_WINDOW = 4 << 20;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /**
   * A channel that connects when it is first used. Whether to try a request again is not for the
   * channel to decide.
   *
   * @param loops those on one of which each of its connections is
   */
  ManagedChannel open(EventLoopGroup loops) {
    return NettyChannelBuilder.forAddress(member.host(), member.port())
        .usePlaintext()
        .eventLoopGroup(loops)
        .channelType(Sockets.client(loops))
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .directExecutor()
        .disableRetry()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .flowControlWindow(FLOW_CONTROL_WINDOW)
        .keepAliveTime(10, TimeUnit.SECONDS) // the least that gRPC lets a client ask for
        .keepAliveTimeout(5, TimeUnit.SECONDS)
        .keepAliveWithoutCalls(true)
        .build();
  }
}
