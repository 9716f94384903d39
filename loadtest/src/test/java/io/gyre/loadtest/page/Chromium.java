package io.gyre.loadtest.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A Chromium without a window, driven over its DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final long TIMEOUT_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final Messages messages = new Messages();
  private final List<JsonNode> events = new ArrayList<>();
  private final String session;
  private int lastId;

  private Chromium(Process process) throws IOException, InterruptedException {
    this.process = process;
    HttpClient client = HttpClient.newHttpClient();
    this.socket = client.newWebSocketBuilder().buildAsync(address(process), messages).join();
    JsonNode page = call("Target.createTarget", "", "{\"url\":\"about:blank\"}");
    ObjectNode attach = JSON.createObjectNode();
    attach.put("targetId", page.path("targetId").asString()).put("flatten", true);
    this.session =
        call("Target.attachToTarget", "", attach.toString()).path("sessionId").asString();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", "{}");
    }
  }

  /** The browser's executable: what GYRE_CHROMIUM names, or what is on the path. */
  static Optional<Path> executable() {
    String named = System.getenv("GYRE_CHROMIUM");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(folder ->
            Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts {@code executable}, which keeps what it must in {@code folder}. */
  static Chromium start(Path executable, Path folder) throws IOException, InterruptedException {
    return new Chromium(
        new ProcessBuilder(
                executable.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--hide-scrollbars",
                "--user-data-dir=" + folder,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  private static URI address(Process process) throws IOException {
    BufferedReader err = process.errorReader();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      Matcher matcher = ADDRESS.matcher(line);
      if (matcher.find()) {
        Thread.ofVirtual().start(() -> err.lines().forEach(ignored -> {}));
        return URI.create(matcher.group(1));
      }
    }
    throw new IOException("the browser ended before it listened");
  }

  /** Shows a page on a screen of this size, and returns once it is loaded. */
  void show(Path page, int width, int height, boolean dark) throws InterruptedException {
    events.clear();
    ObjectNode screen = JSON.createObjectNode();
    screen.put("width", width).put("height", height).put("mobile", width < 600);
    screen.put("deviceScaleFactor", width < 600 ? 2 : 1);
    call("Emulation.setDeviceMetricsOverride", screen.toString());
    String scheme = dark ? "dark" : "light";
    call(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}".formatted(scheme));
    call("Page.navigate", JSON.createObjectNode().put("url", page.toUri().toString()).toString());
    while (named("Page.loadEventFired").isEmpty()) {
      events.add(messages.next());
    }
    // Two frames: charts are laid out and painted in the first.
    evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  /** The value of an expression on the page, waited for where it is a promise. */
  JsonNode evaluate(String expression) throws InterruptedException {
    ObjectNode parameters = JSON.createObjectNode();
    parameters.put("expression", expression);
    parameters.put("awaitPromise", true).put("returnByValue", true);
    JsonNode result = call("Runtime.evaluate", parameters.toString());
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(result.path("exceptionDetails").toString());
    }
    return result.at("/result/value");
  }

  /** Everything the page complained of since it was shown. */
  List<JsonNode> complaints() {
    return Stream.of("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        .flatMap(method -> named(method).stream())
        .toList();
  }

  /** Every address that was asked for since the page was shown, the page's own included. */
  List<String> requests() {
    return named("Network.requestWillBeSent").stream()
        .map(event -> event.at("/params/request/url").asString())
        .toList();
  }

  /** Writes a picture of the whole page. */
  void picture(Path file) throws IOException, InterruptedException {
    JsonNode shot = call("Page.captureScreenshot", "{\"captureBeyondViewport\":true}");
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(shot.path("data").asString()));
  }

  private List<JsonNode> named(String method) {
    return events.stream().filter(e -> e.path("method").asString("").equals(method)).toList();
  }

  private JsonNode call(String method, String parameters) throws InterruptedException {
    return call(method, session, parameters);
  }

  private JsonNode call(String method, String of, String parameters) throws InterruptedException {
    int id = ++lastId;
    ObjectNode message = JSON.createObjectNode();
    message.put("id", id).put("method", method).set("params", JSON.readTree(parameters));
    if (!of.isEmpty()) {
      message.put("sessionId", of);
    }
    socket.sendText(message.toString(), true).join();
    while (true) {
      JsonNode answer = messages.next();
      if (answer.path("id").asInt(0) != id) {
        events.add(answer);
      } else if (answer.has("error")) {
        throw new IllegalStateException(method + ": " + answer.path("error"));
      } else {
        return answer.path("result");
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    socket.abort();
    process.destroy();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  /** Puts the parts of messages together. */
  private static final class Messages implements WebSocket.Listener {
    private final LinkedBlockingQueue<JsonNode> whole = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        whole.add(JSON.readTree(part.toString()));
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    JsonNode next() throws InterruptedException {
      JsonNode message = whole.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new IllegalStateException("the browser is silent");
      }
      return message;
    }
  }
}
