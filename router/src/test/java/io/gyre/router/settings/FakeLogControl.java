package io.gyre.router.settings;

import io.gyre.inference.request.ParameterValue;
import io.gyre.router.directory.Answer;
import java.util.Map;

/** Log settings that nothing follows. */
public final class FakeLogControl implements LogControl {
  private LogSettings settings = new LogSettings(true, true, true, 0, LogSettings.DEFAULT_FORMAT);

  @Override
  public synchronized LogSettings settings() {
    return settings;
  }

  @Override
  public synchronized Answer<LogSettings> change(Map<String, ParameterValue> changes) {
    Answer<LogSettings> answer = settings.with(changes);
    if (answer instanceof Answer.Found(LogSettings changed)) {
      settings = changed;
    }
    return answer;
  }
}
