package dev.barycenter.graph.keras.hdf5;

/**
 * One message of an object header.
 *
 * @param type the kind of message; the constants name the kinds that are read
 * @param shared whether the body only refers to a message elsewhere
 * @param body the message's bytes
 */
record HeaderMessage(int type, boolean shared, Cursor body) {

  static final int DATASPACE = 0x01;
  static final int LINK_INFO = 0x02;
  static final int DATATYPE = 0x03;
  static final int LINK = 0x06;
  static final int EXTERNAL_FILES = 0x07;
  static final int LAYOUT = 0x08;
  static final int FILTERS = 0x0b;
  static final int ATTRIBUTE = 0x0c;
  static final int CONTINUATION = 0x10;
  static final int SYMBOL_TABLE = 0x11;
  static final int ATTRIBUTE_INFO = 0x15;
}
