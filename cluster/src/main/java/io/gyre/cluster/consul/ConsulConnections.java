package io.gyre.cluster.consul;

import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.kiwiproject.consul.Consul;

/** Makes clients of a Consul agent. */
final class ConsulConnections {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private ConsulConnections() {}

  /**
   * A client that connects when it is first used.
   *
   * @param longestAnswer how long an answer may take
   * @throws IOException where the file of authorities can't be used
   */
  static Consul open(ConsulSettings settings, Duration longestAnswer) throws IOException {
    Consul.Builder builder =
        Consul.builder()
            .withHttps(settings.tls())
            .withHostAndPort(HostAndPort.fromParts(settings.host(), settings.port()))
            .withPing(false)
            .withConnectTimeoutMillis(CONNECT_TIMEOUT.toMillis())
            .withReadTimeoutMillis(longestAnswer.toMillis())
            .withWriteTimeoutMillis(longestAnswer.toMillis());
    if (!settings.token().isEmpty()) {
      builder.withTokenAuth(settings.token());
    }
    if (settings.tls() && settings.authority().isPresent()) {
      trust(builder, settings.authority().get());
    }
    return builder.build();
  }

  private static void trust(Consul.Builder builder, Path authority) throws IOException {
    try (InputStream pem = Files.newInputStream(authority)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + count++, one);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      builder
          .withSslContext(context)
          .withTrustManager(
              Arrays.stream(factory.getTrustManagers())
                  .filter(X509TrustManager.class::isInstance)
                  .map(X509TrustManager.class::cast)
                  .findFirst()
                  .orElseThrow());
    } catch (GeneralSecurityException e) {
      throw new IOException("%s holds no usable certificates: %s".formatted(authority, e), e);
    }
  }

  /** What went wrong, down to its cause: the client calls every failure by one name. */
  static String reason(Throwable failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      text.append(": ").append(cause.getMessage() == null ? cause : cause.getMessage());
    }
    return text.toString();
  }
}
