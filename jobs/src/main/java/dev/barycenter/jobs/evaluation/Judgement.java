package dev.barycenter.jobs.evaluation;

import java.util.SortedMap;

/**
 * How well a model does.
 *
 * @param examples the number of rows that it was judged on
 * @param digest of what it saw of them
 * @param numbers loss and metrics by name
 */
public record Judgement(long examples, String digest, SortedMap<String, Double> numbers) {}
