package dev.barycenter.graph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptimizerSlotsTest {

  private static final List<String> PATHS = List.of("a/kernel", "a/bias");

  @Test
  void adamKeepsBothSlotsOfAWeightTogether() {
    Map<String, Map<String, Tensor>> named =
        OptimizerSlots.of("Adam", config()).name(numbered(4), PATHS);
    assertThat(value(named, "momentum", "a/kernel")).isEqualTo(0);
    assertThat(value(named, "velocity", "a/kernel")).isEqualTo(1);
    assertThat(value(named, "momentum", "a/bias")).isEqualTo(2);
    assertThat(value(named, "velocity", "a/bias")).isEqualTo(3);
  }

  @Test
  void rmspropKeepsSlotBySlot() {
    ObjectNode config = config().put("momentum", 0.9).put("centered", true);
    Map<String, Map<String, Tensor>> named =
        OptimizerSlots.of("RMSprop", config).name(numbered(6), PATHS);
    assertThat(value(named, "velocity", "a/bias")).isEqualTo(1);
    assertThat(value(named, "momentum", "a/kernel")).isEqualTo(2);
    assertThat(value(named, "average_gradient", "a/bias")).isEqualTo(5);
  }

  @Test
  void nadamKeepsItsScalarLastAndOnceKeptItFirst() {
    OptimizerSlots slots = OptimizerSlots.of("Nadam", config());
    List<Tensor> last = numbered(4);
    last.add(Tensor.wrap(new int[0], new float[] {9}));
    List<Tensor> first = new ArrayList<>(last.subList(0, 4));
    first.add(0, last.get(4));
    assertThat(slots.name(last, PATHS)).isEqualTo(slots.name(first, PATHS));
    assertThat(value(slots.name(first, PATHS), "u_product", "")).isEqualTo(9);
    assertThat(slots.list(slots.name(first, PATHS), PATHS)).isEqualTo(last);
  }

  @Test
  void listsWhatItNamed() {
    for (String optimizer : List.of("SGD", "Adam", "AdamW", "Adamax", "RMSprop", "Lion")) {
      OptimizerSlots slots = OptimizerSlots.of(optimizer, config().put("momentum", 0.5));
      List<Tensor> variables = numbered(slots.count(2));
      assertThat(slots.list(slots.name(variables, PATHS), PATHS))
          .as(optimizer)
          .isEqualTo(variables);
    }
  }

  @Test
  void refusesAStateOfAnotherModel() {
    assertThatThrownBy(() -> OptimizerSlots.of("Adam", config()).name(numbered(3), PATHS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The optimizer's state has 3 variables, but 2 trainable weights need 4.");
  }

  @Test
  void refusesAnOptimizerItDoesNotKnow() {
    assertThatThrownBy(() -> OptimizerSlots.of("Muon", config()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The slots of the optimizer 'Muon' are not known. Known are SGD, Adam, AdamW, Adamax,"
                + " Nadam, RMSprop, Adagrad, Adadelta, Lion and Ftrl.");
  }

  private static ObjectNode config() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static List<Tensor> numbered(int count) {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tensors.add(Tensor.wrap(new int[] {1}, new float[] {i}));
    }
    return tensors;
  }

  private static float value(Map<String, Map<String, Tensor>> named, String slot, String path) {
    return named.get(slot).get(path).values()[0];
  }
}
