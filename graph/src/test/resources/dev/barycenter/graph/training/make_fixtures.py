"""Writes what Keras 3.15.1 on its torch backend computes, for the tests of this package.

pip install keras==3.15.1 torch && python make_fixtures.py
"""

import json
import os

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np
import torch
from keras import losses, metrics, optimizers
from keras.optimizers import schedules
from keras.src import backend

rng = np.random.default_rng(7)


def f32(x):
    return np.asarray(x, "float32")


def short(x):
    return float("%.9g" % float(x))  # nine digits are enough for every float32


def array(x):
    x = np.asarray(x, "float32")
    return {"shape": list(x.shape), "values": [short(v) for v in x.reshape(-1)]}


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return f32(e / e.sum(-1, keepdims=True))


def one_hot(labels, n):
    return f32(np.eye(n)[labels])


def loss_case(name, config, t, p, w=None, mask=None):
    loss = getattr(losses, name)(**config)
    pred = torch.tensor(f32(p), requires_grad=True)
    if mask is not None:
        backend.set_keras_mask(pred, torch.tensor(np.asarray(mask, bool)))
    value = loss(torch.tensor(f32(t)), pred, None if w is None else torch.tensor(f32(w)))
    value.backward()
    return {
        "type": name, "config": config, "target": array(t), "prediction": array(p),
        "weights": None if w is None else array(w), "mask": None if mask is None else array(mask),
        "loss": float(value.detach()), "gradient": array(pred.grad.numpy()),
    }


def loss_cases():
    out = []
    t2, p2 = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    pos_t, pos_p = rng.uniform(0.1, 3, (4, 3)), rng.uniform(0.1, 3, (4, 3))
    t3, p3 = rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 4, 2))
    w, w3 = rng.uniform(0, 2, 4), rng.uniform(0, 2, (3, 4))
    mask = f32([[1, 1, 0, 0], [1, 1, 1, 1], [1, 0, 0, 0]])
    for name in ["MeanSquaredError", "MeanAbsoluteError", "CosineSimilarity", "Huber", "LogCosh"]:
        out.append(loss_case(name, {}, t2, 3 * p2))
        out.append(loss_case(name, {}, t2, p2, w))
        out.append(loss_case(name, {}, t3, p3, None, mask))
        out.append(loss_case(name, {}, t3, p3, w3, mask))
    for name in ["MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "Poisson"]:
        out.append(loss_case(name, {}, pos_t, pos_p, w))
    out.append(loss_case("Huber", {"delta": 0.3}, t2, p2))
    out.append(loss_case("MeanSquaredError", {}, rng.normal(size=5), rng.normal(size=(5, 1))))
    out.append(loss_case("LogCosh", {}, [[0.0, 0.0]], [[100.0, -100.0]]))
    for reduction in ["sum", "mean", "mean_with_sample_weight"]:
        out.append(loss_case("MeanSquaredError", {"reduction": reduction}, t3, p3, w3, mask))
        out.append(loss_case("MeanAbsoluteError", {"reduction": reduction}, t3, p3, None, mask))
    out.append(loss_case("MeanSquaredError", {}, t3, p3, None, np.zeros((3, 4))))

    labels = np.array([2, 0, 4, 1])
    logits = rng.normal(size=(4, 5)) * 2
    probs, hot = softmax(logits), one_hot(labels, 5)
    sure = softmax(np.array([[30.0, 0, -30, 0, 0], [0, 30, 0, 0, 0], [1, 2, 3, 4, 5], [0, 0, 0, 0, 0]]))
    out.append(loss_case("KLDivergence", {}, softmax(rng.normal(size=(4, 5))), probs, w))
    for name, t in [("CategoricalCrossentropy", hot), ("SparseCategoricalCrossentropy", labels)]:
        out.append(loss_case(name, {}, t, probs))
        out.append(loss_case(name, {}, t, probs * 1.7, w))
        out.append(loss_case(name, {}, t, sure))
        out.append(loss_case(name, {"from_logits": True}, t, logits * 20, w))
    out.append(loss_case("CategoricalCrossentropy", {"label_smoothing": 0.1}, hot, probs))
    out.append(loss_case("CategoricalCrossentropy", {"label_smoothing": 0.1, "from_logits": True}, hot, logits))
    out.append(loss_case("CategoricalFocalCrossentropy", {}, hot, probs))
    out.append(loss_case("CategoricalFocalCrossentropy", {"from_logits": True, "gamma": 1.5, "alpha": [.1, .2, .3, .4, .5]}, hot, logits))
    out.append(loss_case("CategoricalGeneralizedCrossEntropy", {"q": 0.7}, labels, probs))
    seq_labels = rng.integers(0, 5, (3, 4))
    seq_logits = rng.normal(size=(3, 4, 5))
    out.append(loss_case("SparseCategoricalCrossentropy", {"from_logits": True}, seq_labels, seq_logits, w3, mask))
    out.append(loss_case("SparseCategoricalCrossentropy", {}, seq_labels[..., None], softmax(seq_logits), None, mask))
    void = seq_labels.copy()
    void[0, 0] = void[1, 2] = 255
    out.append(loss_case("SparseCategoricalCrossentropy", {"ignore_class": 255}, void, softmax(seq_logits)))
    out.append(loss_case("SparseCategoricalCrossentropy", {"ignore_class": 255, "from_logits": True}, void, seq_logits, w3, mask))
    out.append(loss_case("SparseCategoricalCrossentropy", {"axis": 1}, seq_labels[:, :2], softmax(rng.normal(size=(3, 5, 2)))))

    yes = f32(rng.integers(0, 2, (4, 3)))
    z = rng.normal(size=(4, 3)) * 2
    prob = f32(1 / (1 + np.exp(-z)))
    edge = f32([[0, 1, 0.5], [1, 0, 0.2], [1e-8, 1, 0], [0.9999999, 0.3, 1]])
    out.append(loss_case("BinaryCrossentropy", {}, yes, prob, w))
    out.append(loss_case("BinaryCrossentropy", {}, yes, edge))
    out.append(loss_case("BinaryCrossentropy", {"from_logits": True}, yes, z * 50))
    out.append(loss_case("BinaryCrossentropy", {"from_logits": True}, yes, z * 0))
    out.append(loss_case("BinaryCrossentropy", {"label_smoothing": 0.2}, yes, prob))
    out.append(loss_case("BinaryCrossentropy", {}, yes[:, 0], prob[:, :1]))
    out.append(loss_case("BinaryFocalCrossentropy", {}, yes, prob))
    out.append(loss_case("BinaryFocalCrossentropy", {"apply_class_balancing": True, "from_logits": True, "gamma": 1.0}, yes, z, w))
    for name in ["Hinge", "SquaredHinge"]:
        out.append(loss_case(name, {}, yes, z))
        out.append(loss_case(name, {}, 2 * yes - 1, z, w))
        out.append(loss_case(name, {}, [[0, 1, 2]], [[0.5, 0.2, 0.1]]))
    out.append(loss_case("CategoricalHinge", {}, hot, logits, w))
    out.append(loss_case("Dice", {}, yes, prob))
    out.append(loss_case("Dice", {"axis": [1]}, yes, prob, w))
    out.append(loss_case("Tversky", {"alpha": 0.3, "beta": 0.7}, yes, prob))
    out.append(loss_case("Tversky", {"axis": [0, 1]}, yes, prob))
    return out


def schedule_cases():
    out = []
    steps = [0, 1, 2, 3, 5, 9, 10, 11, 15, 20, 29, 30, 31, 50, 100, 1000]

    def case(name, **config):
        s = getattr(schedules, name)(**config)
        out.append({"type": name, "config": config, "steps": steps, "rates": [short(s(torch.tensor(n))) for n in steps]})

    case("ExponentialDecay", initial_learning_rate=0.1, decay_steps=10, decay_rate=0.9)
    case("ExponentialDecay", initial_learning_rate=0.1, decay_steps=10, decay_rate=0.9, staircase=True)
    case("PiecewiseConstantDecay", boundaries=[10, 30], values=[0.1, 0.05, 0.01])
    case("PolynomialDecay", initial_learning_rate=0.1, decay_steps=20, end_learning_rate=0.01, power=2.0)
    case("PolynomialDecay", initial_learning_rate=0.1, decay_steps=20, cycle=True)
    case("InverseTimeDecay", initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5)
    case("InverseTimeDecay", initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5, staircase=True)
    case("CosineDecay", initial_learning_rate=0.1, decay_steps=30, alpha=0.1)
    case("CosineDecay", initial_learning_rate=0.0, decay_steps=30, warmup_target=0.1, warmup_steps=10)
    case("CosineDecayRestarts", initial_learning_rate=0.1, first_decay_steps=10)
    case("CosineDecayRestarts", initial_learning_rate=0.1, first_decay_steps=10, t_mul=1.0, m_mul=0.8, alpha=0.05)
    return out


def optimizer_cases():
    out = []
    start = [f32(rng.normal(size=(2, 3))), f32(rng.normal(size=(2,)))]
    grads = [[f32(rng.normal(size=(2, 3))), f32(rng.normal(size=(2,)) * 0.1)] for _ in range(4)]

    def case(name, **config):
        given = dict(config)
        if isinstance(given.get("learning_rate"), dict):
            rate = given["learning_rate"]
            given["learning_rate"] = getattr(schedules, rate["class_name"])(**rate["config"])
        o = getattr(optimizers, name)(**given)
        variables = [keras.Variable(v, name=n) for v, n in zip(start, ["kernel", "bias"])]
        after = []
        for g in grads:
            o.apply([torch.tensor(x) for x in g], variables)
            after.append([short(x) for v in variables for x in v.numpy().reshape(-1)])
        out.append({
            "type": name, "config": config, "after": after,
            "variables": [{"name": v.name, **array(v.numpy())} for v in o.variables],
        })

    case("SGD")
    case("SGD", learning_rate=0.1, momentum=0.9)
    case("SGD", learning_rate=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)
    case("Adam")
    case("Adam", learning_rate=0.05, beta_1=0.8, beta_2=0.95, epsilon=1e-3, amsgrad=True)
    case("Adam", learning_rate={"class_name": "ExponentialDecay", "config": {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5}})
    case("AdamW", learning_rate=0.01)
    case("Adamax", learning_rate=0.01)
    case("Nadam", learning_rate=0.01)
    case("RMSprop", learning_rate=0.01)
    case("RMSprop", learning_rate=0.01, momentum=0.9, centered=True)
    case("Adagrad", learning_rate=0.1)
    case("Adadelta", learning_rate=1.0)
    case("Lion", learning_rate=0.01)
    case("Ftrl", learning_rate=0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.1, l2_shrinkage_regularization_strength=0.01, beta=0.1)
    case("SGD", learning_rate=0.1, clipvalue=0.2)
    case("SGD", learning_rate=0.1, clipnorm=0.5)
    case("Adam", learning_rate=0.1, global_clipnorm=0.5, weight_decay=0.1)
    return {"start": [array(v) for v in start], "gradients": [[short(x) for v in g for x in v.reshape(-1)] for g in grads], "cases": out}


def metric_cases():
    out = []

    def case(name, config, batches):
        m = getattr(metrics, name)(**config)
        data = []
        for t, p, w, mask in batches:
            pred = torch.tensor(f32(p))
            if mask is not None:
                backend.set_keras_mask(pred, torch.tensor(np.asarray(mask, bool)))
            m.update_state(torch.tensor(f32(t)), pred, None if w is None else torch.tensor(f32(w)))
            data.append({"target": array(t), "prediction": array(p), "weights": None if w is None else array(w), "mask": None if mask is None else array(mask)})
        out.append({"type": name, "config": config, "batches": data, "result": float(m.result())})

    def batches(make, weighted):
        return [(*make(n), rng.uniform(0, 2, n) if weighted else None, None) for n in (6, 3)]

    mask = f32([[1, 1, 0, 0], [1, 1, 1, 1], [1, 0, 0, 0]])
    numbers = lambda n: (rng.normal(size=(n, 3)), rng.normal(size=(n, 3)))
    positive = lambda n: (rng.uniform(0.1, 3, (n, 2)), rng.uniform(0.1, 3, (n, 2)))
    binary = lambda n: (f32(rng.integers(0, 2, (n, 1))), f32(np.round(rng.uniform(0, 1, (n, 1)), 2)))
    several = lambda n: (f32(rng.integers(0, 2, (n, 3))), f32(np.round(rng.uniform(0, 1, (n, 3)), 2)))
    classes = lambda n: (one_hot(rng.integers(0, 5, n), 5), softmax(rng.normal(size=(n, 5))))
    labels = lambda n: (f32(rng.integers(0, 5, n)), softmax(rng.normal(size=(n, 5))))
    for weighted in (False, True):
        for name in ["MeanSquaredError", "RootMeanSquaredError", "MeanAbsoluteError", "CosineSimilarity", "LogCoshError", "R2Score"]:
            case(name, {}, batches(numbers, weighted))
        for name in ["MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "Poisson"]:
            case(name, {}, batches(positive, weighted))
        for name in ["BinaryAccuracy", "BinaryCrossentropy", "Precision", "Recall", "AUC", "TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives", "Hinge", "SquaredHinge"]:
            case(name, {}, batches(several, weighted))
            case(name, {}, batches(binary, weighted))
        for name in ["CategoricalAccuracy", "CategoricalCrossentropy", "KLDivergence", "CategoricalHinge"]:
            case(name, {}, batches(classes, weighted))
        for name in ["SparseCategoricalAccuracy", "SparseCategoricalCrossentropy"]:
            case(name, {}, batches(labels, weighted))
        case("TopKCategoricalAccuracy", {"k": 2}, batches(classes, weighted))
        case("SparseTopKCategoricalAccuracy", {"k": 3}, batches(labels, weighted))
        for average in ["micro", "macro", "weighted"]:
            case("F1Score", {"average": average}, batches(classes, weighted))
            case("FBetaScore", {"average": average, "beta": 2.0, "threshold": 0.4}, batches(several, weighted))
        case("AUC", {"curve": "PR"}, batches(several, weighted))
        case("AUC", {"curve": "PR", "summation_method": "majoring"}, batches(several, weighted))
        case("AUC", {"num_thresholds": 20, "summation_method": "minoring"}, batches(several, weighted))
        case("AUC", {"thresholds": [0.1, 0.35, 0.9]}, batches(several, weighted))
        case("AUC", {"from_logits": True}, batches(lambda n: (f32(rng.integers(0, 2, (n, 1))), rng.normal(size=(n, 1)) * 3), weighted))
        case("Precision", {"thresholds": 0.7}, batches(several, weighted))
        case("Recall", {"top_k": 2}, batches(classes, weighted))
        case("Precision", {"class_id": 1, "thresholds": 0.3}, batches(classes, weighted))
        case("Precision", {"top_k": 2, "class_id": 3}, batches(classes, weighted))
        case("R2Score", {"class_aggregation": "variance_weighted_average"}, batches(numbers, weighted))
        case("R2Score", {"num_regressors": 2}, batches(numbers, weighted))
    case("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, batches(lambda n: (f32(rng.integers(0, 2, (n, 3))), rng.normal(size=(n, 3)) * 3), True))
    case("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, batches(lambda n: (one_hot(rng.integers(0, 5, n), 5), rng.normal(size=(n, 5)) * 3), True))
    case("MeanSquaredError", {}, [(rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 4, 2)), None, mask)])
    case("MeanAbsoluteError", {}, [(rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 4, 2)), rng.uniform(0, 2, (3, 4)), mask)])
    case("SparseCategoricalAccuracy", {}, [(rng.integers(0, 2, (3, 4)), rng.normal(size=(3, 4, 2)), None, mask), (rng.integers(0, 2, (3, 4)), rng.normal(size=(3, 4, 2)), None, 1 - mask)])
    case("BinaryAccuracy", {}, [(rng.integers(0, 2, (3, 4, 1)), rng.uniform(size=(3, 4, 1)), None, mask)])
    return out


def write(name, value):
    with open(name, "w") as file:
        file.write(json.dumps(value).replace("}, {\"type\"", "},\n{\"type\"") + "\n")


write("losses.json", loss_cases())
write("schedules.json", schedule_cases())
write("optimizers.json", optimizer_cases())
write("metrics.json", metric_cases())
