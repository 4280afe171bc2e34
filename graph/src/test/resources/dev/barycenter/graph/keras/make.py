"""Makes the hostile HDF5 files beside it, with h5py 3.7: python3 make.py. Keras never writes such files."""
import h5py
import numpy as np


def make(name, fill, **options):
    with h5py.File(name + ".h5", "w", **options) as file:
        fill(file)


def legacy(layers, weights, config='{"class_name": "Sequential"}'):
    def fill(file):
        file.attrs["model_config"] = config
        file.attrs["keras_version"] = "3.15.1"
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = np.array(layers, dtype="S")
        for layer, names in weights.items():
            inner = group.create_group(layer)
            inner.attrs["weight_names"] = np.array(names, dtype="S") if names else np.array([])
            for name in names:
                if not name.endswith("absent"):
                    inner[name] = np.zeros((2, 2), "f4")

    return fill


DENSE = (
    '{"class_name": "Sequential", "config": {"name": "s", "layers": ['
    '{"class_name": "InputLayer", "config": {"batch_shape": [null, 4], "name": "x"}},'
    '{"class_name": "Dense", "config": {"name": "d", "units": 3}}]}}'
)

make("soft-link", lambda f: (f.create_group("x"), f.__setitem__("y", h5py.SoftLink("/x"))))
make("external-link", lambda f: f.__setitem__("y", h5py.ExternalLink("/etc/passwd", "/x")))
make("hard-link-cycle", lambda f: f.create_group("x").__setitem__("up", f["/"]))
make("never-written", lambda f: f.create_dataset("x", shape=(30000, 30000), dtype="f4"))
make("chunk-bomb", lambda f: f.create_dataset(
    "x", shape=(100000, 10000), dtype="f4", chunks=(10000, 10000), compression="gzip"))
make("inflate-bomb", lambda f: f.create_dataset(
    "x", data=np.zeros((3000, 2000), "f4"), chunks=(3000, 2000), compression="gzip"))
make("fractal-heap", lambda f: [f.attrs.__setitem__("a%d" % i, i) for i in range(12)], libver="latest")
make("compound", lambda f: f.create_dataset("x", data=np.zeros(2, dtype=[("a", "f4"), ("b", "i4")])))
layout = h5py.VirtualLayout(shape=(4,), dtype="f4")
layout[:] = h5py.VirtualSource("/etc/passwd", "x", shape=(4,))
make("virtual", lambda f: f.create_virtual_dataset("x", layout), libver="latest")
make("external-data", lambda f: f.create_dataset("x", shape=(4,), dtype="f4", external=[("/etc/passwd", 0, 16)]))
make("legacy-no-group", legacy(["d"], {}, DENSE))
make("legacy-no-weight", legacy(["d"], {"d": ["d/kernel", "d/absent"]}, DENSE))
make("legacy-shape", legacy(["d"], {"d": ["d/kernel", "d/bias"]}, DENSE))
make("legacy-few-weights", legacy(["d"], {"d": ["d/kernel"]}, DENSE))
make("legacy-other-layer", legacy(["e"], {"e": ["e/kernel", "e/bias"]}, DENSE))
make("legacy-names-twice", legacy(["d", "d"], {"d": []}, DENSE))
make("legacy-config-text", legacy([], {}, "not json"))
make("legacy-config-number", lambda f: f.attrs.__setitem__("model_config", 3))


def kinds(file):
    """Sound, of every kind that a file of weights may have."""
    matrix = np.arange(35, dtype="f4").reshape(5, 7)
    file.create_dataset("deflated", data=matrix, chunks=(2, 3), compression="gzip", shuffle=True, fletcher32=True)
    file.create_dataset("chunked", data=matrix, chunks=(2, 3))
    file.create_dataset("float16", data=np.array([1.5, -2, 6e-8, 65504, np.inf], "f2"))
    file.create_dataset("float64", data=np.array([0.5, -3], ">f8"))
    file.create_dataset("uint8", data=np.array([255, 1], "u1"))
    file.create_dataset("bool", data=np.array([True, False]))
    file.create_dataset("int64", data=np.int64(12345678901))
    file.create_dataset("bfloat16", data=np.array([0x3F80, 0xC000], "u2").view("V2"))
    file.attrs["bytes"] = [b"a", b"bcd"]
    file.attrs["text"] = "h\u00e9"
    file.attrs["texts"] = np.array(["x", "yy"], dtype=h5py.string_dtype())
    file.attrs["empty"] = h5py.Empty("f4")


make("kinds", kinds)
