package dev.barycenter.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("an arena")
class ArenaTest {

  @Test
  void handsTheSameMemoryOutAgain() {
    Arena arena = new Arena();
    arena.direct(8).putLong(0, 42);
    ByteBuffer other = arena.direct(4).putInt(0, 7);
    arena.reset();
    assertThat(arena.direct(8).getLong(0)).isEqualTo(42);
    ByteBuffer smaller = arena.direct(3);
    assertThat(smaller.capacity()).isEqualTo(3);
    smaller.put(0, (byte) 9);
    assertThat(other.get(0)).isEqualTo((byte) 9);
  }

  @Test
  void growsWhereMoreIsWanted() {
    Arena arena = new Arena();
    arena.direct(1);
    arena.reset();
    assertThat(arena.direct(100).remaining()).isEqualTo(100);
    assertThat(arena.direct(2).isDirect()).isTrue();
  }
}
