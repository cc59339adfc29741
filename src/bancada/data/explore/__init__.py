"""Statistics for looking at a dataset: pure functions from a Dataset to small frames. They must know no chart and no page.

Missing values (NaN, None, NaT) and infinities never count as a value: each function says what it does with their rows.
What is sampled says so in its result; the same dataset always gives the same sample.
"""

from bancada.data.explore.correlation import correlation
from bancada.data.explore.distribution import distribution
from bancada.data.explore.overview import overview
from bancada.data.explore.points import Relation, relation, series

__all__ = ["Relation", "correlation", "distribution", "overview", "relation", "series"]
