package io.gyre.router.remote;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on a call of groups, until its one outcome. Confined to the call's event loop. */
final class GroupedAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(GroupedAttempt.class);

  private final Attempt attempt;
  private @Nullable Future<?> timer;
  private @Nullable CompositeByteBuf parts;
  private boolean sent;

  GroupedAttempt(Attempt attempt) {
    this.attempt = attempt;
  }

  Attempt attempt() {
    return attempt;
  }

  /** Whether the request was given to the connection. */
  boolean isSent() {
    return sent;
  }

  void markSent() {
    sent = true;
  }

  /** What ends the attempt at its deadline. */
  void expireBy(Future<?> expiry) {
    timer = expiry;
  }

  /** Keeps one part of a long answer. */
  void append(byte[] part) {
    if (parts == null) {
      parts = ByteBufAllocator.DEFAULT.compositeBuffer(Integer.MAX_VALUE);
    }
    ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(part.length).writeBytes(part);
    parts.addComponent(true, copy);
  }

  /** Ends with an answer, of which {@code last} is all or the last part. */
  void answer(byte[] last) {
    if (parts == null) {
      ByteBuf message = Unpooled.wrappedBuffer(last);
      end(attempt.response(message, message));
      return;
    }
    append(last);
    ByteBuf message = parts;
    parts = null;
    end(attempt.response(message, message));
  }

  /** Bytes of the answer that have come. */
  int answered() {
    return parts == null ? 0 : parts.readableBytes();
  }

  /** Ends the attempt. */
  void end(Outcome outcome) {
    if (timer != null) {
      timer.cancel(false);
    }
    if (parts != null) {
      parts.release();
      parts = null;
    }
    try {
      attempt.reply().accept(outcome);
    } catch (RuntimeException | Error defect) {
      // The others of the group must not pay for it.
      LOG.error("an answer of {} was lost because of a defect", attempt.worker(), defect);
      if (outcome instanceof InferenceResponse response && response.memory().refCnt() > 0) {
        response.close();
      }
    }
  }
}
