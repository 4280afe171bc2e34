package dev.barycenter.graph.keras.hdf5;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** The members of a group: name to address of the member's header, in the order of the file. */
final class Links {

  private static final int MAX_NAME_BYTES = 4096;

  private final Image image;
  private final Map<String, Long> addresses = new LinkedHashMap<>();

  private Links(Image image) {
    this.image = image;
  }

  static Map<String, Long> of(Image image, ObjectHeader header) {
    Links links = new Links(image);
    header.find(HeaderMessage.SYMBOL_TABLE).ifPresent(m -> links.symbolTable(m.body()));
    header.find(HeaderMessage.LINK_INFO).ifPresent(m -> links.linkInfo(m.body()));
    for (HeaderMessage message : header.messages()) {
      if (message.type() == HeaderMessage.LINK) {
        links.link(message.body());
      }
    }
    return links.addresses;
  }

  private void linkInfo(Cursor body) {
    body.skip(1);
    int flags = body.u8();
    body.skip((flags & 1) != 0 ? 8 : 0);
    if (!image.undefined(image.offset(body))) {
      throw body.wrong("links in a fractal heap", "links in the header or in a symbol table");
    }
  }

  private void link(Cursor body) {
    body.skip(1);
    int flags = body.u8();
    int type = (flags & 8) != 0 ? body.u8() : 0;
    body.skip((flags & 4) != 0 ? 8 : 0);
    body.skip((flags & 16) != 0 ? 1 : 0);
    String name = body.string(body.count(1 << (flags & 3), MAX_NAME_BYTES, "bytes of name"));
    if (type != 0) {
      throw body.wrong("a soft or external link '%s'".formatted(name), "hard links only");
    }
    put(body, name, image.offset(body));
  }

  private void symbolTable(Cursor body) {
    long index = image.offset(body);
    Cursor heap = localHeap(image.offset(body));
    Deque<Long> nodes = new ArrayDeque<>();
    nodes.add(index);
    while (!nodes.isEmpty()) {
      indexNode(nodes.remove(), nodes, heap);
    }
  }

  private Cursor localHeap(long address) {
    Cursor cursor = image.from(address, "local heap");
    image.budget().visitOnce(address, "local heap");
    cursor.signature("HEAP");
    cursor.skip(4);
    long size = image.length(cursor);
    image.length(cursor);
    return image.at(image.offset(cursor), size, "local heap");
  }

  private void indexNode(long address, Deque<Long> nodes, Cursor heap) {
    String what = "group index";
    image.budget().visitOnce(address, what);
    Cursor node = image.from(address, what);
    node.signature("TREE");
    int type = node.u8();
    if (type != 0) {
      throw node.wrong("node type " + type, "a node of a group's index");
    }
    int level = node.u8();
    int entries = node.u16();
    node.skip(2 * image.offsetSize());
    for (int i = 0; i < entries; i++) {
      image.length(node);
      long child = image.offset(node);
      if (level > 0) {
        nodes.add(child);
      } else {
        symbols(child, heap);
      }
    }
  }

  private void symbols(long address, Cursor heap) {
    String what = "symbol table node";
    image.budget().visitOnce(address, what);
    Cursor node = image.from(address, what);
    node.signature("SNOD");
    node.skip(2);
    int count = node.u16();
    for (int i = 0; i < count; i++) {
      long nameAt = image.offset(node);
      long header = image.offset(node);
      long cacheType = node.u32();
      node.skip(20);
      if (cacheType > 1) {
        throw node.wrong("a soft link", "hard links only");
      }
      put(node, name(heap, nameAt), header);
    }
  }

  private String name(Cursor heap, long offset) {
    int size = heap.remaining();
    if (offset < 0 || offset >= size) {
      throw heap.wrong("a name at offset " + Long.toUnsignedString(offset), "an offset in it");
    }
    Cursor rest = image.at(heap.address() + offset, size - offset, "local heap");
    return rest.string((int) Math.min(MAX_NAME_BYTES, size - offset));
  }

  private void put(Cursor at, String name, long address) {
    image.budget().structure(at.address(), "link");
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/")) {
      throw at.wrong("the name '%s'".formatted(name), "a name without '/'");
    }
    if (addresses.put(name, address) != null) {
      throw at.wrong("two members named '%s'".formatted(name), "one");
    }
  }
}
