/** How the tasks of a segment hand each other bytes: a port, and its form between threads. */
@NullMarked
package dev.barycenter.worker.exchange;

import org.jspecify.annotations.NullMarked;
