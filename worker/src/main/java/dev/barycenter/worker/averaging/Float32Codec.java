package dev.barycenter.worker.averaging;

/** Floats as they are. */
final class Float32Codec extends Codec {

  @Override
  int words(int count) {
    return count;
  }

  @Override
  void encode(float[] values, int count, Words into, int at) {
    into.floats().put(at, values, 0, count);
  }

  @Override
  void decode(Words from, int at, float[] values, int count) {
    from.floats().get(at, values, 0, count);
  }
}
