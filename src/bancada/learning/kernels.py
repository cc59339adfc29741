"""The radial support vector machine with probabilities, spelled for present scikit-learn."""

from __future__ import annotations

from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import SVC

__all__ = ["RadialSVM"]


class RadialSVM(CalibratedClassifierCV):  # type: ignore[misc]  # scikit-learn ships no types
    """SVC with PyCaret's settings, its probabilities by Platt's sigmoid on cross-validated scores.

    What `SVC(probability=True)` did inside, which scikit-learn asks to be written this way.

    Parameters
    ----------
    C : float
    gamma : {"scale", "auto"} or float
    random_state : int, optional
        Taken for symmetry; neither part is random.
    """

    def __init__(self, *, C: float = 1.0, gamma: str | float = "auto", random_state: int | None = None) -> None:
        self.C = C
        self.gamma = gamma
        self.random_state = random_state
        super().__init__(SVC(C=C, gamma=gamma, kernel="rbf"), ensemble=False)
