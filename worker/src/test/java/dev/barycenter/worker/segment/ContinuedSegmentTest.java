package dev.barycenter.worker.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.worker.averaging.Averaging;
import dev.barycenter.worker.averaging.ReplicaState;
import dev.barycenter.worker.averaging.WorkingState;
import dev.barycenter.worker.exchange.Exchange;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import dev.barycenter.worker.exchange.InMemoryExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("a segment whose tasks go on with what they have")
class ContinuedSegmentTest {

  private static final int TASKS = 2;
  private static final int ROUNDS = 4;

  /** A task and what it has. */
  private static final class Worker {
    final Regression regression;
    final WorkingState state;
    SortedMap<Integer, ReplicaState> kept = new TreeMap<>();

    Worker(Regression regression) {
      this.regression = regression;
      this.state = new WorkingState(regression.start().model());
    }

    SegmentResult run(SegmentPlan plan, Exchange exchange) {
      try {
        SegmentResult result = regression.task(plan).run(state, Regression.kept(kept), exchange);
        kept = result.kept();
        return result;
      } catch (ExchangeFailedException e) {
        throw new CompletionException(e);
      }
    }
  }

  @ParameterizedTest
  @Tag("law-3")
  @MethodSource("dev.barycenter.worker.segment.SegmentLawsTest#averagings")
  void hasTheBitsOfOneWhoseStartIsSent(Averaging averaging) {
    Regression regression = new Regression(averaging, 5, 2, true, 0.2f);
    List<Worker> workers =
        IntStream.range(0, TASKS).mapToObj(task -> new Worker(regression)).toList();
    List<RoundPlan> rounds = regression.rounds(3);
    SegmentOutcome outcome = regression.start();
    List<RoundReport> reports = new ArrayList<>();
    for (int from = 0; from < rounds.size(); from += ROUNDS) {
      int to = Math.min(rounds.size(), from + ROUNDS);
      outcome = run(regression, outcome, workers, regression.segment(rounds.subList(from, to)));
      reports.addAll(outcome.rounds());
    }
    SegmentOutcome expected = regression.run(3, TASKS, ROUNDS);
    assertThat(outcome.model()).isEqualTo(expected.model());
    assertThat(outcome.kept()).isEqualTo(expected.kept());
    assertThat(reports.stream().map(RoundReport::replicas))
        .isEqualTo(expected.rounds().stream().map(RoundReport::replicas).toList());
  }

  private static SegmentOutcome run(
      Regression regression, SegmentOutcome before, List<Worker> workers, SegmentPlan plan) {
    List<Exchange> exchanges = InMemoryExchange.group(TASKS, Duration.ofSeconds(20));
    List<CompletableFuture<SegmentResult>> running =
        IntStream.range(0, TASKS)
            .mapToObj(
                task ->
                    CompletableFuture.supplyAsync(
                        () -> workers.get(task).run(plan, exchanges.get(task)),
                        work -> new Thread(work).start()))
            .toList();
    return SegmentOutcome.join(
        regression.plan(), before.model(), running.stream().map(CompletableFuture::join).toList());
  }
}
