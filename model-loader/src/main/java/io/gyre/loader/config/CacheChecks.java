package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/** Finds what keeps a model's responses from being cached although {@code response_cache} asks. */
final class CacheChecks {
  private CacheChecks() {}

  static List<Mistake> of(ModelConfig written, Place root) {
    List<Mistake> mistakes = new ArrayList<>();
    if (written.getResponseCache().getEnable()) {
      Place place = root.at("response_cache").at("enable");
      if (written.hasSequenceBatching()) {
        mistakes.add(
            place.mistake(
                "false or none beside sequence_batching, as answers depend on the sequence's"
                    + " earlier requests",
                true));
      }
      if (written.getModelTransactionPolicy().getDecoupled()) {
        mistakes.add(
            place.mistake(
                "false or none beside model_transaction_policy.decoupled, as a request has no one"
                    + " response",
                true));
      }
    }
    return mistakes;
  }
}
