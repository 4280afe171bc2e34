package dev.barycenter.jobs.data;

import dev.barycenter.graph.config.Default;
import dev.barycenter.worker.data.Augmentation;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How the encoded pictures of a column fill an input of shape (height, width, channels).
 *
 * @param resize how a picture gets the input's height and width
 * @param augment the random changes that training makes; null for none
 */
record PictureSpec(
    @Default("stretch") Resize resize, @Default("null") @Nullable Augmentation augment)
    implements Serializable {
  /** Pictures that are stretched, without random changes. */
  static final PictureSpec PLAIN = new PictureSpec(Resize.STRETCH, null);

  /** How a picture gets another height and width. */
  enum Resize {
    /** Each axis by itself. */
    STRETCH,
    /** Both by the same factor; what stands out on two sides is cut off. */
    CROP
  }
}
