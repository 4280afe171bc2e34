package dev.barycenter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

@AnalyzeClasses(
    packages = "dev.barycenter",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.WithoutTestJars.class})
class ArchitectureTest {
  /** Leaves out the test fixtures that a module hands to the tests of others. */
  static final class WithoutTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule modulesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("jobs")
          .definedBy("dev.barycenter.jobs..")
          .layer("driver")
          .definedBy("dev.barycenter.driver..")
          .layer("worker")
          .definedBy("dev.barycenter.worker..")
          .layer("graph")
          .definedBy("dev.barycenter.graph..")
          .whereLayer("jobs")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("driver")
          .mayOnlyBeAccessedByLayers("jobs")
          .whereLayer("worker")
          .mayOnlyBeAccessedByLayers("jobs", "driver");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("dev.barycenter.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule sparkStaysAtTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.barycenter.driver.spark..",
              "dev.barycenter.driver.exchange..",
              "dev.barycenter.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");

  @ArchTest
  static final ArchRule deeplearning4jStaysBehindTheGraph =
      noClasses()
          .that()
          .resideInAnyPackage("dev.barycenter.driver..", "dev.barycenter.jobs..")
          .and()
          .resideOutsideOfPackage("dev.barycenter.jobs.bench.stock")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..");

  @ArchTest
  static final ArchRule nothingIsADrawer =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager");

  @ArchTest
  static final ArchRule nobodyThrowsWithoutAType =
      GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
}
