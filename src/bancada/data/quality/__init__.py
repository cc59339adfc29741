"""What is wrong with a dataset, ranked by what it would do to a model. It must know no page and fit no model of the user's."""

from bancada.data.quality.report import assess

__all__ = ["assess"]
