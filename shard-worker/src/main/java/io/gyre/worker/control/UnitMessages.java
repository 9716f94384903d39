package io.gyre.worker.control;

import io.gyre.loader.desired.ModelOrders;
import io.gyre.loader.lifecycle.UnitState;
import io.gyre.loader.lifecycle.WantedVersions;
import io.gyre.loader.load.LoadTimes;
import io.gyre.loader.load.WarmUpReport;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.proto.worker.LoadReport;
import io.gyre.proto.worker.WorkerMessage.Models;

/** Models, states and loads as the control stream words them. */
final class UnitMessages {
  private UnitMessages() {}

  /** The models of a registry, with what is wrong with it and them, and what people ask of them. */
  static Models toMessage(Catalogue catalogue) {
    Models.Builder models =
        Models.newBuilder()
            .addAllNames(catalogue.models().keySet())
            .setProblem(catalogue.problem().orElse(""));
    for (ModelEntry model : catalogue.models().values()) {
      model.problem().ifPresent(problem -> models.putProblems(model.name(), problem));
      ModelOrders orders = catalogue.orders(model.name());
      if (!orders.equals(ModelOrders.NONE)) {
        models.putOrders(model.name(), toMessage(model, orders));
      }
    }
    return models.build();
  }

  private static io.gyre.proto.worker.ModelOrders toMessage(ModelEntry model, ModelOrders orders) {
    return io.gyre.proto.worker.ModelOrders.newBuilder()
        .setNumber(orders.number())
        .setUnwanted(!orders.wanted())
        .setPin(orders.pin().orElse(0))
        .putAllAliases(orders.aliases())
        .addAllAside(WantedVersions.aside(model, orders))
        .setProblem(orders.problem().orElse(""))
        .setReplicas(orders.replicas().count())
        .build();
  }

  static LoadReport toMessage(LoadTimes times, WarmUpReport warmUp) {
    return LoadReport.newBuilder()
        .setOpeningMicros(times.opening() / 1000)
        .setWarmUpMicros(times.warmUp() / 1000)
        .setOneRowMicros(warmUp.oneRowNanos() / 1000)
        .setGoldenRequests(times.goldenRequests())
        .setGoldenMicros(times.golden() / 1000)
        .build();
  }

  static io.gyre.proto.worker.UnitState toMessage(UnitState state) {
    return switch (state) {
      case WANTED -> io.gyre.proto.worker.UnitState.WANTED;
      case WAITING -> io.gyre.proto.worker.UnitState.WAITING;
      case LOADING -> io.gyre.proto.worker.UnitState.LOADING;
      case WARMING -> io.gyre.proto.worker.UnitState.WARMING;
      case READY -> io.gyre.proto.worker.UnitState.READY;
      case RETIRING -> io.gyre.proto.worker.UnitState.RETIRING;
      case UNLOADED -> io.gyre.proto.worker.UnitState.UNLOADED;
      case FAILED -> io.gyre.proto.worker.UnitState.FAILED;
    };
  }
}
