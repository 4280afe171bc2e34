/**
 * Which device a task computes on.
 *
 * <dl>
 *   <dt>device
 *   <dd>a GPU, by the number that CUDA gives it in this process, or the CPU
 *   <dt>address
 *   <dd>what Spark calls a GPU: what the discovery script printed, usually a number
 * </dl>
 */
@NullMarked
package dev.barycenter.worker.device;

import org.jspecify.annotations.NullMarked;
