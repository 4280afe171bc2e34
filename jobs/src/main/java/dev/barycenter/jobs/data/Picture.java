package dev.barycenter.jobs.data;

import dev.barycenter.worker.data.Augmentation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Decoded pictures as the values of an input of shape (height, width, channels): red, green and
 * blue, or gray, whole numbers from 0 to 255.
 *
 * <p>Sizes are changed by the triangle filter, which is widened where the picture shrinks, so that
 * every pixel counts (Pillow's {@code BILINEAR}).
 */
final class Picture {
  private final float[] values;
  private final int height;
  private final int width;
  private final int channels;

  private Picture(float[] values, int height, int width, int channels) {
    this.values = values;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /**
   * Decodes a JPEG, PNG, GIF or BMP file.
   *
   * @param channels 3 for red, green and blue, 1 for gray
   * @throws DataException if the bytes are no such file
   */
  static Picture decode(byte[] file, int channels) {
    BufferedImage image = read(file);
    if (image == null) {
      throw new DataException(
          "A picture of %,d bytes cannot be read: expected JPEG, PNG, GIF or BMP."
              .formatted(file.length));
    }
    int width = image.getWidth();
    int height = image.getHeight();
    int[] colors = image.getRGB(0, 0, width, height, null, 0, width);
    float[] values = new float[colors.length * channels];
    for (int i = 0; i < colors.length; i++) {
      int red = colors[i] >> 16 & 0xff;
      int green = colors[i] >> 8 & 0xff;
      int blue = colors[i] & 0xff;
      if (channels == 1) {
        values[i] = Math.round(0.299f * red + 0.587f * green + 0.114f * blue);
      } else {
        values[3 * i] = red;
        values[3 * i + 1] = green;
        values[3 * i + 2] = blue;
      }
    }
    return new Picture(values, height, width, channels);
  }

  private static @Nullable BufferedImage read(byte[] file) {
    try {
      return ImageIO.read(new ByteArrayInputStream(file));
    } catch (IOException | RuntimeException e) {
      // The readers of ImageIO throw all kinds of exceptions for damaged files.
      return null;
    }
  }

  /** Returns the values at another size, in the way that is asked for. */
  float[] resized(int toHeight, int toWidth, PictureSpec.Resize how) {
    double boxHeight = height;
    double boxWidth = width;
    if (how == PictureSpec.Resize.CROP) {
      double scale = Math.min((double) height / toHeight, (double) width / toWidth);
      boxHeight = toHeight * scale;
      boxWidth = toWidth * scale;
    }
    float[] narrow =
        filtered(values, height, width, channels, toWidth, (width - boxWidth) / 2, boxWidth);
    float[] small =
        filtered(
            narrow, 1, height, toWidth * channels, toHeight, (height - boxHeight) / 2, boxHeight);
    for (int i = 0; i < small.length; i++) {
      small[i] = Math.min(Augmentation.WHITE, Math.max(0, Math.round(small[i])));
    }
    return small;
  }

  /** Filters the middle axis of (outer, from, inner) to (outer, to, inner). */
  private static float[] filtered(
      float[] values, int outer, int from, int inner, int to, double start, double length) {
    float[] result = new float[outer * to * inner];
    double scale = length / to;
    double reach = Math.max(1, scale);
    for (int t = 0; t < to; t++) {
      double center = start + (t + 0.5) * scale;
      int first = Math.max(0, (int) (center - reach + 0.5));
      int last = Math.min(from, (int) (center + reach + 0.5));
      double total = 0;
      for (int f = first; f < last; f++) {
        total += weight(f, center, reach);
      }
      for (int f = first; f < last; f++) {
        float share = (float) (weight(f, center, reach) / total);
        for (int o = 0; o < outer; o++) {
          int source = (o * from + f) * inner;
          int target = (o * to + t) * inner;
          for (int i = 0; i < inner; i++) {
            result[target + i] += share * values[source + i];
          }
        }
      }
    }
    return result;
  }

  private static double weight(int pixel, double center, double reach) {
    return Math.max(0, 1 - Math.abs(pixel + 0.5 - center) / reach);
  }
}
