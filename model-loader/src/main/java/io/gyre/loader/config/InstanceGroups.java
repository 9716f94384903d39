package io.gyre.loader.config;

import io.gyre.loader.engine.EngineOptions.Device;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInstanceGroup;
import io.gyre.proto.inference.ModelInstanceGroup.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of {@code instance_group}: how many instances of a model there are, and where they run.
 */
final class InstanceGroups {
  /** More would be a mistake in the file: each is a thread. */
  private static final int MOST = 1024;

  private InstanceGroups() {}

  static List<Mistake> mistakes(ModelConfig written, Place root) {
    List<Mistake> mistakes = new ArrayList<>();
    for (int i = 0; i < written.getInstanceGroupCount(); i++) {
      check(written.getInstanceGroup(i), root.at("instance_group", i), mistakes);
    }
    Set<Device> devices = devices(written);
    if (mistakes.isEmpty() && devices.size() > 1) {
      mistakes.add(
          root.at("instance_group")
              .mistake(
                  "one device for all instances (several are not served yet)",
                  devices.size() + " devices"));
    }
    return mistakes;
  }

  private static void check(ModelInstanceGroup group, Place place, List<Mistake> mistakes) {
    if (group.getCount() < 0 || group.getCount() > MOST) {
      mistakes.add(place.at("count").mistake("1 to " + MOST, group.getCount()));
    }
    if (group.getGpusList().stream().anyMatch(gpu -> gpu < 0)) {
      mistakes.add(place.at("gpus").mistake("indices from 0", group.getGpusList()));
    }
    if (group.getKind() == Kind.KIND_CPU && group.getGpusCount() > 0) {
      mistakes.add(place.at("gpus").mistake("none, as the kind is KIND_CPU", group.getGpusList()));
    }
    if (group.getPassive()) {
      mistakes.add(place.at("passive").mistake("false (true is not served yet)", true));
    }
  }

  /** Instances of all groups; one where there is no group. */
  static int count(ModelConfig written) {
    return written.getInstanceGroupCount() == 0
        ? 1
        : written.getInstanceGroupList().stream().mapToInt(InstanceGroups::count).sum();
  }

  private static int count(ModelInstanceGroup group) {
    return Math.max(group.getCount(), 1) * Math.max(group.getGpusCount(), 1);
  }

  /** The device of all groups. */
  static Device device(ModelConfig written) {
    return devices(written).stream().findFirst().orElseGet(Device.Cpu::new);
  }

  private static Set<Device> devices(ModelConfig written) {
    Set<Device> devices = new LinkedHashSet<>();
    for (ModelInstanceGroup group : written.getInstanceGroupList()) {
      if (kind(group) != Kind.KIND_GPU) {
        devices.add(new Device.Cpu());
      } else if (group.getGpusCount() == 0) {
        devices.add(new Device.Gpu(0));
      } else {
        group.getGpusList().forEach(gpu -> devices.add(new Device.Gpu(gpu)));
      }
    }
    return devices;
  }

  private static Kind kind(ModelInstanceGroup group) {
    return switch (group.getKind()) {
      case KIND_GPU -> Kind.KIND_GPU;
      case KIND_AUTO -> group.getGpusCount() > 0 ? Kind.KIND_GPU : Kind.KIND_CPU;
      case KIND_CPU, KIND_MODEL, UNRECOGNIZED -> Kind.KIND_CPU;
    };
  }

  /** The groups as shown back: named, counted, of a definite kind; one where the file has none. */
  static List<ModelInstanceGroup> shown(String model, ModelConfig written) {
    if (written.getInstanceGroupCount() == 0) {
      return List.of(
          ModelInstanceGroup.newBuilder()
              .setName(model)
              .setKind(Kind.KIND_CPU)
              .setCount(1)
              .build());
    }
    List<ModelInstanceGroup> groups = new ArrayList<>();
    for (ModelInstanceGroup group : written.getInstanceGroupList()) {
      ModelInstanceGroup.Builder shown =
          group.toBuilder().setKind(kind(group)).setCount(Math.max(group.getCount(), 1));
      if (group.getName().isEmpty()) {
        shown.setName(model + "_" + groups.size());
      }
      groups.add(shown.build());
    }
    return groups;
  }
}
