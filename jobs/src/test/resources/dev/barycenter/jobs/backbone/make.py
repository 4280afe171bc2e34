"""Makes vgg16_block1.h5, a weight file in the form of keras.applications, with h5py 3.7: python3 make.py."""
import h5py
import numpy as np

SHAPES = {
    "input_1": [],
    "block1_conv1": [(3, 3, 3, 64), (64,)],
    "block1_conv2": [(3, 3, 64, 64), (64,)],
    "block1_pool": [],
    "predictions": [(8, 10), (10,)],
}

with h5py.File("vgg16_block1.h5", "w") as file:
    file.attrs["layer_names"] = [name.encode() for name in SHAPES]
    for layer, shapes in SHAPES.items():
        group = file.create_group(layer)
        names = [f"{layer}/{weight}:0".encode() for weight, _ in zip(("kernel", "bias"), shapes)]
        group.attrs["weight_names"] = names
        for i, (name, shape) in enumerate(zip(names, shapes)):
            group.create_dataset(name.decode(), data=np.full(shape, len(layer) + i, "f4"), compression="gzip")
