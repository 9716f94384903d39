package io.gyre.router.sharedmemory;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.inference.SystemSharedMemoryStatusResponse;
import io.gyre.proto.inference.SystemSharedMemoryStatusResponse.RegionStatus;
import io.gyre.router.directory.Answer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The regions that clients have registered, by name. The owner of their files. */
public final class SharedRegions implements AutoCloseable {
  /** Where Linux shows POSIX shared memory. */
  public static final Path LINUX = Path.of("/dev/shm");

  /** Each holds a descriptor, and connections need some too. */
  private static final int MOST = 1_024;

  private final Path folder;
  private final ConcurrentMap<String, Region> regions = new ConcurrentHashMap<>();

  /**
   * No regions yet.
   *
   * @param folder where the system shows shared memory as files, as {@link #LINUX}
   */
  public SharedRegions(Path folder) {
    this.folder = folder;
  }

  boolean isEmpty() {
    return regions.isEmpty();
  }

  /**
   * Registers a region.
   *
   * @param key the name of the shared memory, as its client gave it to {@code shm_open}
   * @param offset the region's first byte in it
   * @return why it can't be; null where it is
   */
  public @Nullable Refusal register(String name, String key, long offset, long byteSize) {
    String file = key.startsWith("/") ? key.substring(1) : key;
    if (name.isEmpty() || !isPlain(file)) {
      return Refusal.invalid(
          "expected a region's name and the key of shared memory, with a slash at most before it; found '%s' and '%s'"
              .formatted(name, key));
    }
    if (!Files.isDirectory(folder)) {
      return Refusal.of(
          Reason.UNSUPPORTED,
          "this server's system does not show POSIX shared memory at " + folder);
    }
    if (regions.size() >= MOST) {
      return Refusal.of(
          Reason.QUEUE_FULL,
          "this server has its limit of %d shared memory regions: unregister those not in use"
              .formatted(MOST));
    }
    return open(name, key, folder.resolve(file), offset, byteSize);
  }

  private static boolean isPlain(String file) {
    return !file.isEmpty()
        && !file.equals(".")
        && !file.equals("..")
        && file.indexOf('/') < 0
        && file.indexOf('\0') < 0;
  }

  private @Nullable Refusal open(String name, String key, Path path, long offset, long byteSize) {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return unopenable(Reason.NOT_FOUND, key, "there is none on the server's machine");
    }
    try {
      FileChannel file =
          FileChannel.open(
              path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      Region region = new Region(key, offset, byteSize, file);
      Refusal refusal = misfit(key, offset, byteSize, file.size());
      if (refusal == null && regions.putIfAbsent(name, region) != null) {
        refusal =
            Refusal.invalid(
                "shared memory region '%s' is registered already: unregister it first"
                    .formatted(name));
      }
      if (refusal != null) {
        region.release();
      }
      return refusal;
    } catch (NoSuchFileException _) {
      return unopenable(Reason.NOT_FOUND, key, "there is none on the server's machine");
    } catch (IOException e) {
      return unopenable(Reason.INVALID_ARGUMENT, key, String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Refusal misfit(String key, long offset, long byteSize, long size) {
    return offset < 0 || byteSize <= 0 || offset > size || byteSize > size - offset
        ? Refusal.invalid(
            "expected offset and byte_size to lie within the %d bytes of '%s', found %s and %s"
                .formatted(
                    size, key, Long.toUnsignedString(offset), Long.toUnsignedString(byteSize)))
        : null;
  }

  private static Refusal unopenable(Reason reason, String key, String why) {
    return Refusal.of(reason, "Unable to open shared memory region: '%s': %s".formatted(key, why));
  }

  /** Forgets a region, or all where {@code name} is empty; one that isn't known is no mistake. */
  public void unregister(String name) {
    if (name.isEmpty()) {
      regions.keySet().forEach(this::forget);
    } else {
      forget(name);
    }
  }

  private void forget(String name) {
    regions.computeIfPresent(
        name,
        (_, region) -> {
          region.release();
          return null;
        });
  }

  /** One region, or all where {@code name} is empty. */
  public Answer<SystemSharedMemoryStatusResponse> status(String name) {
    SystemSharedMemoryStatusResponse.Builder all = SystemSharedMemoryStatusResponse.newBuilder();
    regions.forEach((each, region) -> {
      if (name.isEmpty() || name.equals(each)) {
        all.putRegions(
            each,
            RegionStatus.newBuilder()
                .setName(each)
                .setKey(region.key())
                .setOffset(region.offset())
                .setByteSize(region.byteSize())
                .build());
      }
    });
    return name.isEmpty() || all.getRegionsCount() > 0
        ? new Answer.Found<>(all.build())
        : new Answer.Refused<>(
            Refusal.of(
                Reason.NOT_FOUND,
                "Unable to find system shared memory region: '%s'".formatted(name)));
  }

  /** The region with a reference for the caller to release; null where it isn't known. */
  @Nullable Region acquire(String name) {
    return regions.computeIfPresent(
        name,
        (_, region) -> {
          region.retain();
          return region;
        });
  }

  /** Forgets all regions. */
  @Override
  public void close() {
    unregister("");
  }
}
