/**
 * What an evaluation finds beside loss and metrics: the figures of classifiers and of regressions,
 * and pictures of them.
 */
@NullMarked
package dev.barycenter.jobs.evaluation;

import org.jspecify.annotations.NullMarked;
