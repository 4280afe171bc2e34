package dev.barycenter.graph.keras.hdf5;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The messages of one object, gathered from its header and the blocks that continue it.
 *
 * @param messages in the order of the file
 */
record ObjectHeader(List<HeaderMessage> messages) {

  private static final String WHAT = "object header";

  /** Reads the header at {@code address}, in the form with or without signatures. */
  static ObjectHeader read(Image image, long address) {
    image.budget().visitOnce(address, WHAT);
    boolean signed = image.at(address, 1, WHAT).u8() == 'O';
    return new ObjectHeader(signed ? signedForm(image, address) : plainForm(image, address));
  }

  /** Returns the only message of a type, or nothing. */
  Optional<HeaderMessage> find(int type) {
    List<HeaderMessage> found = messages.stream().filter(m -> m.type() == type).toList();
    if (found.size() > 1) {
      throw found.get(1).body().wrong("a second message of type " + type, "one");
    }
    if (found.size() == 1 && found.get(0).shared()) {
      throw found
          .get(0)
          .body()
          .wrong("a shared message of type " + type, "the message itself, as Keras writes it");
    }
    return found.stream().findFirst();
  }

  private static List<HeaderMessage> plainForm(Image image, long address) {
    Cursor prefix = image.at(address, 16, WHAT);
    int version = prefix.u8();
    if (version != 1) {
      throw prefix.wrong("version " + version, "version 1 or 2");
    }
    prefix.skip(1);
    int count = prefix.u16();
    prefix.skip(4);
    Deque<Cursor> blocks = new ArrayDeque<>();
    blocks.add(image.at(address + 16, prefix.u32(), WHAT));
    List<HeaderMessage> messages = new ArrayList<>();
    while (!blocks.isEmpty()) {
      Cursor block = blocks.remove();
      while (block.remaining() >= 8 && messages.size() < count) {
        int type = block.u16();
        int size = block.u16();
        int flags = block.u8();
        block.skip(3);
        add(image, messages, blocks, new HeaderMessage(type, (flags & 2) != 0, cut(block, size)));
      }
    }
    if (messages.size() != count) {
      throw prefix.wrong("%d messages".formatted(messages.size()), count + " messages");
    }
    return messages;
  }

  private static List<HeaderMessage> signedForm(Image image, long address) {
    Cursor prefix = image.from(address, WHAT);
    prefix.signature("OHDR");
    int version = prefix.u8();
    if (version != 2) {
      throw prefix.wrong("version " + version, "version 1 or 2");
    }
    int flags = prefix.u8();
    prefix.skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
    int size = prefix.count(1 << (flags & 3), image.bytes().capacity(), "bytes of messages");
    Deque<Cursor> blocks = new ArrayDeque<>();
    int start = prefix.position();
    blocks.add(prefix.cut(size, WHAT));
    checksum(image.at(address, start + (long) size + 4, WHAT));
    List<HeaderMessage> messages = new ArrayList<>();
    while (!blocks.isEmpty()) {
      Cursor block = blocks.remove();
      int head = (flags & 4) != 0 ? 6 : 4;
      while (block.remaining() >= head) {
        int type = block.u8();
        int bytes = block.u16();
        int messageFlags = block.u8();
        block.skip(head - 4);
        Cursor body = cut(block, bytes);
        add(image, messages, blocks, new HeaderMessage(type, (messageFlags & 2) != 0, body));
      }
    }
    return messages;
  }

  private static Cursor cut(Cursor block, int size) {
    return block.cut(size, "header message");
  }

  private static void add(
      Image image, List<HeaderMessage> messages, Deque<Cursor> blocks, HeaderMessage message) {
    image.budget().structure(message.body().address(), WHAT);
    messages.add(message);
    if (message.type() == HeaderMessage.CONTINUATION) {
      blocks.add(continuation(image, message.body()));
    }
  }

  private static Cursor continuation(Image image, Cursor body) {
    String what = "continued object header";
    long address = image.offset(body);
    long size = image.length(body);
    image.budget().visitOnce(address, what);
    Cursor block = image.at(address, size, what);
    if (size < 8 || image.at(address, 4, what).u32() != 0x4b48434fL) { // "OCHK"
      return block;
    }
    checksum(image.at(address, size, what));
    block.skip(4);
    return block.cut((int) size - 8, what);
  }

  private static void checksum(Cursor block) {
    ByteBuffer covered = block.bytes(block.remaining() - 4);
    long stored = block.u32();
    long computed = Checksum.of(covered) & 0xffff_ffffL;
    if (stored != computed) {
      throw block.wrong("checksum %08x".formatted(stored), "%08x".formatted(computed));
    }
  }
}
