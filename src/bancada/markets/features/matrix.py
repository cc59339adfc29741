"""Features as one read-only matrix: a row a feature, a column a bar. It knows no formula."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bancada.core.errors import NotFound
from bancada.core.finding import Finding

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Features"]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Values of features at every bar of a series.

    Attributes
    ----------
    names : tuple of str
        Of the rows, in the order of the catalogue.
    values : ndarray of float64, shape (n_features, n_bars), C order, read-only
        NaN until a feature's look-back is filled, after a bar without prices likewise, and where a denominator is zero.
        Never infinite.
    ts : ndarray of int64, shape (n_bars,)
        Opening instants of the bars, as in `Bars.ts`. A value is known at the close of its bar.
    left_out : dict of str to Finding
        Features that were asked for and could not be computed, with the reason.
    findings : tuple of Finding
        What a reader of the values must know: nothing the engine says itself, which knows no contracts.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    ts: NDArray[np.int64]
    left_out: dict[str, Finding] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """Return one feature, shape (n_bars,), as a view.

        Raises
        ------
        NotFound
            No such feature here.
        """
        if name not in self.names:
            raise NotFound("feature_not_found", name=name)
        found: NDArray[np.float64] = self.values[self.names.index(name)]
        return found

    def row(self, t: int) -> NDArray[np.float64]:
        """Return all features at bar `t`, shape (n_features,); a negative `t` counts from the end."""
        return self.values[:, t].copy()

    def frame(self) -> pd.DataFrame:
        """Return a new frame: index `ts` as aware UTC instants, a column a feature."""
        import pandas as pd

        index = pd.DatetimeIndex(pd.to_datetime(self.ts, unit="ns", utc=True), name="ts")
        return pd.DataFrame(self.values.T, index=index, columns=list(self.names))
