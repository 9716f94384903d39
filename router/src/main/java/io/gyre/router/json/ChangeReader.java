package io.gyre.router.json;

import com.google.protobuf.ByteString;
import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.ModelRepositoryParameter;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.router.change.ChangeParameters;
import io.gyre.router.directory.Answer;
import io.netty.buffer.ByteBuf;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads bodies that ask for a change of a model. An empty body is an object without members.
 *
 * @param model the model
 * @param asker who asks
 */
public record ChangeReader(String model, String asker) {
  private static final String PLACE = "the request";
  private static final String PARAMETERS = "the request's parameters";

  /** How the value of one member is read; members that are unknown are passed over. */
  private interface Member {
    void read(JsonParser parser, JsonToken value, String name);
  }

  /** A request to load; contents of files are texts in Base64. */
  public Answer<ChangeRequest> load(ByteBuf body) {
    Map<String, ModelRepositoryParameter> parameters = new LinkedHashMap<>();
    Refusal refusal = read(body, parametersInto(parameters));
    return refusal == null
        ? ChangeParameters.load(model, asker, parameters)
        : new Answer.Refused<>(refusal);
  }

  /** A request to unload. */
  public Answer<ChangeRequest> unload(ByteBuf body) {
    Map<String, ModelRepositoryParameter> parameters = new LinkedHashMap<>();
    Refusal refusal = read(body, parametersInto(parameters));
    return refusal == null
        ? ChangeParameters.unload(model, asker, parameters)
        : new Answer.Refused<>(refusal);
  }

  /** A request to serve one version: {@code {"version": 3}}. */
  public Answer<ChangeRequest> pin(ByteBuf body) {
    ChangeRequest.Pin.Builder pin = ChangeRequest.Pin.newBuilder();
    Refusal refusal =
        read(
            body,
            (parser, value, name) -> {
              if (name.equals("version")) {
                pin.setVersion(Members.unsigned(parser, value, Long.MAX_VALUE, name, PLACE));
              } else {
                parser.skipChildren();
              }
            });
    if (refusal == null && pin.getVersion() == 0) {
      refusal = Refusal.invalid("expected 'version', a version of the model from 1");
    }
    return answer(refusal, change().setPin(pin));
  }

  /** A request to roll back from a version: {@code {"below": 4}}. */
  public Answer<ChangeRequest> rollback(ByteBuf body) {
    ChangeRequest.Rollback.Builder rollback = ChangeRequest.Rollback.newBuilder();
    Refusal refusal =
        read(
            body,
            (parser, value, name) -> {
              if (name.equals("below")) {
                rollback.setBelow(Members.unsigned(parser, value, Long.MAX_VALUE, name, PLACE));
              } else {
                parser.skipChildren();
              }
            });
    return answer(refusal, change().setRollback(rollback));
  }

  /** A request to lift a pin. */
  public Answer<ChangeRequest> release(ByteBuf body) {
    Refusal refusal = read(body, (parser, _, _) -> parser.skipChildren());
    return answer(refusal, change().setLift(ChangeRequest.Lift.getDefaultInstance()));
  }

  /** A request for an alias: {@code {"alias": "champion", "version": 3}}, version 0 for its end. */
  public Answer<ChangeRequest> alias(ByteBuf body) {
    ChangeRequest.Alias.Builder alias = ChangeRequest.Alias.newBuilder().setVersion(-1);
    Refusal refusal =
        read(
            body,
            (parser, value, name) -> {
              switch (name) {
                case "alias" -> alias.setName(Members.text(parser, value, name, PLACE));
                case "version" ->
                    alias.setVersion(Members.unsigned(parser, value, Long.MAX_VALUE, name, PLACE));
                default -> parser.skipChildren();
              }
            });
    if (refusal == null && (alias.getName().isEmpty() || alias.getVersion() < 0)) {
      refusal =
          Refusal.invalid(
              "expected 'alias', a text, and 'version', a version of the model, or 0 to take the"
                  + " alias away");
    }
    return answer(refusal, change().setAlias(alias));
  }

  private ChangeRequest.Builder change() {
    return ChangeRequest.newBuilder().setModel(model).setAsker(asker);
  }

  private static Answer<ChangeRequest> answer(
      @Nullable Refusal refusal, ChangeRequest.Builder request) {
    return refusal == null ? new Answer.Found<>(request.build()) : new Answer.Refused<>(refusal);
  }

  private static Member parametersInto(Map<String, ModelRepositoryParameter> parameters) {
    return (parser, value, name) -> {
      if (name.equals("parameters")) {
        Members.requireObject(parser, value, name, PLACE);
        for (String one = parser.nextName(); one != null; one = parser.nextName()) {
          Members.requireFirst(!parameters.containsKey(one), one, PARAMETERS);
          parameters.put(one, parameter(parser, parser.nextToken(), one));
        }
      } else {
        parser.skipChildren();
      }
    };
  }

  private static ModelRepositoryParameter parameter(
      JsonParser parser, JsonToken value, String name) {
    ModelRepositoryParameter.Builder parameter = ModelRepositoryParameter.newBuilder();
    return switch (value) {
      case VALUE_STRING -> {
        String text = Members.text(parser, value, name, PARAMETERS);
        yield name.startsWith(ChangeParameters.FILE)
            ? parameter.setBytesParam(decode(text, name)).build()
            : parameter.setStringParam(text).build();
      }
      case VALUE_TRUE, VALUE_FALSE -> parameter.setBoolParam(value == JsonToken.VALUE_TRUE).build();
      case VALUE_NUMBER_INT ->
          parameter
              .setInt64Param(Members.unsigned(parser, value, Long.MAX_VALUE, name, PARAMETERS))
              .build();
      default ->
          throw Members.unexpected(
              parser, value, Members.name(name, PARAMETERS), "a text, an integer, true or false");
    };
  }

  private static ByteString decode(String text, String name) {
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(
          "expected %s to be Base64: %s".formatted(Members.name(name, PARAMETERS), e.getMessage()));
    }
  }

  private static @Nullable Refusal read(ByteBuf body, Member reader) {
    if (!body.isReadable()) {
      return null;
    }
    try (JsonParser parser = JsonDocument.open(body)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new InvalidInput(
            "expected the body to be a JSON object or empty, found "
                + (first == null ? "nothing" : JsonDocument.found(parser, first)));
      }
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        reader.read(parser, parser.nextToken(), name);
      }
      JsonDocument.requireEnd(parser);
      return null;
    } catch (InvalidInput e) {
      return e.refusal();
    } catch (JacksonException e) {
      return JsonDocument.refusal(e);
    }
  }
}
