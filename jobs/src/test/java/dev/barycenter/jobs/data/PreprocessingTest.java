package dev.barycenter.jobs.data;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.barycenter.driver.cluster.SparkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages are fitted on the training rows; what they cannot use becomes a missing value. */
class PreprocessingTest {
  @TempDir static java.nio.file.Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark = SparkSession.builder().config(SparkCluster.local("local[1]")).getOrCreate();
    write(
        "train.csv",
        "id,x,kind,size,text\n1,1,a,0,Free prize now\n2,3,b,1,now or never\n3,,a,0,\n");
    write("test.csv", "id,x,kind,size,text\n1,2,c,5,Prize: free tea!\n2,word,b,1,?!\n");
    write("steps.csv", "seq,t,u,v,who\n1,1,3,4,x\n1,0,1,2,x\n2,0,5,6,y\n2,1,7,8,z\n");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static Dataset<Row> read(String name) {
    return new Tables(spark, new Path(folder.toUri()))
        .read(new SourceSpec("csv", name, true, Map.of(), null));
  }

  private static StageSpec stage(String type, List<String> columns, String output, String options)
      throws IOException {
    Map<String, JsonNode> read = new TreeMap<>();
    new ObjectMapper()
        .readTree(options)
        .properties()
        .forEach(e -> read.put(e.getKey(), e.getValue()));
    return new StageSpec(type, columns, List.of(output), read);
  }

  /** Returns what a fitted and saved stage makes of the test rows, as text. */
  private static List<String> applied(StageSpec... stages) throws IOException {
    String saved = folder.resolve("pipeline").toString();
    Preprocessing.fit(List.of(stages), read("train.csv")).write().overwrite().save(saved);
    String output = stages[stages.length - 1].output().get(0);
    return Preprocessing.apply(PipelineModel.load(saved), read("test.csv"))
        .orderBy("id")
        .select(col(output).cast("string"))
        .collectAsList()
        .stream()
        .map(row -> String.valueOf(row.getString(0)))
        .toList();
  }

  @Test
  void missingNumbersDoNotCountInFittingAndWordsBecomeMissing() throws IOException {
    assertThat(applied(stage("StandardScaler", List.of("x"), "scaled", "{}")))
        .containsExactly("[0.0]", "[NaN]");
  }

  @Test
  void categoriesThatTrainingDoesNotHaveBecomeMissing() throws IOException {
    assertThat(
            applied(
                stage(
                    "StringIndexer",
                    List.of("kind"),
                    "index",
                    "{\"stringOrderType\": \"alphabetDesc\"}")))
        .containsExactly("null", "0.0");
    assertThat(applied(stage("OneHotEncoder", List.of("size"), "hot", "{\"dropLast\": false}")))
        .containsExactly("null", "(2,[1],[1.0])");
  }

  @Test
  void bucketsTakeTheirSplitsFromTheOptionsAndValuesOutsideBecomeMissing() throws IOException {
    assertThat(applied(stage("Bucketizer", List.of("size"), "bucket", "{\"splits\": [0, 0.5, 2]}")))
        .containsExactly("null", "1.0");
  }

  @Test
  void textsBecomeNumbersOfTheVocabularyOfTheTrainingRows() throws IOException {
    // now occurs twice; free, never, or, prize once each, so by alphabet.
    assertThat(applied(stage("TextVectorization", List.of("text"), "tokens", "{}")))
        .containsExactly("[6, 3, 1]", "[1]");
    assertThat(
            applied(
                stage(
                    "TextVectorization",
                    List.of("text"),
                    "tokens",
                    "{\"maxTokens\": 4, \"length\": 2, \"pad\": true}")))
        .containsExactly("[1, 3]", "[1, 0]");
  }

  @Test
  void columnsAreTreatedOneByOne() throws IOException {
    StageSpec imputer = new StageSpec("Imputer", List.of("x", "size"), List.of("a", "b"), Map.of());
    Dataset<Row> rows = read("train.csv");
    Row filled = Preprocessing.fit(List.of(imputer), rows).transform(rows).where("id = 3").first();
    assertThat(filled.<Number>getAs("a").doubleValue()).isEqualTo(2);
    assertThat(filled.<Number>getAs("b").doubleValue()).isEqualTo(0);
  }

  @Test
  void aStageThatCannotBeFittedIsNamed() {
    StageSpec stage =
        new StageSpec("MinMaxScaler", List.of("x"), List.of("y"), Map.of("mim", new TextNode("0")));
    assertThatThrownBy(() -> Preprocessing.fit(List.of(stage), read("train.csv")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data.preprocess[0]: MinMaxScaler: MinMaxScaler has no option 'mim'. Did you mean"
                + " 'min'?");
  }

  @Test
  void anOptionOutOfRangeIsNamedWithItsStage() {
    StageSpec stage =
        new StageSpec("MinMaxScaler", List.of("x"), List.of("y"), Map.of("min", new TextNode("2")));
    assertThatThrownBy(() -> Preprocessing.fit(List.of(stage), read("train.csv")))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("data.preprocess\\[0\\]: MinMaxScaler: it cannot be fitted: .*min.*");
  }

  @Test
  void stepsAreGatheredInTheOrderOfTime() {
    SequenceSpec spec = new SequenceSpec(List.of("seq"), "t", Map.of("uv", List.of("u", "v")));
    Dataset<Row> sequences =
        new Tables(spark, new Path(folder.toUri()))
            .read(new SourceSpec("csv", "steps.csv", true, Map.of(), spec))
            .orderBy("seq");
    assertThat(sequences.columns()).containsExactly("seq", "uv", "_corrupt_record", "who");
    assertThat(sequences.toJSON().collectAsList())
        .containsExactly(
            "{\"seq\":1,\"uv\":[[1,2],[3,4]],\"who\":\"x\"}", "{\"seq\":2,\"uv\":[[5,6],[7,8]]}");
  }
}
