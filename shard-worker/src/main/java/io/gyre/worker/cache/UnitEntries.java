package io.gyre.worker.cache;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.ResponseBody;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The entries of one unit in the cache, with what they take. */
public final class UnitEntries implements AutoCloseable {
  private final ResponseCache cache;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger count = new AtomicInteger();

  UnitEntries(ResponseCache cache) {
    this.cache = cache;
  }

  @Nullable StoredResponse get(RequestDigest request) {
    return cache.get(new ResponseCache.Key(this, request));
  }

  void put(RequestDigest request, InferenceResponse response, ResponseBody.Tensors body) {
    cache.put(new ResponseCache.Key(this, request), response, body);
  }

  void gained(long more) {
    bytes.addAndGet(more);
    count.incrementAndGet();
  }

  void lost(long less) {
    bytes.addAndGet(-less);
    count.decrementAndGet();
  }

  /** Bytes that the entries take. */
  public long bytes() {
    return bytes.get();
  }

  /** Responses that are kept. */
  public int count() {
    return count.get();
  }

  /** Drops all entries. To be called when no more are put. */
  @Override
  public void close() {
    cache.forget(this);
  }
}
