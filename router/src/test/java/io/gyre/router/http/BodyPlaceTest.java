package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyPlaceTest {
  private static final int SIZE = 100_000;

  private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true);
  private final BodyRoom room = new BodyRoom(3 * SIZE);
  private final byte[] bytes = new byte[SIZE];

  BodyPlaceTest() {
    new Random(3).nextBytes(bytes);
  }

  private BodyPlace place(int size, int aligned) {
    return Objects.requireNonNull(room.place(allocator, size, aligned), "no room");
  }

  @Test
  void partsReadToTheirPlaceAndPartsReadElsewhereMakeUpTheBody() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      BodyPlace place = place(SIZE, random.nextInt(1000));
      for (int at = 0; at < SIZE; ) {
        int size = Math.min(1 + random.nextInt(30_000), SIZE - at);
        ByteBuf read = random.nextBoolean() ? place.rest() : Unpooled.directBuffer(size);
        read.writeBytes(bytes, at, size);
        ByteBuf part = read.readRetainedSlice(size);
        read.release();
        assertThat(place.add(part)).isTrue();
        at += size;
      }

      assertThat(place.missing()).isZero();
      ByteBuf body = place.take();
      assertThat(ByteBufUtil.getBytes(body)).isEqualTo(bytes);
      assertThat(body.refCnt()).isEqualTo(1);
      body.release();
    }
  }

  @Test
  void theTensorsBehindTheJsonLieAligned() {
    for (int json = 0; json < 200; json++) {
      BodyPlace place = place(SIZE, json);
      place.add(Unpooled.wrappedBuffer(bytes));
      ByteBuf body = place.take();

      assertThat((body.memoryAddress() + body.readerIndex() + json) % 64).isZero();
      body.release();
    }
  }

  @Test
  void moreThanWasAnnouncedIsRefused() {
    BodyPlace place = place(SIZE, 0);
    ByteBuf tooMuch = Unpooled.buffer(SIZE + 1).writeZero(SIZE + 1);

    assertThat(place.add(tooMuch)).isFalse();
    assertThat(tooMuch.refCnt()).isZero();
    place.release();
  }

  @Test
  void whereTheRoomIsTakenAndForSmallAndHugeBodiesThereIsNoPlace() {
    BodyPlace first = place(2 * SIZE, 0);

    assertThat(room.place(allocator, 2 * SIZE, 0)).isNull();
    assertThat(room.place(allocator, -1, 0)).isNull();
    assertThat(room.place(allocator, 1000, 0)).isNull();
    assertThat(new BodyRoom(Long.MAX_VALUE).place(allocator, 1L << 40, 0)).isNull();
    first.release();
    place(3 * SIZE, 0).release();
  }
}
