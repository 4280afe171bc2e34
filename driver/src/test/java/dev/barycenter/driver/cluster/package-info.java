/** Spark in real processes for tests: masters, workers and executors that can be killed. */
@NullMarked
package dev.barycenter.driver.cluster;

import org.jspecify.annotations.NullMarked;
