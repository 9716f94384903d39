package io.gyre.router.grpc;

import io.grpc.ServerMethodDefinition;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.LogSettingsRequest;
import io.gyre.proto.inference.LogSettingsResponse;
import io.gyre.proto.inference.TraceSettingRequest;
import io.gyre.proto.inference.TraceSettingResponse;
import io.gyre.router.directory.Answer;
import io.gyre.router.directory.ModelDirectory;
import io.gyre.router.settings.LogSettings;
import io.gyre.router.settings.ServerControls;
import io.gyre.router.trace.TraceSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The protocol's methods that show and change the settings of logs and traces. */
final class SettingsMethods {
  private final ServerControls controls;
  private final ModelDirectory directory;
  private final CallLoops loops;

  SettingsMethods(ServerControls controls, ModelDirectory directory, CallLoops loops) {
    this.controls = controls;
    this.directory = directory;
    this.loops = loops;
  }

  List<ServerMethodDefinition<?, ?>> definitions() {
    return List.of(
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getLogSettingsMethod(),
            LogSettingsRequest.getDefaultInstance(),
            loops,
            q -> CompletableFuture.completedStage(logs(q))),
        DirectoryMethod.of(
            GRPCInferenceServiceGrpc.getTraceSettingMethod(),
            TraceSettingRequest.getDefaultInstance(),
            loops,
            q -> CompletableFuture.completedStage(traces(q))));
  }

  private Answer<LogSettingsResponse> logs(LogSettingsRequest request) {
    Map<String, ParameterValue> changes = new HashMap<>();
    for (var change : request.getSettingsMap().entrySet()) {
      LogSettingsRequest.SettingValue value = change.getValue();
      switch (value.getParameterChoiceCase()) {
        case BOOL_PARAM ->
            changes.put(change.getKey(), new ParameterValue.Bool(value.getBoolParam()));
        case UINT32_PARAM ->
            changes.put(
                change.getKey(),
                new ParameterValue.Int64(Integer.toUnsignedLong(value.getUint32Param())));
        case STRING_PARAM ->
            changes.put(change.getKey(), new ParameterValue.Text(value.getStringParam()));
        case PARAMETERCHOICE_NOT_SET -> {
          return new Answer.Refused<>(
              Refusal.invalid("log setting '" + change.getKey() + "' has no value"));
        }
      }
    }
    return switch (controls.logs().change(changes)) {
      case Answer.Refused(Refusal refusal) -> new Answer.Refused<>(refusal);
      case Answer.Found(LogSettings settings) -> new Answer.Found<>(message(settings));
    };
  }

  private static LogSettingsResponse message(LogSettings settings) {
    LogSettingsResponse.Builder response = LogSettingsResponse.newBuilder();
    settings.entries().forEach((name, value) -> response.putSettings(name, message(value)));
    return response.build();
  }

  private static LogSettingsResponse.SettingValue message(ParameterValue value) {
    LogSettingsResponse.SettingValue.Builder message =
        LogSettingsResponse.SettingValue.newBuilder();
    return switch (value) {
      case ParameterValue.Bool(boolean flag) -> message.setBoolParam(flag).build();
      case ParameterValue.Int64(long number) -> message.setUint32Param((int) number).build();
      case ParameterValue.Text(String text) -> message.setStringParam(text).build();
      default -> throw new IllegalStateException("no log setting has the value " + value);
    };
  }

  private Answer<TraceSettingResponse> traces(TraceSettingRequest request) {
    String model = request.getModelName();
    if (!model.isEmpty()
        && directory.metadata(model, VersionChoice.ANY)
            instanceof Answer.Refused<?>(Refusal refusal)) {
      return new Answer.Refused<>(refusal);
    }
    Map<String, List<String>> changes = new HashMap<>();
    request
        .getSettingsMap()
        .forEach((name, value) -> changes.put(name, List.copyOf(value.getValueList())));
    return switch (controls.tracing().change(model, changes)) {
      case Answer.Refused(Refusal refusal) -> new Answer.Refused<>(refusal);
      case Answer.Found(TraceSettings settings) -> new Answer.Found<>(message(settings));
    };
  }

  private static TraceSettingResponse message(TraceSettings settings) {
    TraceSettingResponse.Builder response = TraceSettingResponse.newBuilder();
    settings
        .entries()
        .forEach((name, values) ->
            response.putSettings(
                name, TraceSettingResponse.SettingValue.newBuilder().addAllValue(values).build()));
    return response.build();
  }
}
