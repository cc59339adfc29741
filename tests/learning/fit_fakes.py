"""Estimators that misbehave on purpose, for the tests of executor and comparison; they travel to fit processes by value."""

from __future__ import annotations

import os
import sys
import time

import cloudpickle
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.dummy import DummyClassifier

from bancada.learning.candidate import Candidate

cloudpickle.register_pickle_by_value(sys.modules[__name__])


class Sleeper(ClassifierMixin, BaseEstimator):
    """Takes its time."""

    def __init__(self, seconds=60.0):
        self.seconds = seconds

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        time.sleep(self.seconds)
        return self

    def predict(self, X):
        return np.zeros(len(X), dtype=int)


class Crasher(Sleeper):
    """Takes its process down."""

    def fit(self, X, y):
        os._exit(41)


class Refuser(Sleeper):
    """Says why it cannot."""

    def fit(self, X, y):
        raise ArithmeticError("cannot learn this")


class Printer(Sleeper):
    """Writes to standard output, which must not disturb the pipe."""

    def fit(self, X, y):
        sys.stdout.write("noise" * 1000)
        os.write(1, b"more noise\n")
        return super().fit(X, y)


def candidate(id_, estimator, *, cost_rank=10, max_rows=None):
    return Candidate(id_, id_.title(), lambda seed: estimator, cost_rank=cost_rank, max_rows=max_rows)


def dummies(n, *, seconds=0.0):
    made = [candidate(f"d{i}", Sleeper(seconds) if seconds else DummyClassifier()) for i in range(n)]
    return tuple(made)
