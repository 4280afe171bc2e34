package dev.barycenter.graph.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws a picture as PNG with the fonts of the machine, two dots for each pixel of the layout. */
final class Png {
  /** Dots for each pixel of the layout, fewer for pictures that would be huge. */
  private static final double SCALE = 2;

  private static final double MOST_DOTS = 60e6;

  private final Graphics2D graphics;

  private Png(Graphics2D graphics) {
    this.graphics = graphics;
  }

  static byte[] of(Picture picture) {
    double area = picture.width() * picture.height();
    double scale = Math.min(SCALE, Math.sqrt(MOST_DOTS / area));
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(picture.width() * scale),
            (int) Math.ceil(picture.height() * scale),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(scale, scale);
    Png png = new Png(graphics);
    picture.boxes().forEach(png::box);
    picture.arrows().forEach(png::arrow);
    graphics.dispose();
    return bytes(image);
  }

  private static byte[] bytes(BufferedImage image) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory can be written.", e);
    }
  }

  private void box(Picture.Box box) {
    boolean model = box.kind() == Picture.Kind.MODEL;
    double arc = model ? 20 : 10;
    Shape outline =
        new RoundRectangle2D.Double(box.x(), box.y(), box.width(), box.height(), arc, arc);
    graphics.setColor(Color.decode(box.kind().fill()));
    graphics.fill(outline);
    graphics.setColor(Color.decode(box.kind().line()));
    graphics.setStroke(model ? dashed() : new BasicStroke(1));
    graphics.draw(outline);
    for (int i = 0; i < box.lines().size(); i++) {
      String text = box.lines().get(i);
      graphics.setFont(font(i == 0));
      graphics.setColor(Color.decode(i == 0 ? "#1d2430" : "#55606e"));
      double width = graphics.getFontMetrics().stringWidth(text);
      double x = model ? box.x() + 14 : box.x() + (box.width() - width) / 2;
      graphics.drawString(text, (float) x, (float) (box.y() + 6 + (i + 0.75) * Picture.LINE));
    }
  }

  private static BasicStroke dashed() {
    return new BasicStroke(
        1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 3}, 0);
  }

  private static Font font(boolean bold) {
    return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, Picture.LETTERS);
  }

  private void arrow(Picture.Arrow arrow) {
    graphics.setColor(Color.decode(arrow.color()));
    graphics.setStroke(new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    graphics.draw(path(arrow.points()));
    graphics.fill(path(ArrowHead.of(arrow)));
    if (!arrow.label().isEmpty()) {
      graphics.setFont(font(false));
      double y = arrow.labelAt().y() + 0.75 * Picture.LINE;
      graphics.drawString(arrow.label(), (float) arrow.labelAt().x() + 3, (float) y);
    }
  }

  private static Path2D path(List<Picture.Point> points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points.get(0).x(), points.get(0).y());
    points.stream().skip(1).forEach(p -> path.lineTo(p.x(), p.y()));
    return path;
  }
}
