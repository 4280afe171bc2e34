package dev.barycenter.worker.data;

import dev.barycenter.graph.config.Default;
import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * Random changes of pictures that leave their class as it is; each epoch sees other ones.
 *
 * <p>A picture has shape (height, width, channels) and values from 0 to 255. What is drawn for it
 * is a pure function of a seed, so that the same run sees the same pictures on any cluster. One
 * affine map (mirror, window, turn) is sampled bilinearly, with the border pixels repeated outside;
 * then the colors change.
 *
 * @param flip the directions in which a picture is mirrored, each with probability 1/2
 * @param crop the greatest share of height and width that is cut off, in [0, 1); what remains is
 *     stretched to the size of the picture
 * @param rotate the greatest turn to either side, in degrees from 0 to 180
 * @param color the greatest relative change of brightness, contrast and (with three channels)
 *     saturation, in [0, 1]
 */
public record Augmentation(
    @Default("none") Flip flip,
    @Default("0") double crop,
    @Default("0") double rotate,
    @Default("0") double color)
    implements Serializable {

  /** The greatest value of a pixel. */
  public static final float WHITE = 255;

  /** The directions in which pictures are mirrored. */
  public enum Flip {
    /** Not at all. */
    NONE,
    /** Left and right. */
    HORIZONTAL,
    /** Top and bottom. */
    VERTICAL,
    /** Both, independently. */
    BOTH
  }

  /** Checks the ranges. */
  public Augmentation {
    require("crop", crop, crop >= 0 && crop < 1, "at least 0 and less than 1");
    require("rotate", rotate, rotate >= 0 && rotate <= 180, "degrees from 0 to 180");
    require("color", color, color >= 0 && color <= 1, "from 0 to 1");
  }

  private static void require(String name, double value, boolean fits, String expected) {
    if (!fits) {
      throw new IllegalArgumentException(
          "'%s' is %s: expected %s.".formatted(name, value, expected));
    }
  }

  /** Returns a changed copy of a picture of {@code height · width · channels} values. */
  float[] apply(float[] picture, int height, int width, int channels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] changed = moved(picture, height, width, channels, random);
    if (color > 0) {
      recolor(changed, channels, random);
    }
    return changed;
  }

  private float[] moved(
      float[] picture, int height, int width, int channels, SplittableRandom random) {
    boolean mirrorX = random.nextBoolean() && (flip == Flip.HORIZONTAL || flip == Flip.BOTH);
    boolean mirrorY = random.nextBoolean() && (flip == Flip.VERTICAL || flip == Flip.BOTH);
    double kept = 1 - crop * random.nextDouble();
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    double centerX = middleX + (1 - kept) * middleX * symmetric(random);
    double centerY = middleY + (1 - kept) * middleY * symmetric(random);
    double angle = StrictMath.toRadians(rotate * symmetric(random));
    double cos = StrictMath.cos(angle) * kept;
    double sin = StrictMath.sin(angle) * kept;
    float[] moved = new float[picture.length];
    for (int y = 0; y < height; y++) {
      double dy = mirrorY ? middleY - y : y - middleY;
      for (int x = 0; x < width; x++) {
        double dx = mirrorX ? middleX - x : x - middleX;
        double fromX = clamp(centerX + cos * dx - sin * dy, width - 1);
        double fromY = clamp(centerY + sin * dx + cos * dy, height - 1);
        sample(picture, height, width, channels, fromY, fromX, moved, (y * width + x) * channels);
      }
    }
    return moved;
  }

  private static void sample(
      float[] picture,
      int height,
      int width,
      int channels,
      double y,
      double x,
      float[] into,
      int at) {
    int top = (int) y;
    int left = (int) x;
    float down = (float) (y - top);
    float right = (float) (x - left);
    int row = top * width * channels;
    int below = Math.min(top + 1, height - 1) * width * channels;
    int column = left * channels;
    int beside = Math.min(left + 1, width - 1) * channels;
    for (int c = 0; c < channels; c++) {
      float upper = mix(picture[row + column + c], picture[row + beside + c], right);
      float lower = mix(picture[below + column + c], picture[below + beside + c], right);
      into[at + c] = mix(upper, lower, down);
    }
  }

  private void recolor(float[] picture, int channels, SplittableRandom random) {
    float brightness = (float) (1 + color * symmetric(random));
    float contrast = (float) (1 + color * symmetric(random));
    float saturation = channels == 3 ? (float) (1 + color * symmetric(random)) : 1;
    double sum = 0;
    for (float value : picture) {
      sum += value;
    }
    float mean = (float) (sum / picture.length);
    for (int i = 0; i < picture.length; i += channels) {
      float gray = 0;
      for (int c = 0; c < channels; c++) {
        gray += picture[i + c] / channels;
      }
      for (int c = 0; c < channels; c++) {
        float value = mix(gray, picture[i + c], saturation);
        value = mix(mean, value, contrast) * brightness;
        picture[i + c] = Math.min(WHITE, Math.max(0, value));
      }
    }
  }

  private static float mix(float from, float to, float share) {
    return from + (to - from) * share;
  }

  private static double clamp(double value, int greatest) {
    return Math.min(greatest, Math.max(0, value));
  }

  /** Returns a number that is uniform in [-1, 1). */
  private static double symmetric(SplittableRandom random) {
    return 2 * random.nextDouble() - 1;
  }
}
