package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyPartsTest {
  private static final int LIMIT = 1 << 20;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

  @Test
  void partsOfAnySizeMakeUpTheBody() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      byte[] bytes = new byte[random.nextInt(200_000)];
      random.nextBytes(bytes);
      BodyParts collector = new BodyParts(allocator, LIMIT);
      for (int at = 0; at < bytes.length; ) {
        int most = random.nextBoolean() ? 100 : 20_000;
        int size = Math.min(random.nextInt(most), bytes.length - at);
        assertThat(collector.add(part(bytes, at, size))).isTrue();
        at += size;
      }

      ByteBuf body = collector.take();

      assertThat(ByteBufUtil.getBytes(body)).isEqualTo(bytes);
      body.release();
      assertThat(allocator.metric().usedDirectMemory()).isZero();
    }
  }

  @Test
  void aBodyInChunksOfAByteTakesItsSizeAndNotMore() {
    byte[] bytes = new byte[500_000];
    BodyParts collector = new BodyParts(allocator, LIMIT);
    for (int i = 0; i < bytes.length; i++) {
      collector.add(part(bytes, i, 1));
    }
    ByteBuf body = collector.take();

    assertThat(body.readableBytes()).isEqualTo(bytes.length);
    assertThat(((CompositeByteBuf) body).numComponents()).isLessThan(20);
    body.release();
  }

  @Test
  void whatExceedsTheLimitIsRefusedAndTheRestGivenBack() {
    BodyParts collector = new BodyParts(allocator, 10);
    ByteBuf first = part(new byte[6], 0, 6);
    ByteBuf second = part(new byte[5], 0, 5);

    assertThat(collector.add(first)).isTrue();
    assertThat(collector.add(part(new byte[3], 0, 3))).isTrue();
    assertThat(collector.add(second)).isFalse();
    collector.release();

    assertThat(first.refCnt()).isZero();
    assertThat(second.refCnt()).isZero();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private static ByteBuf part(byte[] bytes, int at, int size) {
    return Unpooled.buffer(Math.max(size, 1)).writeBytes(bytes, at, size);
  }
}
