package dev.barycenter.graph.spec;

import dev.barycenter.graph.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file says of one call.
 *
 * @param place where it stands
 */
record EntryCall(Model.Call call, String place) {
  String name() {
    return call.name();
  }

  /** Returns the tensors that the call reads, its mask included. */
  List<Model.Ref> reads() {
    List<Model.Ref> reads = new ArrayList<>(call.inputs());
    if (call.options().mask() != null) {
      reads.add(call.options().mask());
    }
    return reads;
  }
}
