package io.gyre.cli.serve;

import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import io.gyre.router.metrics.AccessLog;
import io.gyre.router.metrics.JsonAccessLog;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;

/** Opens the access log that the configuration asks for. */
final class AccessLogs {
  private static final int CAPACITY = 8192;

  private AccessLogs() {}

  static AccessLog open(Settings settings) throws StartException {
    String to = settings.get(Keys.ACCESS_LOG);
    return switch (to) {
      case "off" -> AccessLog.OFF;
      case "stderr" -> new JsonAccessLog(new StandardError(), InstantSource.system(), CAPACITY);
      default -> new JsonAccessLog(append(to), InstantSource.system(), CAPACITY);
    };
  }

  private static OutputStream append(String file) throws StartException {
    try {
      return new FileOutputStream(file, true);
    } catch (IOException e) {
      throw new StartException(
          "can't write the access log %s (%s): %s; name a file that can be written, stderr or off"
              .formatted(file, Keys.ACCESS_LOG.path(), e.getMessage()));
    }
  }

  /** Standard error, which outlives the access log. */
  private static final class StandardError extends FilterOutputStream {
    StandardError() {
      super(System.err);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
