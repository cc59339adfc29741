"""The use cases that every door calls: the dashboard, the shell and Python. `Bench` is the whole of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bancada.services.access import AccessService
    from bancada.services.assets import AssetsService
    from bancada.services.compare import CompareService
    from bancada.services.data import DataService
    from bancada.services.lottery import LotteryService
    from bancada.services.market import MarketService
    from bancada.services.models import ModelsService
    from bancada.services.packs import PacksService
    from bancada.services.predict import PredictService
    from bancada.services.runs import RunsService

__all__ = ["Bench"]


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything one can do, by noun. Safe to share between threads."""

    data: DataService
    compare: CompareService
    models: ModelsService
    predict: PredictService
    runs: RunsService
    packs: PacksService
    lottery: LotteryService
    market: MarketService
    assets: AssetsService
    access: AccessService

    def close(self) -> None:
        """Write out what is still in memory and let go of connections."""
        self.predict.close()
        self.runs.close()
