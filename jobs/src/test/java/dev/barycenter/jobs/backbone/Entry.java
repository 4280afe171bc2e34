package dev.barycenter.jobs.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.barycenter.graph.Backbone;
import dev.barycenter.graph.config.Problem;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.jobs.run.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** An entry {@code backbone} as a test writes it, read with files of the working directory. */
record Entry(BackboneReader reader, JsonNode node) {

  static Entry of(String yaml) {
    try {
      return new Entry(
          new BackboneReader(ModelFile.from(new Path("."), new Configuration())),
          new YAMLMapper().readTree(yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Backbone found(String yaml) {
    return of(yaml).find();
  }

  Backbone find() {
    return Objects.requireNonNull(reader.find(node, "/model/backbone", new Problems()));
  }

  List<String> problems() {
    Problems problems = new Problems();
    reader.find(node, "/model/backbone", problems);
    return problems.found().stream().map(Problem::message).toList();
  }
}
