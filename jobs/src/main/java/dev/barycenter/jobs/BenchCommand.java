package dev.barycenter.jobs;

import picocli.CommandLine.Command;

/** Measures this program on this machine. */
@Command(
    name = "bench",
    description = "Measures what training and averaging cost here.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchStepCommand.class,
      BenchSteadyCommand.class,
      BenchRoundsCommand.class,
      BenchLearningCommand.class
    })
final class BenchCommand {}
