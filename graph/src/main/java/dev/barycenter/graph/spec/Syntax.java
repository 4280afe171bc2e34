package dev.barycenter.graph.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.barycenter.graph.config.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** The two syntaxes of a spec file; both are read into the same tree. */
enum Syntax {
  YAML,
  JSON;

  private JsonFactory factory() {
    return this == YAML ? new YAMLFactory() : new JsonFactory();
  }

  /** Returns the syntax of a file by its name. */
  static Syntax of(String source) {
    return source.toLowerCase(Locale.ROOT).endsWith(".json") ? JSON : YAML;
  }

  /** Reads a text; what cannot be read leaves a problem and an empty document. */
  Document read(String text, Problems problems) {
    try (JsonParser parser = factory().createParser(text)) {
      return new DocumentReader(parser, problems).read();
    } catch (TooLargeException e) {
      problems.add("", "%s", String.valueOf(e.getMessage()));
      return nothing(new Position(1, 1));
    } catch (JsonProcessingException e) {
      problems.add("", "This is not %s: %s", this, reason(e));
      return nothing(position(e));
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory is always readable.", e);
    }
  }

  private static Position position(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
      return new Position(
          yaml.getProblemMark().getLine() + 1, yaml.getProblemMark().getColumn() + 1);
    }
    JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
    return new Position(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }

  private static Document nothing(Position at) {
    return new Document(JsonNodeFactory.instance.missingNode(), Map.of("", at));
  }

  /** Returns what the parser found, without its picture of the line. */
  private static String reason(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblem() != null) {
      return yaml.getProblem().contains("TAB")
          ? "found a tab. Indent with spaces."
          : yaml.getProblem() + ".";
    }
    String message = e.getOriginalMessage();
    return message + (message.endsWith(".") ? "" : ".");
  }
}
