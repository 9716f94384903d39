package io.gyre.router.http;

import io.gyre.inference.response.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** A way in which bodies are compressed. */
enum ContentCoding {
  IDENTITY,
  GZIP,
  /** The format of zlib, as HTTP has it. */
  DEFLATE;

  private static final int BLOCK = 8192;

  /** The name in headers. */
  String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The coding that a header calls {@code token}, or null where this server has none of that name.
   */
  static @Nullable ContentCoding named(String token) {
    for (ContentCoding coding : values()) {
      if (coding.name().equalsIgnoreCase(token.strip())) {
        return coding;
      }
    }
    return null;
  }

  /**
   * Decompresses a body.
   *
   * @param body stays as it is
   * @param limit largest result in bytes
   */
  Decompressed decompress(ByteBuf body, int limit, ByteBufAllocator allocator) {
    ByteBuf out = allocator.directBuffer(Math.min(limit, BLOCK));
    try (InputStream in = decoder(new ByteBufInputStream(body.slice()))) {
      byte[] block = new byte[BLOCK];
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        if (n > limit - out.readableBytes()) {
          out.release();
          return new Undecodable(BodyLimit.exceededBy("body after decompression", limit));
        }
        out.writeBytes(block, 0, n);
      }
      return new Body(out);
    } catch (IOException e) {
      out.release();
      return new Undecodable(
          Refusal.invalid(
              "the body is not what Content-Encoding: %s says: %s"
                  .formatted(
                      token(), e instanceof EOFException ? "it is cut off" : e.getMessage())));
    } catch (RuntimeException | Error e) {
      out.release();
      throw e;
    }
  }

  /** Compresses a body, which is released, into a new one. */
  ByteBuf compress(ByteBuf body, ByteBufAllocator allocator) {
    ByteBuf out = allocator.directBuffer(Math.max(64, body.readableBytes() / 2));
    try (OutputStream sink = encoder(new ByteBufOutputStream(out))) {
      body.getBytes(body.readerIndex(), sink, body.readableBytes());
    } catch (IOException e) {
      throw new IllegalStateException("a buffer in memory failed", e);
    } catch (RuntimeException | Error e) {
      out.release();
      throw e;
    } finally {
      body.release();
    }
    return out;
  }

  private InputStream decoder(InputStream in) throws IOException {
    return switch (this) {
      case IDENTITY -> in;
      case GZIP -> new GZIPInputStream(in, BLOCK);
      case DEFLATE -> new InflaterInputStream(in);
    };
  }

  private OutputStream encoder(OutputStream out) throws IOException {
    return switch (this) {
      case IDENTITY -> out;
      case GZIP -> new GZIPOutputStream(out, BLOCK);
      case DEFLATE -> new DeflaterOutputStream(out);
    };
  }

  /** What decompressing comes to. */
  sealed interface Decompressed permits Body, Undecodable {}

  /** The body; whoever receives it releases it. */
  record Body(ByteBuf bytes) implements Decompressed {}

  /** Why there is none. */
  record Undecodable(Refusal refusal) implements Decompressed {}
}
