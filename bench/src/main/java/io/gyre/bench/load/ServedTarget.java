package io.gyre.bench.load;

import io.gyre.bench.process.ServerProcess;
import io.gyre.loadtest.client.CallOptions;
import io.gyre.loadtest.client.ModelName;
import io.gyre.loadtest.client.OneCall;
import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.payload.RandomSamples;
import io.gyre.loadtest.payload.Sample;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One door of a running server.
 *
 * @param server whose door it is
 * @param wire speaks to it
 */
public record ServedTarget(ServerProcess server, Wire wire) {
  private static final long SEED = 1;

  /** Random inputs of one row, the same each time, to the signature that the server tells. */
  public Sample sample(String model) {
    return new RandomSamples(
            wire.signature(new ModelName(model, "")), Map.of(), OptionalInt.empty(), SEED)
        .next();
  }

  /** The request with these inputs. */
  public Call call(String model, Sample sample) {
    return call(model, sample, CallOptions.NONE);
  }

  /** The request with these inputs and options. */
  public Call call(String model, Sample sample, CallOptions options) {
    ModelName name = new ModelName(model, "");
    return new Call(wire.head(name, options), wire.body(name, options, sample));
  }

  /** The body of the answer to a request. */
  public byte[] answer(Call call) throws IOException {
    return switch (OneCall.send(ends -> wire.open(true, 1, 1, ends), call.head(), call.body())) {
      case OneCall.Result.Answered(byte[] body) -> body;
      case OneCall.Result.Failed(var failure, String detail) ->
          throw new IOException("the server doesn't answer: " + failure + " " + detail);
    };
  }

  /** A closed loop of one request on this door. */
  public ServedContender loading(String name, Call call, int inFlight, int connections)
      throws InterruptedException {
    return ServedContender.open(
        name, () -> new ClosedLoop(wire, call, inFlight, connections, false), server::cpu);
  }

  /**
   * A closed loop of one request on this door, in which the server's refusals count as well.
   *
   * @param unpaid name of a thread of the server whose time isn't counted; empty for none
   */
  public ServedContender refused(String name, Call call, int inFlight, String unpaid)
      throws InterruptedException {
    return ServedContender.open(
        name,
        () -> new ClosedLoop(wire, call, inFlight, 1, true),
        () -> unpaid.isEmpty() ? server.cpu() : server.cpu().minus(server.threadCpu(unpaid)));
  }
}
