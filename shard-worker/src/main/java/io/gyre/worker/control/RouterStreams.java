package io.gyre.worker.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.proto.worker.WorkerMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open control streams, one per router. Confined to the control loop. */
final class RouterStreams {
  private static final Logger LOG = LoggerFactory.getLogger(RouterStreams.class);

  private final Map<String, ControlListener> listeners = new LinkedHashMap<>();

  /** Opens a router's stream with a first message, and ends the one that it had. */
  void open(String router, ControlListener listener, WorkerMessage snapshot) {
    ControlListener replaced = listeners.put(router, listener);
    if (replaced != null) {
      end(router, replaced, "the router opened a newer stream");
    }
    send(router, listener, snapshot);
  }

  /** Whether this listener's stream is its router's open one. */
  boolean isOpen(String router, ControlListener listener) {
    return listeners.get(router) == listener;
  }

  void forget(String router) {
    listeners.remove(router);
  }

  void sendToAll(WorkerMessage message) {
    listeners.forEach((router, listener) -> send(router, listener, message));
  }

  /** Ends every stream. */
  void endAll(String reason) {
    List.copyOf(listeners.entrySet())
        .forEach(entry -> end(entry.getKey(), entry.getValue(), reason));
    listeners.clear();
  }

  private static void send(String router, ControlListener listener, WorkerMessage message) {
    try {
      listener.onMessage(message);
    } catch (RuntimeException e) {
      LOG.error("Router {} could not take an announcement", router, e);
    }
  }

  private static void end(String router, ControlListener listener, String reason) {
    try {
      listener.onEnd(reason);
    } catch (RuntimeException e) {
      LOG.error("Router {} could not take the end of its stream", router, e);
    }
  }
}
