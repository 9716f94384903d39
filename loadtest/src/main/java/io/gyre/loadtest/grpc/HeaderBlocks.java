package io.gyre.loadtest.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersDecoder;

/**
 * A decoder of header blocks that remembers the last few.
 *
 * <p>It allows the server no dynamic table, so that the same bytes always mean the same headers;
 * and a server sends the same few blocks all the time. The headers it returns are shared: not to be
 * changed.
 */
final class HeaderBlocks implements Http2HeadersDecoder {
  private static final int REMEMBERED = 4;

  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final ByteBuf[] blocks = new ByteBuf[REMEMBERED];
  private final Http2Headers[] headers = new Http2Headers[REMEMBERED];
  private int size;
  private int oldest;

  HeaderBlocks() {
    try {
      decoder.maxHeaderTableSize(0);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Http2Headers decodeHeaders(int streamId, ByteBuf block) throws Http2Exception {
    for (int i = 0; i < size; i++) {
      if (ByteBufUtil.equals(block, blocks[i])) {
        block.skipBytes(block.readableBytes());
        return headers[i];
      }
    }
    byte[] bytes = ByteBufUtil.getBytes(block);
    Http2Headers decoded = decoder.decodeHeaders(streamId, block);
    int place = size < REMEMBERED ? size++ : oldest++ % REMEMBERED;
    blocks[place] = Unpooled.wrappedBuffer(bytes);
    headers[place] = decoded;
    return decoded;
  }

  @Override
  public Configuration configuration() {
    return decoder;
  }
}
