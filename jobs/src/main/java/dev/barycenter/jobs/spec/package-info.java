/**
 * The sections of a spec beside the model: how it is trained, and what does not fit together.
 *
 * <dl>
 *   <dt>phase
 *   <dd>a stretch of training with one set of trainable layers and one optimizer
 *   <dt>recipe
 *   <dd>the phases of a fine-tuning whose spec lists none
 * </dl>
 */
@NullMarked
package dev.barycenter.jobs.spec;

import org.jspecify.annotations.NullMarked;
