package dev.barycenter.jobs;

import dev.barycenter.jobs.registry.Listing;
import dev.barycenter.jobs.registry.Registry;
import dev.barycenter.jobs.registry.Serving;
import dev.barycenter.jobs.registry.Serving.By;
import dev.barycenter.jobs.registry.ServingHistory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the versions of a model, and says which of them serves. */
@Command(
    name = "models",
    description = "Shows the versions of a model in a registry, and says which of them serves.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 done; 2 the registry or the version is not there, not sealed or damaged;",
      "4 not promoted, since somebody promoted another version meanwhile."
    })
final class ModelsCommand {
  private static final String REGISTRY = "The folder of the registry.";

  @Command(description = "Prints a line for each version.", mixinStandardHelpOptions = true)
  int list(@Parameters(paramLabel = "REGISTRY", description = REGISTRY) String registry) {
    System.out.print(new Listing(open(registry)).versions());
    return ExitCode.DONE;
  }

  @Command(
      description = "Prints all that is known of a version, after checking that it is whole.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "REGISTRY", description = REGISTRY) String registry,
      @Parameters(
              paramLabel = "VERSION",
              arity = "0..1",
              description = "Its number; the version that serves if left out.")
          @Nullable Integer version) {
    Registry opened = open(registry);
    int number = version == null ? serving(opened.serving(), registry) : version;
    System.out.print(new Listing(opened).version(number));
    return ExitCode.DONE;
  }

  @Command(
      description = "Makes a version serve, whatever its gate said, if it is whole.",
      mixinStandardHelpOptions = true)
  int promote(
      @Parameters(paramLabel = "REGISTRY", description = REGISTRY) String registry,
      @Parameters(paramLabel = "VERSION", description = "Its number.") int version,
      @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for others.")
          @Nullable String why) {
    Registry opened = open(registry);
    return promote(opened, opened.serving(), version, By.PROMOTE, why);
  }

  @Command(
      description = {
        "Goes back to the version that served before the one that serves; again, to the one before.",
        "The next retraining starts from it, with the rows that are newer than its own."
      },
      mixinStandardHelpOptions = true)
  int rollback(
      @Parameters(paramLabel = "REGISTRY", description = REGISTRY) String registry,
      @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for others.")
          @Nullable String why) {
    Registry opened = open(registry);
    ServingHistory seen = opened.serving();
    int current = serving(seen, registry);
    int before =
        seen.before()
            .orElseThrow(
                () ->
                    new MistakeException(
                        "Version %d serves, and none served before it. Name one with models promote."
                            .formatted(current)));
    return promote(opened, seen, before, By.ROLLBACK, why);
  }

  private static int promote(
      Registry registry, ServingHistory seen, int version, By by, @Nullable String why) {
    registry.whole(version);
    if (seen.version().equals(Optional.of(version))) {
      throw new MistakeException("Version %d serves already.".formatted(version));
    }
    Serving next = seen.next(version, by, why == null ? "by hand" : why);
    if (!registry.promote(seen, next)) {
      System.err.printf(
          "Not promoted: somebody promoted another version meanwhile. Look at models list %s.%n",
          registry);
      return ExitCode.NOT_PROMOTED;
    }
    System.out.printf("Version %d serves.%n", version);
    return ExitCode.DONE;
  }

  private static int serving(ServingHistory history, String registry) {
    return history
        .version()
        .orElseThrow(
            () -> new MistakeException("No version of '%s' serves yet.".formatted(registry)));
  }

  private static Registry open(String folder) {
    return Registry.existing(folder, Sessions.hadoop());
  }
}
