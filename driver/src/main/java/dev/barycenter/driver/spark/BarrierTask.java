package dev.barycenter.driver.spark;

import dev.barycenter.driver.exchange.AddressBook;
import dev.barycenter.driver.exchange.BarrierExchange;
import dev.barycenter.driver.exchange.PeerExchange;
import dev.barycenter.worker.data.Shard;
import dev.barycenter.worker.exchange.ExchangeFailedException;
import dev.barycenter.worker.segment.SegmentResult;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.util.CollectionAccumulator;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** A task of a segment of several rounds: Scala's form of a function, as barrier stages take it. */
final class BarrierTask extends AbstractFunction1<Iterator<Shard>, Iterator<BarrierTask.Answer>>
    implements Serializable {

  private static final long serialVersionUID = 1;

  /**
   * What the task hands to the driver.
   *
   * @param answer what it did
   * @param book where its peers listen
   */
  record Answer(TaskAnswer<SegmentResult> answer, AddressBook book) implements Serializable {}

  private final TaskWork work;
  private final AddressBook book;
  private final Duration deadline;
  private final CollectionAccumulator<String> failures;

  /**
   * Creates a task.
   *
   * @param book where the peers listen, as far as known
   * @param deadline of a call of the exchange
   * @param failures is told of a failure at once, while other tasks may hang
   */
  BarrierTask(
      TaskWork work, AddressBook book, Duration deadline, CollectionAccumulator<String> failures) {
    this.work = work;
    this.book = book;
    this.deadline = deadline;
    this.failures = failures;
  }

  @Override
  public Iterator<Answer> apply(Iterator<Shard> shards) {
    Answer answer = withPeers(shards);
    if (answer.answer() instanceof TaskAnswer.Failed<SegmentResult> failed) {
      failures.add(failed.message());
    }
    return scala.collection.Iterator$.MODULE$.single(answer);
  }

  private Answer withPeers(Iterator<Shard> shards) {
    BarrierTaskContext context = BarrierTaskContext.get();
    long id = work.run() << 8 | context.stageAttemptNumber();
    // The peers are met first: who fails before would leave the others waiting.
    try (PeerExchange exchange = BarrierExchange.open(context, id, book, deadline)) {
      return new Answer(answer(exchange, shards), BarrierExchange.book(context, exchange));
    } catch (ExchangeFailedException e) {
      // An exception would end the stage, and with it the answer of the peer that knows why.
      return new Answer(TaskAnswer.failed(e), AddressBook.EMPTY);
    }
  }

  private TaskAnswer<SegmentResult> answer(PeerExchange exchange, Iterator<Shard> shards) {
    try {
      List<Shard> block = new ArrayList<>();
      while (shards.hasNext()) {
        block.add(shards.next());
      }
      return work.segment(block, exchange);
    } catch (RuntimeException | Error e) {
      exchange.abort(String.valueOf(e.getMessage()));
      throw e;
    }
  }
}
