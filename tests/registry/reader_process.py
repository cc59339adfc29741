"""A process that lists and opens models until a file appears: `reader_process.py ROOT KEY STOP`. Prints how many it opened."""

import random
import sys
from pathlib import Path

from bancada.registry import ModelStore, SigningKey

root, key, stop = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
store = ModelStore(root, key=SigningKey.load_or_create(key))
rng, n_opened, n_before = random.Random(7), 0, 0  # noqa: S311  # a test's choice of models
while not stop.exists():
    names = store.names()
    if len(names) < n_before:
        sys.exit(f"the list shrank from {n_before} to {len(names)}")
    n_before = len(names)
    for name in rng.sample(names, min(10, len(names))):
        files = store.open(name).files
        if files["model.onnx"] != name.encode() * 500 or files["model.joblib"] != name.encode():
            sys.exit(f"{name} holds something else")
        n_opened += 1
sys.stdout.write(f"{n_opened}\n")
