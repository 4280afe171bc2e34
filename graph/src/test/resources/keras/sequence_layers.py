"""Writes sequence_layers.json: small models of sequence layers and what Keras computes for them.

Run with Keras 3.15 and KERAS_BACKEND=numpy (inference only): python sequence_layers.py > sequence_layers.json
"""

import json

import keras
import numpy as np
from keras import Input, Model, layers as L

rng = np.random.default_rng(5)
cases = []
SAVED = ("lstm_zero_post", "stacked_cells_post", "mha_three_inputs_gate_window", "time_distributed_model")


def ragged(batch, time, features, lengths, pre=False):
    x = rng.uniform(-1, 1, (batch, time, features)).astype("float32")
    for i, n in enumerate(lengths):
        if pre:
            x[i, : time - n] = 0
        else:
            x[i, n:] = 0
    return x


def lean(node):
    """Leaves out what no reader of these files looks at."""
    if isinstance(node, list):
        return [lean(n) for n in node]
    if isinstance(node, dict):
        extra = ("dtype", "registered_name", "build_config", "compile_config", "sparse", "ragged", "optional")
        return {k: lean(v) for k, v in node.items() if k not in extra}
    return node


def case(name, inputs, outputs, arrays):
    model = Model(inputs, outputs, name=name)
    for v in model.weights:
        v.assign(rng.uniform(-0.7, 0.7, v.shape).astype("float32"))
    made = model.predict_on_batch(arrays)
    made = made if isinstance(made, (list, tuple)) else [made]
    if name in SAVED:
        model.save(name + ".keras")
    flat = lambda a: {"shape": list(a.shape), "data": [float(repr(np.float32(v).item())) for v in np.ravel(a)]}
    cases.append(
        {
            "name": name,
            "config": lean(json.loads(model.to_json())),
            "weights": [{"path": v.path, **flat(np.asarray(v))} for v in model.weights],
            "inputs": [flat(a) for a in arrays],
            "outputs": [flat(np.asarray(a)) for a in made],
        }
    )


def masked(name, layer, pre=False, features=3):
    x = Input((5, features))
    out = layer(L.Masking()(x))
    case(name, x, list(out) if isinstance(out, (list, tuple)) else out, [ragged(3, 5, features, [5, 2, 3], pre)])


for pre in (False, True):
    side = "pre" if pre else "post"
    masked(f"lstm_{side}", L.LSTM(4), pre)
    masked(f"lstm_sequences_{side}", L.LSTM(4, return_sequences=True, return_state=True), pre)
    masked(f"lstm_zero_{side}", L.RNN(L.LSTMCell(4), return_sequences=True, zero_output_for_mask=True), pre)
    masked(f"lstm_zero_last_{side}", L.RNN(L.LSTMCell(4), zero_output_for_mask=True), pre)
    masked(f"gru_backwards_{side}", L.GRU(4, return_sequences=True, return_state=True, go_backwards=True), pre)
    masked(f"simple_backwards_{side}", L.SimpleRNN(4, go_backwards=True, return_state=True), pre)
    masked(f"bidirectional_concat_{side}", L.Bidirectional(L.LSTM(3, return_sequences=True)), pre)
    masked(f"bidirectional_last_{side}", L.Bidirectional(L.GRU(3), merge_mode="mul"), pre)
    masked(
        f"bidirectional_two_outputs_{side}",
        L.Bidirectional(L.LSTM(3, return_sequences=True, return_state=True), merge_mode=None),
        pre,
    )
    masked(
        f"stacked_cells_{side}",
        L.RNN(L.StackedRNNCells([L.LSTMCell(3), L.GRUCell(2), L.SimpleRNNCell(4)]), return_sequences=True),
        pre,
    )

masked("gru_reset_before", L.GRU(4, reset_after=False, recurrent_activation="hard_sigmoid"))
masked("gru_no_bias", L.GRU(4, use_bias=False, activation="relu"))
masked("gru_reset_before_no_bias", L.GRU(4, use_bias=False, reset_after=False))
masked("lstm_no_bias_backwards", L.LSTM(4, use_bias=False, go_backwards=True))
masked(
    "bidirectional_other_backward_layer",
    L.Bidirectional(
        L.LSTM(3, return_sequences=True),
        backward_layer=L.GRU(3, return_sequences=True, go_backwards=True, activation="relu"),
        merge_mode="ave",
    ),
)

x, h, c = Input((5, 3)), Input((4,)), Input((4,))
arrays = [ragged(3, 5, 3, [5, 2, 3], True)] + [rng.uniform(-1, 1, (3, 4)).astype("float32") for _ in range(2)]
case("lstm_state_ignores_travelling_mask", [x, h, c], L.LSTM(4, return_sequences=True)(L.Masking()(x), initial_state=[h, c]), arrays)
x, h = Input((5, 3)), Input((4,))
case("gru_state_backwards", [x, h], L.GRU(4, return_sequences=True, go_backwards=True)(x, initial_state=[h]), arrays[:2])
x, states = Input((5, 3)), [Input((4,)) for _ in range(4)]
case(
    "bidirectional_state",
    [x] + states,
    list(L.Bidirectional(L.LSTM(4, return_state=True))(x, initial_state=states)),
    arrays[:1] + [rng.uniform(-1, 1, (3, 4)).astype("float32") for _ in range(4)],
)

words = Input((5,))
ids = np.array([[1, 2, 3, 4, 5], [6, 1, 0, 0, 0], [0, 2, 0, 3, 0]], "float32")
y = L.LSTM(4, return_sequences=True)(L.Embedding(7, 3, mask_zero=True)(words))
case("embedding_two_lstm", words, L.GRU(3)(y), [ids])

words = Input((5,))
e = L.Embedding(7, 4, mask_zero=True)(words)
case("mha_self_masked", words, L.MultiHeadAttention(2, 3, value_dim=2, output_shape=5)(e, e), [ids])
words = Input((5,))
e = L.Embedding(7, 4, mask_zero=True)(words)
case("mha_self_masked_causal", words, L.MultiHeadAttention(2, 3)(e, e, use_causal_mask=True), [ids])
words, q = Input((5,)), Input((3, 6))
e = L.Embedding(7, 4, mask_zero=True)(words)
case(
    "mha_cross_masked_dropout",
    [words, q],
    L.MultiHeadAttention(2, 3, dropout=0.5, use_bias=False)(q, e),
    [ids, rng.uniform(-1, 1, (3, 3, 6)).astype("float32")],
)
words = Input((5,))
e = L.Embedding(7, 4, mask_zero=True)(words)
case("mha_self_masked_dropout_causal", words, L.MultiHeadAttention(2, 3, dropout=0.5)(e, e, use_causal_mask=True), [ids])
q, v, k = Input((3, 6)), Input((4, 5)), Input((4, 2))
case(
    "mha_three_inputs_gate_window",
    [q, v, k],
    L.MultiHeadAttention(3, 2, use_gate=True, sliding_window=2)(q, v, k),
    [rng.uniform(-1, 1, s).astype("float32") for s in ((2, 3, 6), (2, 4, 5), (2, 4, 2))],
)
g = Input((3, 4, 5))
for axes in ((1,), (2,), (1, 2)):
    g = Input((3, 4, 5))
    case(
        "mha_axes_" + "_".join(map(str, axes)),
        g,
        L.MultiHeadAttention(2, 3, attention_axes=axes)(g, g),
        [rng.uniform(-1, 1, (2, 3, 4, 5)).astype("float32")],
    )

for name, layer, causal in (
    ("attention", L.Attention(use_scale=True), False),
    ("attention_causal", L.Attention(dropout=0.5), True),
    ("attention_concat", L.Attention(score_mode="concat", use_scale=True), False),
    ("additive", L.AdditiveAttention(), False),
    ("additive_causal", L.AdditiveAttention(use_scale=False), True),
):
    words = Input((5,))
    e = L.Embedding(7, 4, mask_zero=True)(words)
    case(name + "_masked", words, layer([e, e], use_causal_mask=causal), [ids])
q, v, k = Input((3, 4)), Input((5, 2)), Input((5, 4))
case(
    "attention_three_inputs",
    [q, v, k],
    L.Attention()([q, v, k]),
    [rng.uniform(-1, 1, s).astype("float32") for s in ((2, 3, 4), (2, 5, 2), (2, 5, 4))],
)

for i, (equation, shape, out, bias) in enumerate(
    (
        ("abc,cd->abd", (5, 3), (None, 4), "d"),
        ("...x,xy->...y", (2, 5, 3), 4, "y"),
        ("ab...,bc->ac...", (3, 2, 5), (4,), "c"),
        ("abc,cde->abde", (5, 3), (None, 2, 4), "de"),
        ("abc,cde->abde", (5, 3), (None, 2, 4), "e"),
        ("abc,cde->abed", (5, 3), (None, 4, 2), "e"),
        ("abc,bcd->abd", (5, 3), (5, 4), "bd"),
        ("abc,cb->ab", (5, 3), (5,), None),
        ("abcd,cde->abe", (2, 5, 3), (2, 4), "be"),
    )
):
    x = Input(shape)
    case(f"einsum_{i}", x, L.EinsumDense(equation, out, bias_axes=bias, activation="tanh")(x), [rng.uniform(-1, 1, (2,) + shape).astype("float32")])

x = Input((4, 5, 3))
case("time_distributed_lstm", x, L.TimeDistributed(L.LSTM(4))(x), [rng.uniform(-1, 1, (2, 4, 5, 3)).astype("float32")])
x = Input((4, 5, 3))
y = L.TimeDistributed(L.Dense(4, activation="relu"))(L.Masking()(x))
case("time_distributed_dense", x, y, [rng.uniform(-1, 1, (2, 4, 5, 3)).astype("float32")])
x = Input((5, 3))
case(
    "time_distributed_dense_masked",
    x,
    L.LSTM(2)(L.TimeDistributed(L.Dense(4))(L.Masking()(x))),
    [ragged(3, 5, 3, [5, 2, 3])],
)

inside, x = Input((3,)), Input((5, 3))
inner = Model(inside, L.Dense(2)(L.Dense(4, activation="tanh")(inside)), name="inner")
case("time_distributed_model", x, L.TimeDistributed(inner)(x), [rng.uniform(-1, 1, (2, 5, 3)).astype("float32")])

for name, layer, shape in (
    ("conv_lstm1d", L.ConvLSTM1D(2, 3, strides=2, padding="same", return_sequences=True, return_state=True), (3, 5, 2)),
    ("conv_lstm2d_valid_backwards", L.ConvLSTM2D(2, (2, 3), go_backwards=True, dilation_rate=(1, 2)), (3, 5, 6, 2)),
    ("conv_lstm3d", L.ConvLSTM3D(2, 2, use_bias=False), (2, 3, 3, 4, 1)),
):
    x = Input(shape)
    out = layer(x)
    case(name, x, list(out) if isinstance(out, (list, tuple)) else out, [rng.uniform(-1, 1, (2,) + shape).astype("float32")])

print("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]")
