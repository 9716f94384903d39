package io.gyre.worker.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.ResponseBody;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A worker's one cache of responses, bounded in bytes over all units. Which entries stay when it is
 * full is decided by how often and how lately they were asked for.
 */
public final class ResponseCache {
  private final long maxBytes;
  private final ByteBufAllocator allocator;
  private final Cache<Key, StoredResponse> entries;

  /**
   * @param maxBytes most bytes of all entries together; 0 for no cache
   * @param allocator where the entries' outputs are
   */
  public ResponseCache(long maxBytes, ByteBufAllocator allocator) {
    this.maxBytes = maxBytes;
    this.allocator = allocator;
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<Key, StoredResponse>weigher(
                (_, response) -> (int) Math.min(Integer.MAX_VALUE, response.weight()))
            .removalListener(ResponseCache::removed)
            .executor(Runnable::run)
            .build();
  }

  private static void removed(
      @Nullable Key key, @Nullable StoredResponse response, RemovalCause cause) {
    if (key != null && response != null) {
      key.unit().lost(response.weight());
      response.release();
    }
  }

  /** Whether there is room for anything. */
  public boolean isEnabled() {
    return maxBytes > 0;
  }

  /** The part of one unit, which the caller closes. */
  public UnitEntries open() {
    return new UnitEntries(this);
  }

  /** The response, with a reference for one answer; null where there is none. */
  @Nullable StoredResponse get(Key key) {
    StoredResponse found = entries.getIfPresent(key);
    return found != null && found.tryRetain() ? found : null;
  }

  /** Keeps a copy of a response, unless it is larger than the whole cache. */
  void put(Key key, InferenceResponse response, ResponseBody.Tensors body) {
    if (StoredResponse.weight(body) <= maxBytes) {
      StoredResponse copy = StoredResponse.copyOf(response, body, allocator);
      key.unit().gained(copy.weight());
      entries.put(key, copy);
      entries.cleanUp(); // what has no room goes now, not when somebody next looks
    }
  }

  void forget(UnitEntries unit) {
    entries.asMap().keySet().removeIf(key -> key.unit() == unit);
  }

  /**
   * What an entry is found by.
   *
   * @param unit the unit that answered, by identity
   * @param request what it was asked
   */
  record Key(UnitEntries unit, RequestDigest request) {}
}
