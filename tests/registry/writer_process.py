"""A process that saves models until it is killed: `writer_process.py ROOT KEY ACKNOWLEDGED WORKER COUNT`. It imports only the store."""

import contextlib
import os
import sys
from pathlib import Path

from bancada.core.errors import ModelExists
from bancada.registry import ModelDraft, ModelStore, SigningKey

root, key, acknowledged, worker, count = (
    Path(sys.argv[1]),
    Path(sys.argv[2]),
    Path(sys.argv[3]),
    sys.argv[4],
    int(sys.argv[5]),
)
store = ModelStore(root, key=SigningKey.load_or_create(key))
done = set(acknowledged.read_text().split()) if acknowledged.exists() else set()
with acknowledged.open("ab") as file:
    for number in range(count):
        name = f"w{worker}-{number}"
        if name in done:
            continue
        draft = ModelDraft(files={"model.onnx": name.encode() * 500, "model.joblib": name.encode()}, kind="test")
        with contextlib.suppress(ModelExists):  # the save was finished, and its process died before it said so
            store.save(name, draft, notes=f"of {worker}")
        file.write(name.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
