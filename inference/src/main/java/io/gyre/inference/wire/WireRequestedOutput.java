package io.gyre.inference.wire;

import static io.gyre.inference.wire.WireReader.BYTES;

/** One InferRequestedOutputTensor as the message describes it. */
record WireRequestedOutput(String name, Parameters parameters) {
  static WireRequestedOutput read(WireReader in) {
    String name = "";
    Parameters parameters = new Parameters();
    in.countElement();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> name = in.readString();
        case 2 << 3 | BYTES -> parameters.readEntry(in);
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    return new WireRequestedOutput(name, parameters);
  }

  /** The output as messages call it. */
  @Override
  public String toString() {
    return "requested output '" + name + "'";
  }
}
