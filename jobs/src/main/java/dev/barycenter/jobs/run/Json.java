package dev.barycenter.jobs.run;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonInclude.Value;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.barycenter.jobs.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Records as JSON files that people can read: a key a line, without what is null. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(Value.construct(Include.NON_NULL, Include.NON_NULL))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** Returns a record as text. */
  public static String text(Record value) {
    try {
      return MAPPER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(value + " has no form in JSON.", e);
    }
  }

  /** Returns a record as the bytes of a file. */
  public static byte[] bytes(Record value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a record.
   *
   * @param file what to call it in messages
   * @throws DataException if it is not of this form
   */
  public static <R extends Record> R read(byte[] bytes, Class<R> type, String file) {
    try {
      return MAPPER.readValue(bytes, type);
    } catch (IOException e) {
      throw new DataException(
          "'%s' cannot be read: %s"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }
}
