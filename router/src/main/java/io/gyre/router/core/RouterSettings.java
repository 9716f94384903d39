package io.gyre.router.core;

import io.gyre.router.balance.BalanceSettings;
import io.gyre.router.control.ControlSettings;
import io.gyre.router.pipeline.PipelineSettings;

/**
 * How a router behaves.
 *
 * @param control towards workers
 * @param pipeline towards requests
 * @param balance towards replicas
 */
public record RouterSettings(
    ControlSettings control, PipelineSettings pipeline, BalanceSettings balance) {
  /** The settings of a router that leaves them alone. */
  public static RouterSettings defaults(String router) {
    return new RouterSettings(
        ControlSettings.defaults(router), PipelineSettings.DEFAULTS, BalanceSettings.DEFAULTS);
  }
}
