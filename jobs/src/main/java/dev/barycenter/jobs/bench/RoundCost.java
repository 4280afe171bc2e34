package dev.barycenter.jobs.bench;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * What a round costs beside its local steps. Times are in milliseconds.
 *
 * @param master where
 * @param of what was measured
 * @param round one averaging within a segment, on the tasks
 * @param exchange the part of it that moves bytes and waits for peers
 * @param segment what starting and ending a segment takes beside its rounds
 * @param plainRound a segment of one round, from its start to its end on the driver
 * @param sentBytes what all tasks send each other in one averaging
 * @param driverBytes what the driver hands out and takes in for one segment
 * @param plainBytes the same for a segment of one round
 * @param peak how large the processes grew
 */
record RoundCost(
    String master,
    @JsonUnwrapped RoundCase of,
    Spread round,
    Spread exchange,
    Spread segment,
    Spread plainRound,
    long sentBytes,
    long driverBytes,
    long plainBytes,
    PeakMemory peak) {

  /**
   * Returns the milliseconds that one averaging is expected to take with so many executors, if each
   * has a network of {@code bytesPerSecond} in either direction: the summing does not grow (each
   * task sums its slice of all replicas, {@code weights / tasks} times {@code tasks}), each task
   * sends and receives {@code 2 (T - 1) / T} models, and each of the two transfers waits for one
   * message of {@code latencyMillis} more per peer.
   */
  double forecast(int executors, double bytesPerSecond, double latencyMillis) {
    double model = sentBytes / 2.0;
    double moved = 2.0 * (executors - 1) / executors * model;
    double summing = round.median() - exchange.median();
    return summing + 1e3 * moved / bytesPerSecond + 2 * latencyMillis * (executors - 1);
  }
}
