package io.gyre.loadtest.http;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.client.Failure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection that carries one request at a time. */
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {
  private static final byte[] EMPTY = new byte[0];
  private static final int NONE = -1;

  private final ConnectionOwner owner;
  private final boolean keepAnswers;
  private @Nullable ChannelHandlerContext context;
  private int slot;
  private byte @Nullable [] firstHead;
  private byte[] firstBody;
  private int status;
  private String reason = "";
  private boolean reusable;
  private @Nullable ByteBuf body;
  private boolean connected;
  private Failure ending = new Failure(Kind.CONNECTION_LOST, "closed by the server");
  private String endDetail = "";

  /**
   * @param keepAnswers whether completions want the bodies of good answers
   * @param slot of the request to send once the connection is there
   * @param head its first bytes
   * @param body the rest of them
   */
  HttpConnection(ConnectionOwner owner, boolean keepAnswers, int slot, byte[] head, byte[] body) {
    this.owner = owner;
    this.keepAnswers = keepAnswers;
    this.slot = slot;
    this.firstHead = head;
    this.firstBody = body;
  }

  /** Sends a request on an idle connection. */
  void send(int newSlot, byte[] head, byte[] body) {
    slot = newSlot;
    ChannelHandlerContext here = Objects.requireNonNull(context, "not connected yet");
    ByteBuf request = here.alloc().directBuffer(head.length + body.length);
    here.writeAndFlush(request.writeBytes(head).writeBytes(body), here.voidPromise());
  }

  /** Says why the connection was never made. */
  void unreachable(Throwable cause) {
    ending = Failure.unreachable(cause);
  }

  /** Closes the connection, and forgets its request. */
  void cancel() {
    slot = NONE;
    firstHead = null;
    firstBody = EMPTY;
    if (context != null) {
      context.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext here) {
    context = here;
  }

  @Override
  public void channelActive(ChannelHandlerContext here) {
    connected = true;
    byte[] head = firstHead;
    byte[] rest = firstBody;
    firstHead = null;
    firstBody = EMPTY;
    if (head != null) {
      send(slot, head, rest);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext here, HttpObject part) {
    if (part.decoderResult().isFailure()) {
      ending = new Failure(Kind.CONNECTION_LOST, "no HTTP answer");
      endDetail = String.valueOf(part.decoderResult().cause().getMessage());
      here.close();
      return;
    }
    if (part instanceof HttpResponse response) {
      begin(response.status(), HttpUtil.isKeepAlive(response));
    }
    if (part instanceof HttpContent content) {
      keep(content.content());
    }
    if (part instanceof LastHttpContent && status != 100) {
      finish(here);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext here, Throwable cause) {
    boolean system = cause instanceof IOException;
    ending = new Failure(Kind.CONNECTION_LOST, system ? "reset" : "no HTTP answer");
    endDetail = String.valueOf(cause.getMessage());
    here.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext here) {
    releaseBody();
    owner.closed(this, connected);
    if (slot != NONE) {
      owner.failed(takeSlot(), ending, endDetail);
    }
  }

  private void begin(HttpResponseStatus answered, boolean keepAlive) {
    status = answered.code();
    reason = answered.toString();
    reusable = keepAlive;
  }

  private void keep(ByteBuf part) {
    boolean wanted = keepAnswers || status != HttpResponseStatus.OK.code();
    if (wanted && part.isReadable()) {
      if (body == null) {
        body = part.alloc().buffer(part.readableBytes());
      }
      body.writeBytes(part);
    }
  }

  private void finish(ChannelHandlerContext here) {
    byte[] answer = body == null ? EMPTY : ByteBufUtil.getBytes(body);
    releaseBody();
    int ended = takeSlot();
    if (reusable && ended != NONE) {
      owner.idle(this);
    } else {
      here.close();
    }
    if (ended == NONE) {
      return;
    }
    if (status == HttpResponseStatus.OK.code()) {
      owner.answered(ended, answer);
    } else {
      Failure failure = new Failure(Kind.REFUSED_BY_SERVER, "HTTP " + status);
      owner.failed(ended, failure, ErrorBody.text(answer, reason));
    }
  }

  private int takeSlot() {
    int taken = slot;
    slot = NONE;
    return taken;
  }

  private void releaseBody() {
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
