"""The pack of sensor readings: declared columns, inputs, scenarios. It loads no engine; the simulation loads on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bancada.core.dataset import Column, ColumnType
from bancada.core.pack import Pack, Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PACK"]


def _demo(seed: int) -> pd.DataFrame:
    from bancada.domains.sensors.dataset import simulate  # a pack is listed without loading pandas

    return simulate(seed)


PACK = Pack(
    name="sensors",
    title="Sensors",
    summary="Readings of light, temperature and vibration, and the state of the machine they watch.",
    table="leituras_sensores",
    columns=(
        Column(name="lida_em", type=ColumnType.DATETIME),
        Column(name="lux", type=ColumnType.FLOAT, unit="lux", declared_minimum=0.0, declared_maximum=150_000.0),
        Column(name="temperatura", type=ColumnType.FLOAT, unit="°C", declared_minimum=-40.0, declared_maximum=125.0),
        Column(name="vibracao", type=ColumnType.FLOAT, unit="mm/s", declared_minimum=0.0, declared_maximum=100.0),
        Column(name="estado", type=ColumnType.CATEGORY, categories=("alerta", "falha", "normal")),
    ),
    target="estado",
    time_column="lida_em",
    demo=_demo,
    demo_dataset="sensores-demo",
    demo_origin="simulation: bancada.domains.sensors",
    icons={"lux": "💡", "temperatura": "🌡️", "vibracao": "📳"},
    labels={
        "lux": "Lux",
        "temperatura": "Temperature",
        "vibracao": "Vibration",
        "estado": "State",
        "lida_em": "Read at",
    },
    scenarios=(
        Scenario("normal", "Normal", {"lux": 420.0, "temperatura": 24.0, "vibracao": 1.8}),
        Scenario("hot", "Hot", {"lux": 520.0, "temperatura": 38.0, "vibracao": 2.2}),
        Scenario("vibrating", "Vibrating", {"lux": 380.0, "temperatura": 25.0, "vibracao": 8.0}),
        Scenario("dark", "Dark", {"lux": 3.0, "temperatura": 21.0, "vibracao": 1.6}),
    ),
)
