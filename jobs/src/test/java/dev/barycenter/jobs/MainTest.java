package dev.barycenter.jobs;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MainTest {

  /** What Spark sets in the JVM of YARN's application master. */
  private static final Map<String, String> APPLICATION_MASTER =
      Map.of("spark.master", "yarn", "spark.submit.deployMode", "cluster");

  @AfterEach
  void leave() {
    APPLICATION_MASTER.keySet().forEach(System::clearProperty);
  }

  /** An exit would end the JVM of this test, too. */
  @Test
  void aJobThatIsDoneReturnsToTheApplicationMaster() {
    APPLICATION_MASTER.forEach(System::setProperty);
    assertThatCode(() -> Main.main(new String[] {"--version"})).doesNotThrowAnyException();
  }
}
