package dev.barycenter.worker.averaging;

/**
 * Turns floats into words of the wire and back, a chunk at a time.
 *
 * <p>Chunks are small enough to stay in the first caches while they pass from step to step. Codecs
 * own scratch memory: one per thread.
 */
abstract class Codec {

  /** The values of a full chunk. */
  static final int CHUNK = 4096;

  /** Returns a codec for {@code format}. */
  static Codec of(WireFormat format) {
    return switch (format) {
      case FLOAT32 -> new Float32Codec();
      case BFLOAT16 -> new Bfloat16Codec();
      case INT8 -> new Int8Codec();
    };
  }

  /** Returns the words that {@code count} values take; {@code count} is at most a chunk. */
  abstract int words(int count);

  /** Writes the first {@code count} values at word {@code at}. */
  abstract void encode(float[] values, int count, Words into, int at);

  /** Reads {@code count} values from word {@code at}. */
  abstract void decode(Words from, int at, float[] values, int count);

  /** Returns the words of a range that is encoded chunk by chunk from its start. */
  final int rangeWords(int length) {
    int tail = length % CHUNK;
    return length / CHUNK * words(CHUNK) + (tail == 0 ? 0 : words(tail));
  }

  /** Returns the word at which the chunk that starts {@code offset} values into a range lies. */
  final int chunkAt(int offset) {
    return offset / CHUNK * words(CHUNK);
  }
}
