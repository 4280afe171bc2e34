package dev.barycenter.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barycenter.driver.storage.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExampleDigestTest {
  private static byte[] example(int number) {
    return ("example " + number).getBytes(StandardCharsets.UTF_8);
  }

  private static String digest(List<Integer> numbers) {
    ExampleDigest digest = new ExampleDigest();
    numbers.forEach(number -> digest.add(example(number), Sha256.start()));
    return digest.toString();
  }

  @Test
  void isTheSumOfTheDigests() {
    BigInteger sum =
        IntStream.range(0, 5)
            .mapToObj(i -> new BigInteger(1, Sha256.start().digest(example(i))))
            .reduce(BigInteger.ZERO, BigInteger::add)
            .mod(BigInteger.TWO.pow(256));
    assertThat(new BigInteger(digest(List.of(0, 1, 2, 3, 4)), 16)).isEqualTo(sum);
  }

  @Test
  void doesNotDependOnTheOrderNorOnThePartitions() {
    List<Integer> numbers = IntStream.range(0, 50).boxed().collect(Collectors.toList());
    String expected = digest(numbers);
    Collections.shuffle(numbers, new Random(1));
    assertThat(digest(numbers)).isEqualTo(expected);
    ExampleDigest first = new ExampleDigest();
    ExampleDigest second = new ExampleDigest();
    numbers.forEach(i -> (i % 3 == 0 ? first : second).add(example(i), Sha256.start()));
    second.add(first);
    assertThat(second).hasToString(expected);
  }

  @Test
  void countsEqualExamplesAsOftenAsTheyAreThere() {
    assertThat(digest(List.of(1, 1))).isNotEqualTo(digest(List.of(1)));
    assertThat(digest(List.of(1, 1))).isNotEqualTo(digest(List.of(2, 2)));
  }
}
