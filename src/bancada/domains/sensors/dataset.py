"""The simulation of sensor readings behind the demo data. It must know no table, no store and no model.

Step t counts 5 minutes from 2025-03-03 00:00 UTC; h is the hour of the day in [0, 24). AR(phi, s) is a stationary
first-order autoregression with standard deviation s: z_t = phi z_(t-1) + s sqrt(1 - phi^2) e_t, e_t standard normal.

    sun       = max(0, sin(pi (h - 6) / 12))
    cloud     = 1 / (1 + exp(-1 - AR(0.97, 1.2)))
    lux       = max(0, 8 + 750 sun cloud + 120 [7 <= h < 19] + 6 e)
    temperatura = 24 + 4.5 sin(2 pi (h - 9) / 24) + AR(0.985, 2.6) + 0.3 e
    load      = 1 when 6 <= h < 22, else 0.45
    vibracao  = load exp(0.85 + AR(0.96, 0.42)) + |0.15 e|

The state is drawn anew at each step from the readings before any went missing (an ordered logit, McCullagh 1980):

    warm   = (temperatura - 24) / 4.5
    shake  = (vibracao - 2) / 1.2
    dark   = 1 / (1 + exp((lux - 25) / 6))
    stress = warm + shake + 0.4 max(0, warm) max(0, shake) + 0.5 dark
    P(falha)            = 1 / (1 + exp(-3.5 (stress - 3.6)))
    P(alerta or falha)  = 1 / (1 + exp(-3.5 (stress - 1.7)))

One reading in a hundred of each sensor is then lost at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.signal import lfilter

__all__ = ["N_ROWS", "STATES", "best_accuracy", "simulate"]

N_ROWS = 3_456
STATES = ("normal", "alerta", "falha")

_STEPS_A_DAY = 288
_LOST_SHARE = 0.01
_STEEPNESS = 3.5
_ALERT_STRESS = 1.7
_FAULT_STRESS = 3.6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Readings:
    lux: Floats
    temperatura: Floats
    vibracao: Floats


def simulate(seed: int, *, n_rows: int = N_ROWS) -> pd.DataFrame:
    """Return simulated sensor readings; the module's docstring has the formulas.

    Parameters
    ----------
    seed : int
        The same seed gives the same rows.
    n_rows : int
        Readings, 5 minutes apart; the default is twelve days.

    Returns
    -------
    DataFrame, shape (n_rows, 5)
        lida_em (UTC), lux (lux), temperatura (°C), vibracao (mm/s RMS), estado. About 1% of each sensor's readings are
        NaN; `lida_em` and `estado` are complete.

    Examples
    --------
    >>> list(simulate(7, n_rows=3))
    ['lida_em', 'lux', 'temperatura', 'vibracao', 'estado']
    """
    rng = np.random.default_rng(seed)
    readings = _read(rng, n_rows)
    chosen = _draw(_probabilities(readings), rng)
    return pd.DataFrame(
        {
            "lida_em": pd.date_range("2025-03-03", periods=n_rows, freq="5min", tz="UTC"),
            "lux": _lose(readings.lux.round(1), rng),
            "temperatura": _lose(readings.temperatura.round(2), rng),
            "vibracao": _lose(readings.vibracao.round(3), rng),
            "estado": pd.Series(np.asarray(STATES)[chosen], dtype="str"),
        }
    )


def best_accuracy(seed: int, *, n_rows: int = 1_000_000) -> float:
    """Return the accuracy that no model can beat on complete rows: the mean of the likeliest state's probability.

    This is one minus the Bayes error, estimated on `n_rows` simulated readings. A model that knew the formulas would
    reach it; it falls a little where readings are lost.
    """
    readings = _read(np.random.default_rng(seed), n_rows)
    return float(_probabilities(readings).max(axis=1).mean())


def _read(rng: np.random.Generator, n_rows: int) -> _Readings:
    hour = (np.arange(n_rows) % _STEPS_A_DAY) * (24 / _STEPS_A_DAY)
    sun = np.maximum(0, np.sin(np.pi * (hour - 6) / 12))
    cloud = 1 / (1 + np.exp(-1 - _autoregression(rng, n_rows, phi=0.97, deviation=1.2)))
    lamps = np.where((hour >= 7) & (hour < 19), 120.0, 0.0)
    lux = np.maximum(0, 8 + 750 * sun * cloud + lamps + 6 * rng.standard_normal(n_rows))
    drift = _autoregression(rng, n_rows, phi=0.985, deviation=2.6)
    temperatura = 24 + 4.5 * np.sin(2 * np.pi * (hour - 9) / 24) + drift + 0.3 * rng.standard_normal(n_rows)
    load = np.where((hour >= 6) & (hour < 22), 1.0, 0.45)
    wear = np.exp(0.85 + _autoregression(rng, n_rows, phi=0.96, deviation=0.42))
    return _Readings(lux, temperatura, load * wear + np.abs(0.15 * rng.standard_normal(n_rows)))


def _autoregression(rng: np.random.Generator, n_rows: int, *, phi: float, deviation: float) -> Floats:
    shocks = rng.standard_normal(n_rows) * deviation
    shocks[1:] *= np.sqrt(1 - phi**2)
    path: Floats = lfilter([1.0], [1.0, -phi], shocks)
    return path


def _probabilities(readings: _Readings) -> Floats:
    """Return P(normal), P(alerta), P(falha) by row, shape (n_rows, 3)."""
    warm = (readings.temperatura - 24) / 4.5
    shake = (readings.vibracao - 2) / 1.2
    dark = 1 / (1 + np.exp(np.minimum((readings.lux - 25) / 6, 50)))
    stress = warm + shake + 0.4 * np.maximum(0, warm) * np.maximum(0, shake) + 0.5 * dark
    fault = 1 / (1 + np.exp(-_STEEPNESS * (stress - _FAULT_STRESS)))
    alert = 1 / (1 + np.exp(-_STEEPNESS * (stress - _ALERT_STRESS)))
    return np.column_stack((1 - alert, alert - fault, fault))


def _draw(probabilities: Floats, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return one class index a row, drawn with the row's probabilities."""
    passed = rng.random(len(probabilities))[:, None] >= probabilities.cumsum(axis=1)[:, :-1]
    chosen: NDArray[np.intp] = passed.sum(axis=1, dtype=np.intp)
    return chosen


def _lose(values: Floats, rng: np.random.Generator) -> Floats:
    """Return a copy with about one value in a hundred lost."""
    return np.where(rng.random(len(values)) < _LOST_SHARE, np.nan, values)
