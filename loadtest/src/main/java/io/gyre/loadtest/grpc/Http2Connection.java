package io.gyre.loadtest.grpc;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.client.Failure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of an HTTP/2 connection that carries unary gRPC calls.
 *
 * <p>Netty reads and writes the frames; the streams are kept here, because a general HTTP/2 client
 * allocates more for each than a load generator may.
 */
final class Http2Connection extends ByteToMessageDecoder {
  private static final int LARGEST_STREAM_ID = Integer.MAX_VALUE - 1;
  private static final int LARGEST_WINDOW = Integer.MAX_VALUE;
  private static final int LARGEST_ANSWER_FRAME = 1 << 20;
  private static final int MESSAGE_PREFIX = 5;

  private final boolean keepAnswers;
  private final ConnectionOwner owner;
  private final DefaultHttp2FrameReader reader = new DefaultHttp2FrameReader(new HeaderBlocks());
  private final DefaultHttp2FrameWriter controlFrames = new DefaultHttp2FrameWriter();
  private final IntObjectMap<Http2Stream> streams = new IntObjectHashMap<>();
  private final Frames frames = new Frames();
  private @Nullable ChannelHandlerContext context;
  private @Nullable RequestWriter writer;
  private long mostStreams = Long.MAX_VALUE;
  private int nextId = 1;
  private int unacknowledged;
  private boolean opened;
  private boolean open;
  private Failure ending = new Failure(Kind.CONNECTION_LOST, "closed by the server");
  private String endDetail = "";

  /**
   * @param keepAnswers whether completions want the bodies
   * @param owner who hears of everything
   */
  Http2Connection(boolean keepAnswers, ConnectionOwner owner) {
    this.keepAnswers = keepAnswers;
    this.owner = owner;
  }

  /** Whether the server has said how it wants to be talked to, and still does. */
  boolean isOpen() {
    return open;
  }

  boolean hasRoom() {
    return open
        && context != null
        && streams.size() < mostStreams
        && context.channel().isWritable();
  }

  /** Says why the connection was never made. */
  void unreachable(Throwable cause) {
    ending = Failure.unreachable(cause);
  }

  /** Begins a request; only where there is room. */
  void send(Http2Stream stream, byte[] head, byte[] body) {
    RequestWriter out = writer();
    stream.begin(this, nextId, head, body, out.streamWindow());
    streams.put(nextId, stream);
    nextId += 2;
    out.begin(stream);
    if (nextId >= LARGEST_STREAM_ID) {
      retire();
    }
  }

  /** Tells the server to stop working on a request. */
  void cancel(Http2Stream stream) {
    RequestWriter out = writer();
    out.flush();
    ChannelHandlerContext here = context();
    controlFrames.writeRstStream(here, stream.id(), Http2Error.CANCEL.code(), here.newPromise());
    here.flush();
    remove(stream);
  }

  /** Hands what was written to the socket. */
  void flush() {
    if (writer != null) {
      writer.flush();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext here) throws Http2Exception {
    context = here;
    writer = new RequestWriter(here);
    reader.maxFrameSize(LARGEST_ANSWER_FRAME);
    Http2Settings settings =
        new Http2Settings()
            .headerTableSize(0)
            .pushEnabled(false)
            .initialWindowSize(LARGEST_WINDOW)
            .maxFrameSize(LARGEST_ANSWER_FRAME);
    here.write(Http2CodecUtil.connectionPrefaceBuf());
    controlFrames.writeSettings(here, settings, here.newPromise());
    int more = LARGEST_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    controlFrames.writeWindowUpdate(here, 0, more, here.newPromise());
    here.flush();
  }

  @Override
  protected void decode(ChannelHandlerContext here, ByteBuf in, List<Object> out)
      throws Http2Exception {
    reader.readFrame(here, in, frames);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext here, Throwable cause) {
    boolean system = cause instanceof IOException;
    ending = new Failure(Kind.CONNECTION_LOST, system ? "reset" : "no HTTP/2 answer");
    endDetail = String.valueOf(cause.getMessage());
    here.close();
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext here) {
    open = false;
    reader.close();
    if (writer != null) {
      writer.close();
    }
    for (Http2Stream stream : new ArrayList<>(streams.values())) {
      fail(stream, ending, endDetail);
    }
    if (!opened) {
      owner.unusable(ending, endDetail);
    }
    owner.closed(this);
  }

  /** Takes no new requests, and closes when the last has ended. */
  private void retire() {
    open = false;
    closeWhenEmpty();
  }

  private void closeWhenEmpty() {
    if (!open && streams.isEmpty() && context != null) {
      context.close();
    }
  }

  private void remove(Http2Stream stream) {
    writer().forget(stream);
    streams.remove(stream.id());
    stream.end();
    closeWhenEmpty();
  }

  private void fail(Http2Stream stream, Failure failure, String detail) {
    remove(stream);
    owner.failed(stream.slot(), failure, detail);
  }

  private void end(Http2Stream stream, Http2Headers trailers) {
    if (CallStatus.isOk(trailers) && stream.received() >= MESSAGE_PREFIX) {
      byte[] answer = stream.answer(MESSAGE_PREFIX);
      remove(stream);
      owner.answered(stream.slot(), answer);
    } else if (CallStatus.isOk(trailers)) {
      fail(stream, new Failure(Kind.REFUSED_BY_SERVER, "OK without a message"), "");
    } else {
      fail(stream, CallStatus.failure(trailers), CallStatus.message(trailers));
    }
  }

  private RequestWriter writer() {
    return Objects.requireNonNull(writer, "used before it was connected");
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "used before it was connected");
  }

  /** Acts on each frame that the server sends. */
  private final class Frames extends Http2FrameAdapter {
    @Override
    public int onDataRead(
        ChannelHandlerContext here, int id, ByteBuf data, int padding, boolean last) {
      unacknowledged += data.readableBytes() + padding;
      if (unacknowledged > LARGEST_WINDOW / 2) {
        controlFrames.writeWindowUpdate(here, 0, unacknowledged, here.newPromise());
        here.flush();
        unacknowledged = 0;
      }
      Http2Stream stream = streams.get(id);
      if (stream != null) {
        stream.receive(data, keepAnswers);
        if (last) {
          fail(stream, new Failure(Kind.REFUSED_BY_SERVER, "no grpc-status"), "");
        }
      }
      return 0;
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext here, int id, Http2Headers read, int padding, boolean last) {
      Http2Stream stream = streams.get(id);
      if (stream != null && last) {
        end(stream, read);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext here,
        int id,
        Http2Headers read,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean last) {
      onHeadersRead(here, id, read, padding, last);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext here, int id, long errorCode) {
      Http2Stream stream = streams.get(id);
      if (stream != null) {
        String code = "RST_STREAM " + ErrorCode.name(errorCode);
        fail(stream, new Failure(Kind.CONNECTION_LOST, code), "");
      }
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext here, Http2Settings settings) {
      Long most = settings.maxConcurrentStreams();
      mostStreams = most == null ? mostStreams : most;
      long change = writer().apply(settings);
      streams.values().forEach(stream -> stream.widenSendWindow(change));
      controlFrames.writeSettingsAck(here, here.newPromise());
      here.flush();
      if (!opened) {
        opened = true;
        open = true;
      }
      writer().resume();
    }

    @Override
    public void onPingRead(ChannelHandlerContext here, long data) {
      controlFrames.writePing(here, true, data, here.newPromise());
      here.flush();
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext here, int lastId, long errorCode, ByteBuf debugData) {
      List<Http2Stream> unseen = new ArrayList<>();
      streams.forEach((id, stream) -> {
        if (id > lastId) {
          unseen.add(stream);
        }
      });
      String code = "GOAWAY " + ErrorCode.name(errorCode);
      Failure away = new Failure(Kind.CONNECTION_LOST, code);
      ending = away;
      open = false;
      unseen.forEach(stream -> fail(stream, away, ""));
      closeWhenEmpty();
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext here, int id, int bytes) {
      if (id == 0) {
        writer().widen(bytes);
        return;
      }
      Http2Stream stream = streams.get(id);
      if (stream != null) {
        stream.widenSendWindow(bytes);
        writer().resume();
      }
    }
  }
}
