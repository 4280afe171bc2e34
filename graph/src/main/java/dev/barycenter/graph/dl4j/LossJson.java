package dev.barycenter.graph.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barycenter.graph.config.Problems;
import dev.barycenter.graph.training.loss.Loss;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonGenerator;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.JsonDeserializer;
import org.nd4j.shade.jackson.databind.JsonSerializer;
import org.nd4j.shade.jackson.databind.SerializerProvider;

/** Losses as JSON within the configuration of a Deeplearning4j network. */
final class LossJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LossJson() {}

  /** Writes a loss for Deeplearning4j. */
  static final class Writer extends JsonSerializer<Loss> {
    @Override
    public void serialize(Loss loss, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeRawValue(Loss.FAMILY.write(loss).toString());
    }
  }

  /** Reads a loss for Deeplearning4j. */
  static final class Reader extends JsonDeserializer<Loss> {
    @Override
    public @Nullable Loss deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      JsonNode tree = JSON.readTree(in.readValueAsTree().toString());
      Problems problems = new Problems();
      Loss loss = Loss.FAMILY.read(tree, "loss", problems);
      problems.throwIfAny();
      return loss;
    }
  }
}
