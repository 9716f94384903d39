package io.gyre.router.http;

import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.router.directory.Answer;
import io.gyre.router.directory.ModelDirectory;
import io.gyre.router.json.SettingsReader;
import io.gyre.router.json.SettingsWriter;
import io.gyre.router.settings.LogSettings;
import io.gyre.router.settings.ServerControls;
import io.gyre.router.trace.TraceSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers what shows and changes the running server's settings. */
final class ControlEndpoints {
  private static final int SMALL_DOCUMENT = 256;

  private final ServerControls controls;
  private final ModelDirectory directory;

  /**
   * The endpoints over what they control.
   *
   * @param directory tells which models there are
   */
  ControlEndpoints(ServerControls controls, ModelDirectory directory) {
    this.controls = controls;
    this.directory = directory;
  }

  /** Answers a request. The body becomes this method's. */
  void handle(
      Connection connection, HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    try {
      connection.answer(exchange, answer(exchange, body, allocator));
    } finally {
      body.release();
    }
  }

  private HttpAnswer answer(HttpExchange exchange, ByteBuf body, ByteBufAllocator allocator) {
    boolean changes = exchange.method().equals(HttpMethod.POST);
    Route route = exchange.route();
    return switch (route.endpoint()) {
      case LOGGING ->
          changes ? changeLog(body, allocator) : log(controls.logs().settings(), allocator);
      case TRACE -> trace(route.model(), changes ? body : null, allocator);
      default -> throw new IllegalStateException("no endpoint of settings: " + route);
    };
  }

  private HttpAnswer changeLog(ByteBuf body, ByteBufAllocator allocator) {
    return switch (SettingsReader.scalars(body)) {
      case Answer.Refused(Refusal refusal) -> HttpAnswer.refusal(refusal, allocator);
      case Answer.Found(var changes) ->
          switch (controls.logs().change(changes)) {
            case Answer.Refused(Refusal refusal) -> HttpAnswer.refusal(refusal, allocator);
            case Answer.Found(LogSettings settings) -> log(settings, allocator);
          };
    };
  }

  private static HttpAnswer log(LogSettings settings, ByteBufAllocator allocator) {
    return written(out -> new SettingsWriter().scalars(settings.entries(), out), allocator);
  }

  /**
   * Answers with the settings for a model, changed before as {@code body} says where it is given.
   */
  private HttpAnswer trace(String model, @Nullable ByteBuf body, ByteBufAllocator allocator) {
    if (!model.isEmpty()
        && directory.metadata(model, VersionChoice.ANY)
            instanceof Answer.Refused<?>(Refusal refusal)) {
      return HttpAnswer.refusal(refusal, allocator);
    }
    if (body == null) {
      return trace(controls.tracing().settings(model), allocator);
    }
    return switch (SettingsReader.texts(body)) {
      case Answer.Refused(Refusal refusal) -> HttpAnswer.refusal(refusal, allocator);
      case Answer.Found(var changes) ->
          switch (controls.tracing().change(model, changes)) {
            case Answer.Refused(Refusal refusal) -> HttpAnswer.refusal(refusal, allocator);
            case Answer.Found(TraceSettings settings) -> trace(settings, allocator);
          };
    };
  }

  private static HttpAnswer trace(TraceSettings settings, ByteBufAllocator allocator) {
    return written(
        out -> new SettingsWriter().texts(settings.entries(), Set.of(TraceSettings.LEVEL), out),
        allocator);
  }

  private static HttpAnswer written(Consumer<ByteBuf> writer, ByteBufAllocator allocator) {
    ByteBuf body = allocator.directBuffer(SMALL_DOCUMENT);
    writer.accept(body);
    return HttpAnswer.json(HttpResponseStatus.OK, body);
  }
}
