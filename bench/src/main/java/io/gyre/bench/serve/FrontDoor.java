package io.gyre.bench.serve;

import io.gyre.bench.experiment.Duel;
import io.gyre.bench.experiment.DuelResult;
import io.gyre.bench.experiment.Effort;
import io.gyre.bench.limit.LimitServer;
import io.gyre.bench.limit.LimitServer.Kind;
import io.gyre.bench.load.Call;
import io.gyre.bench.load.Door;
import io.gyre.bench.load.ServedContender;
import io.gyre.bench.load.ServedTarget;
import io.gyre.bench.process.ServerProcess;
import io.gyre.loadtest.payload.Sample;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One way into the server, held against a bare server that gets the same requests and answers with
 * the same bytes. Both are loaded by the same client.
 *
 * @param id of the figure
 * @param model that is asked
 * @param door of the server
 * @param limit the bare server
 * @param inFlight requests in flight, at both
 * @param connections that they share
 */
public record FrontDoor(
    String id, String model, Door door, Kind limit, int inFlight, int connections) {
  /** Compares the two in turns. */
  public DuelResult measure(ServerProcess gyre, Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    ServedTarget asked = door.of(gyre);
    Sample sample = asked.sample(model);
    Call request = asked.call(model, sample);
    try (ServerProcess server = LimitServer.start(limit, asked.answer(request))) {
      ServedTarget bare = door.of(server);
      Call sameRequest = bare.call(model, sample);
      try (ServedContender subject = asked.loading("gyre", request, inFlight, connections);
          ServedContender echo = bare.loading("bare", sameRequest, inFlight, connections)) {
        return new Duel(subject, echo, effort, progress).run(id);
      }
    }
  }
}
