package dev.barycenter.jobs.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Texts as lists of token numbers, as Keras's TextVectorization makes them: 0 is padding, 1 an
 * unknown token, and from 2 on stand the tokens of the vocabulary, the most frequent first.
 *
 * <p>A text is put in lower case; its tokens are what the option {@code tokens} matches. A text
 * without any is one unknown token, for a sequence has at least one step. A missing text makes a
 * missing list.
 */
public final class TextVectorization extends Transformer implements MLWritable {
  /** The number of a token that the vocabulary does not have. */
  static final int UNKNOWN = 1;

  private static final int FIRST = 2;
  private static final long serialVersionUID = 1;

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> tokens;
  private final IntParam maxTokens;
  private final IntParam minCount;
  private final IntParam length;
  private final BooleanParam pad;
  private final StringArrayParam vocabulary;

  /** Creates a stage for one column. */
  TextVectorization(String input, String output) {
    this(org.apache.spark.ml.util.Identifiable$.MODULE$.randomUID("textVectorization"));
    set(inputCol, input);
    set(outputCol, output);
  }

  /** Creates a stage that Spark fills when it loads one. */
  public TextVectorization(String uid) {
    this.uid = uid;
    inputCol = new Param<>(this, "inputCol", "the column of texts");
    outputCol = new Param<>(this, "outputCol", "the column of lists");
    tokens = new Param<>(this, "tokens", "a regular expression that matches one token");
    maxTokens =
        new IntParam(this, "maxTokens", "the most token numbers, padding and unknown included");
    minCount =
        new IntParam(this, "minCount", "how often a token of the vocabulary occurs at least");
    length = new IntParam(this, "length", "the most tokens of a text, the rest is cut off");
    pad = new BooleanParam(this, "pad", "whether shorter texts are filled up with padding");
    vocabulary = new StringArrayParam(this, "vocabulary", "the tokens, from number 2 on");
    setDefault(tokens, "[\\p{L}\\p{N}']+");
    setDefault(maxTokens, 20_000);
    setDefault(minCount, 1);
    setDefault(length, 512);
    setDefault(pad, false);
    setDefault(vocabulary, new String[0]);
  }

  /** Returns what Spark loads a stage with. */
  public static MLReader<TextVectorization> read() {
    return new DefaultParamsReader<>();
  }

  // Spark finds the parameters of a stage by its public methods that return one.

  /** Returns the parameter: the column of texts. */
  public Param<String> inputCol() {
    return inputCol;
  }

  /** Returns the parameter: the column of lists. */
  public Param<String> outputCol() {
    return outputCol;
  }

  /** Returns the parameter: the expression that matches one token. */
  public Param<String> tokens() {
    return tokens;
  }

  /** Returns the parameter: the most token numbers, padding and unknown included. */
  public IntParam maxTokens() {
    return maxTokens;
  }

  /** Returns the parameter: how often a token of the vocabulary occurs at least. */
  public IntParam minCount() {
    return minCount;
  }

  /** Returns the parameter: the most tokens of a text. */
  public IntParam length() {
    return length;
  }

  /** Returns the parameter: whether shorter texts are filled up with padding. */
  public BooleanParam pad() {
    return pad;
  }

  /** Returns the parameter: the tokens, from number 2 on. */
  public StringArrayParam vocabulary() {
    return vocabulary;
  }

  /** Takes the most frequent tokens of a table as vocabulary; equally frequent ones by alphabet. */
  TextVectorization fit(Dataset<Row> rows) {
    String text = $(inputCol);
    Pattern pattern = Pattern.compile($(tokens));
    UDF1<Object, List<String>> split = cell -> cell == null ? List.of() : split(pattern, cell);
    List<Row> counted =
        rows.select(
                functions
                    .explode(
                        functions
                            .udf(split, DataTypes.createArrayType(DataTypes.StringType))
                            .apply(rows.col("`" + text + "`")))
                    .as("token"))
            .groupBy("token")
            .count()
            .where(functions.col("count").geq($(minCount)))
            .orderBy(functions.col("count").desc(), functions.col("token"))
            .limit(Math.max(0, (int) $(maxTokens) - FIRST))
            .collectAsList();
    set(vocabulary, counted.stream().map(row -> row.getString(0)).toArray(String[]::new));
    return this;
  }

  private static List<String> split(Pattern pattern, Object text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text.toString().toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  /** What a task needs to turn texts into numbers. */
  private record Numbering(String pattern, int length, boolean pad, Map<String, Integer> numbers)
      implements Serializable {
    private Integer @Nullable [] numbers(@Nullable Object text) {
      if (text == null) {
        return null;
      }
      List<Integer> found = new ArrayList<>();
      for (String token : split(Pattern.compile(pattern), text)) {
        if (found.size() < length) {
          found.add(numbers.getOrDefault(token, UNKNOWN));
        }
      }
      if (found.isEmpty()) {
        found.add(UNKNOWN);
      }
      while (pad && found.size() < length) {
        found.add(0);
      }
      return found.toArray(Integer[]::new);
    }
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    Map<String, Integer> numbers = new HashMap<>();
    Arrays.stream($(vocabulary)).forEach(token -> numbers.put(token, numbers.size() + FIRST));
    Numbering numbering = new Numbering($(tokens), (int) $(length), (boolean) $(pad), numbers);
    UDF1<Object, Integer @Nullable []> encode = numbering::numbers;
    return rows.withColumn(
        $(outputCol), functions.udf(encode, type()).apply(rows.col("`" + $(inputCol) + "`")));
  }

  private static ArrayType type() {
    return DataTypes.createArrayType(DataTypes.IntegerType, false);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return schema.add($(outputCol), type(), true);
  }

  @Override
  public Transformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public MLWriter write() {
    return new DefaultParamsWriter(this);
  }

  @Override
  public String uid() {
    return uid;
  }
}
