package io.gyre.router.settings;

import io.gyre.inference.request.ParameterValue;
import io.gyre.router.directory.Answer;
import java.util.Map;

/** The process's log, as far as clients may see and change it. */
public interface LogControl {
  /** What is logged at the moment. */
  LogSettings settings();

  /**
   * Changes some settings, all or none of them, at once for the whole process.
   *
   * @param changes new values by the protocol's names, as {@link LogSettings#with} takes them
   * @return the settings from now on
   */
  Answer<LogSettings> change(Map<String, ParameterValue> changes);
}
