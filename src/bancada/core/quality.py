"""What is known of a dataset's quality, as values."""

from __future__ import annotations

from dataclasses import dataclass

from bancada.core.finding import Finding

__all__ = ["QualityReport"]


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Findings about a dataset, ranked by what they would do to a model.

    Attributes
    ----------
    dataset : str
    score : float
        0 to 100: 100 less the stated penalty of each finding.
    penalties : dict of str to float
        Finding code to points taken.
    findings : tuple of Finding
        Worst first.
    rows, duplicates : int
    missing_share : float
        Of all cells.
    class_counts : dict of str to int
        Of the target, where it is a class; else empty.
    """

    dataset: str
    score: float
    penalties: dict[str, float]
    findings: tuple[Finding, ...]
    rows: int
    duplicates: int
    missing_share: float
    class_counts: dict[str, int]
