"""Seconds that PyTorch takes to train the LSTM of benchmarks/lottery.py, on a machine's CPU. Started by it, in a Python that has PyTorch.

Run: `python benchmarks/peers/lottery_torch.py ROWS.npz EPOCHS BATCH UNITS`; the answer is one line of JSON.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter

import numpy as np
import torch  # type: ignore[import-not-found,unused-ignore]  # lies in a Python of its own


class Network(torch.nn.Module):  # type: ignore[misc,unused-ignore]  # likewise
    """LSTM -> dense, relu -> 25 logits."""

    def __init__(self, n_values: int, units: int) -> None:
        super().__init__()
        self.lstm = torch.nn.LSTM(n_values, units, batch_first=True)
        self.hidden = torch.nn.Linear(units, units)
        self.last = torch.nn.Linear(units, 25)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the logits of rows of shape (n_rows, window, n_values)."""
        states, _ = self.lstm(rows)
        return self.last(torch.relu(self.hidden(states[:, -1])))


def main(path: str, epochs: int, batch: int, units: int) -> None:
    kept = np.load(path)
    rows, target = torch.tensor(kept["rows"]), torch.tensor(kept["target"])
    train(
        rows[: 2 * batch], target[: 2 * batch], epochs=1, batch=batch, units=units
    )  # what a process does once is not counted
    started = perf_counter()
    train(rows, target, epochs=epochs, batch=batch, units=units)
    print(json.dumps({"seconds": perf_counter() - started, "torch": torch.__version__}))


def train(rows: torch.Tensor, target: torch.Tensor, *, epochs: int, batch: int, units: int) -> None:
    """Train a network from new."""
    torch.manual_seed(7)
    model = Network(rows.shape[2], units)
    optimizer, loss = torch.optim.Adam(model.parameters()), torch.nn.BCEWithLogitsLoss()
    for _ in range(epochs):
        order = torch.randperm(len(rows))
        for start in range(0, len(rows), batch):
            chosen = order[start : start + batch]
            optimizer.zero_grad()
            loss(model(rows[chosen]), target[chosen]).backward()
            optimizer.step()


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:]))
