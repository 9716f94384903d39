package io.gyre.loadtest.run;

import java.util.List;

/**
 * A request that is ready to be sent, as often as wanted.
 *
 * @param heads its first bytes as the wire wrote them, for each affinity key
 * @param body the rest of its bytes
 * @param check of its answers
 * @param model index of the model that it asks
 */
public record Request(List<byte[]> heads, byte[] body, AnswerCheck check, int model) {
  public Request {
    heads = List.copyOf(heads);
  }
}
