package io.gyre.cli.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ArchitectureTest {
  /** What each module's packages may import of the others. */
  static final Map<String, Set<String>> SEES =
      Map.of(
          "proto", Set.of(),
          "inference", Set.of("proto"),
          "cluster", Set.of("proto", "inference"),
          "loader", Set.of("proto", "inference"),
          "worker", Set.of("proto", "inference", "cluster", "loader"),
          "router", Set.of("proto", "inference", "cluster"),
          "loadtest", Set.of("proto", "inference"),
          "bench",
              Set.of("proto", "inference", "cluster", "loader", "worker", "router", "loadtest"),
          "cli",
              Set.of(
                  "proto",
                  "inference",
                  "cluster",
                  "loader",
                  "worker",
                  "router",
                  "loadtest",
                  "bench"));

  static final Set<String> MODULES = SEES.keySet();

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.gyre");

  @Test
  void everyModuleIsLookedAt() {
    assertThat(ALL.stream().map(ArchitectureTest::module).collect(Collectors.toSet()))
        .isEqualTo(MODULES);
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void modulesImportOneWay(String module) {
    String[] unseen =
        MODULES.stream()
            .filter(other -> !other.equals(module) && !sees(module).contains(other))
            .map(other -> "io.gyre." + other + "..")
            .toArray(String[]::new);

    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("io.gyre." + module + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(unseen)
            .allowEmptyShould(false);
    rule.check(ALL);
  }

  @Test
  void packagesAreNamedByModuleAndTopic() {
    classes().should().resideInAPackage("io.gyre.(*).(*)").check(ALL);
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..misc..")
        .check(ALL);
  }

  @Test
  void packagesOfOneModuleHaveNoCycles() {
    MODULES.stream()
        .filter(module -> !module.equals("proto"))
        .forEach(module ->
            com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices()
                .matching("io.gyre." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(ALL));
  }

  @Test
  void everyPackageIsNullMarkedAndSaysItsJob() {
    Stream<JavaPackage> ours =
        ALL.stream()
            .filter(type -> !module(type).equals("proto"))
            .map(JavaClass::getPackage)
            .distinct();

    assertThat(ours)
        .allSatisfy(ourPackage ->
            assertThat(ourPackage.isAnnotatedWith(NullMarked.class))
                .as("%s is @NullMarked in its package-info", ourPackage.getName())
                .isTrue());
  }

  @Test
  void noStateIsStatic() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackage("io.gyre.proto..")
        .should()
        .beFinal()
        .check(ALL);
    assertThat(
            ALL.stream()
                .filter(type -> !module(type).equals("proto"))
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> MUTABLE.contains(field.getRawType().getName())))
        .as("static fields that hold what changes")
        .isEmpty();
  }

  private static final Set<String> MUTABLE =
      Arrays.stream(
              new Class<?>[] {
                java.util.concurrent.ConcurrentHashMap.class,
                java.util.concurrent.atomic.AtomicInteger.class,
                java.util.concurrent.atomic.AtomicLong.class,
                java.util.concurrent.atomic.AtomicBoolean.class,
                java.util.concurrent.atomic.AtomicReference.class,
                java.util.concurrent.atomic.LongAdder.class,
                java.util.HashMap.class,
                java.util.ArrayList.class,
                ThreadLocal.class,
                StringBuilder.class
              })
          .map(Class::getName)
          .collect(Collectors.toSet());

  private static Set<String> sees(String module) {
    return SEES.getOrDefault(module, Set.of());
  }

  /** The module's word: the third part of the package's name. */
  private static String module(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.");
    return parts.length > 2 ? parts[2] : "";
  }
}
