package io.gyre.router.http;

import java.time.Duration;

/**
 * What one connection may ask for.
 *
 * @param requestBytes largest body of a request, also after decompression
 * @param headerBytes largest header block of a request
 * @param pipelined requests of one connection under way before no more are read
 * @param stallTimeout how long a request may be under way to the server without a byte arriving
 * @param idleTimeout how long a connection without a request stays open
 */
public record HttpLimits(
    int requestBytes, int headerBytes, int pipelined, Duration stallTimeout, Duration idleTimeout) {
  /**
   * 64 MiB bodies, 16 KiB headers, 128 requests at once; 30 s for a stalled request, 10 min for an
   * idle connection.
   */
  public static final HttpLimits DEFAULT =
      new HttpLimits(64 << 20, 16 << 10, 128, Duration.ofSeconds(30), Duration.ofMinutes(10));

  /** These limits with another body size. */
  public HttpLimits withRequestBytes(int bytes) {
    return new HttpLimits(bytes, headerBytes, pipelined, stallTimeout, idleTimeout);
  }

  /** These limits with another size of header blocks. */
  public HttpLimits withHeaderBytes(int bytes) {
    return new HttpLimits(requestBytes, bytes, pipelined, stallTimeout, idleTimeout);
  }
}
