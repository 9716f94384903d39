package io.gyre.loadtest.client;

/** Who hears what became of a request, on the thread that polls the client. */
public interface Completion {
  /**
   * The server answered as it should.
   *
   * @param slot the request's
   * @param answer the body of the answer; empty where the client doesn't keep answers
   */
  void answered(int slot, byte[] answer);

  /**
   * The request failed.
   *
   * @param slot the request's
   * @param failure how
   * @param detail what the server or the system said; may be empty
   */
  void failed(int slot, Failure failure, String detail);
}
