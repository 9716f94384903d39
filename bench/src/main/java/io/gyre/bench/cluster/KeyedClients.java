package io.gyre.bench.cluster;

import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients of a router whose requests carry keys. */
final class KeyedClients implements AutoCloseable {
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

  private final URI target;
  private final String inputs;
  private final AnsweringWorkers workers;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param model what is asked, of one input of {@code numbers} numbers
   * @param workers tells who answered
   */
  KeyedClients(ServerProcess router, String model, int numbers, AnsweringWorkers workers) {
    target =
        URI.create("http://127.0.0.1:%d/v2/models/%s/infer".formatted(router.port("http"), model));
    inputs =
        "\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,%d],\"data\":%s}]"
            .formatted(numbers, Collections.nCopies(numbers, 0));
    this.workers = workers;
  }

  /** Where each of so many keys goes while there is nothing else to do: the workers, by key. */
  List<String> homes(int keys) throws IOException, InterruptedException {
    for (int key = 0; key < keys; key++) {
      ask("home-" + key, key);
    }
    Map<String, String> answered = workers.next(keys);
    List<String> homes = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      homes.add(answered.getOrDefault("home-" + key, "nobody"));
    }
    return homes;
  }

  /**
   * Asks for keys without a pause: how many requests each worker answered.
   *
   * @param inFlight requests at one time
   */
  Map<String, Long> load(ZipfKeys keys, int inFlight, Duration length)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    int requests = 0;
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < inFlight; i++) {
        int client = i;
        counts.add(clients.submit(() -> askUntil(end, keys, client)));
      }
      for (Future<Integer> count : counts) {
        requests += count.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a client failed", e.getCause());
    }
    Map<String, Long> answered = new HashMap<>();
    workers.next(requests).values().forEach(worker -> answered.merge(worker, 1L, Long::sum));
    return answered;
  }

  private int askUntil(long end, ZipfKeys keys, int client)
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(client);
    int asked = 0;
    while (System.nanoTime() < end) {
      ask("load-" + client + "-" + asked++, keys.next(random));
    }
    return asked;
  }

  private void ask(String id, int key) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(target)
                .timeout(LONGEST_ANSWER)
                .header("affinity-key", "user-" + key)
                .POST(BodyPublishers.ofString("{\"id\":\"" + id + "\"," + inputs + "}"))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("a request wasn't answered: " + answer.body());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
