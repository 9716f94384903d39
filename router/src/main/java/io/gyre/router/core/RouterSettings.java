package io.gyre.router.core;

import io.gyre.router.control.ControlSettings;
import io.gyre.router.pipeline.PipelineSettings;

/**
 * How a router behaves.
 *
 * @param control towards workers
 * @param pipeline towards requests
 */
public record RouterSettings(ControlSettings control, PipelineSettings pipeline) {
  /** The settings of a router that leaves them alone. */
  public static RouterSettings defaults(String router) {
    return new RouterSettings(ControlSettings.defaults(router), PipelineSettings.DEFAULTS);
  }
}
