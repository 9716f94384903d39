package io.gyre.worker.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.worker.replica.Tensors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CachedMemoryTest {
  private static final ResponseBody.Tensors BODY =
      new ResponseBody.Tensors(List.of(Tensors.floats("Y", Shape.of(1, 2), 1, 2)));

  private static InferenceResponse response() {
    TensorView output = BODY.outputs().getFirst();
    return new InferenceResponse("m", 1, "", BODY, output.data());
  }

  @Test
  void entryThatIsGoneStaysGoneWhenThePoolUsesItsBufferAnew() {
    PooledByteBufAllocator pool = new PooledByteBufAllocator(true);
    List<StoredResponse> gone = // many, as the pool keeps only some buffer objects
        Stream.generate(() -> StoredResponse.copyOf(response(), BODY, pool)).limit(100).toList();
    gone.forEach(StoredResponse::release);
    List<ByteBuf> others = Stream.generate(() -> pool.directBuffer(8, 8)).limit(100).toList();

    assertThat(gone).noneMatch(StoredResponse::tryRetain);
    assertThat(others).allMatch(other -> other.refCnt() == 1);
    others.forEach(ByteBuf::release);
  }

  @Test
  void lastReferenceFreesTheBlock() {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    StoredResponse stored = StoredResponse.copyOf(response(), BODY, allocator);
    assertThat(stored.tryRetain()).isTrue();
    InferenceResponse answer = stored.answer("id");
    stored.release();
    assertThat(allocator.metric().usedDirectMemory()).isPositive();

    answer.close();

    assertThat(allocator.metric().usedDirectMemory()).isZero();
    assertThat(stored.tryRetain()).isFalse();
  }
}
