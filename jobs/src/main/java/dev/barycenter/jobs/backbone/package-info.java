/**
 * Backbones: trained models, or well-known architectures, that new layers are put on.
 *
 * <dl>
 *   <dt>architecture
 *   <dd>a model of keras.applications by its name there, without its top and without weights
 *   <dt>source
 *   <dd>where a backbone comes from: the name of an architecture, a Keras file, a run folder or a
 *       spec
 * </dl>
 */
@NullMarked
package dev.barycenter.jobs.backbone;

import org.jspecify.annotations.NullMarked;
