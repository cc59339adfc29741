"""Take a picture of each page, light and dark, wide and on a phone, into docs/images/.

An installation of its own is started in a temporary folder, with the demo data and, where they are present, the real occupancy
file, the official draws, bars of WDO and daily bars of B3; what the pictures show is what someone sees who has compared, saved, promoted and asked. Names of
views as arguments take those pictures alone: `python scripts/screenshots.py lottery lottery-generate`.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from app.components.assets.spanning import ALL_YEARS
from bancada import bootstrap
from bancada.domains.assets.requests import ForestOptions, LoadRequest, PipelineRequest, TrainRequest
from bancada.services import Bench
from bancada.services.compare import CompareRequest
from bancada.settings import Settings, as_environment, read_settings

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
THEMES = ("light", "dark")
WIDTHS = {1280: 860, 390: 844}
TALLEST = 3000
METRIC = '[data-testid="stMetric"]'
TICKETS = ".lottery-tickets figure"
DRAWN_MS = 1500
"""Charts and tables draw themselves after the script of a page has ended."""


@dataclass(frozen=True)
class View:
    """One picture: its name, the address of what it shows, and what to wait for where the page's last primary button is pressed."""

    name: str
    address: str
    answer: str = ""


@contextmanager
def installation(folder: Path) -> Iterator[tuple[str, Bench]]:
    """Start an installation and yield its address and its bench."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = read_settings(
        data_dir=folder / "data", models_dir=folder / "modelos_salvos", signing_key_file=folder / "signing.key",
        language="",
    )  # fmt: skip
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bancada", "up", "--port", str(port)], env=_environment(settings), cwd=folder,
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    bench = bootstrap.build(settings)
    try:
        _wait_until_up(process, port)
        yield f"http://127.0.0.1:{port}/", bench
    finally:
        bench.close()
        process.terminate()
        process.wait()


def _environment(settings: Settings) -> dict[str, str]:
    return os.environ | as_environment(settings)


def _wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("The installation for the pictures did not start.")


def work(bench: Bench, real: Path) -> tuple[View, ...]:
    """Do what an analyst does in a first session, and return what is worth a picture."""
    dataset, target, column = "sensores-demo", "estado", "temperatura"
    occupancy = real / "sensors" / "occupancy_datatraining.txt"
    if occupancy.is_file():
        bench.data.import_file(occupancy, name="ocupacao", target="Occupancy", origin=occupancy.name)
        dataset, target, column = "ocupacao", "Occupancy", "CO2"
    run_id = bench.compare.submit(CompareRequest(dataset, target))
    *_, last = bench.runs.follow(run_id)
    best = bench.compare.summary(run_id).top[:3]
    if len(best) < 3:
        raise SystemExit(f"The comparison for the pictures did not end well: {last.error or last.status}")
    notes = ("Ponto de partida: simples e fácil de explicar.", "Segunda opinião para dias nublados.", "")
    for candidate, note in zip(best, notes, strict=True):
        bench.compare.save(run_id, candidate, f"{candidate}_{dataset}", notes=note)
    name = f"{best[0]}_{dataset}"
    bench.models.promote(name, force=True, reason="Primeiro modelo da tarefa.")
    fields = bench.predict.signature(name).fields
    for share in (0.2, 0.5, 1.3):
        values = {
            field.name: field.mode if field.minimum is None or field.maximum is None
            else round(field.minimum + share * (field.maximum - field.minimum), 2)
            for field in fields
        }  # fmt: skip
        bench.predict.one(name, values)
    unusual = next(field for field in fields if field.name == column)
    far = round((unusual.maximum or 0.0) * 1.4)
    asked = f"input.{bench.predict.signature(name).sha256[:6]}.{column}={far}"
    return (
        View("home", ""),
        View("explore-overview", f"explore?dataset={dataset}"),
        View("explore-column", f"explore?dataset={dataset}&view=column&column={column}&by={target}"),
        View("explore-correlation", f"explore?dataset={dataset}&view=correlation"),
        View("compare", f"compare?dataset={dataset}&run={run_id}"),
        View("models", f"models?model={name}"),
        View("predict", f"predict?model={name}&{asked}", answer=METRIC),
        View("runs", f"runs?run={run_id}"),
    )


def play(bench: Bench, real: Path) -> tuple[View, ...]:
    """Bring the official draws in where they are, and return the views of the lottery that are worth a picture."""
    sheets = sorted((real / "lotofacil").glob("*.xlsx"))
    if sheets:
        bench.lottery.draws.import_file(sheets[-1])
    marked = "lottery-fixed=7-10&lottery-out=25&lottery-tickets=2&lottery-how=sample"
    return (
        View("lottery", "lottery"),
        View("lottery-time", "lottery?lottery-statistic=time"),
        View("lottery-generate", f"lottery?lottery-view=generate&{marked}", answer=TICKETS),
    )


def trade(bench: Bench, real: Path) -> tuple[View, ...]:
    """Bring a year of five-minute bars in where they are, the demo bars elsewhere, and return the views of the market worth a picture."""
    files = sorted((real / "intraday").glob("WDO_M5*"))
    if files:
        bench.market.series.import_file(files[-1])
    else:
        bench.market.series.load_demo()
    info = bench.market.series.find("WDO") if files else bench.market.series.list(limit=1)[0]
    series = f"market?series={info.key.symbol},{info.key.timeframe.value},{info.key.basis.value}"
    return (
        View("market", f"{series}&regime-bands=1"),
        View("market-validation", f"{series}&market-view=validation"),
        View("market-backtest", f"{series}&market-view=backtest", answer=METRIC),
    )


def hold(bench: Bench, real: Path) -> tuple[View, ...]:
    """Train a forest on the daily bars of B3 where they are, on the demo bars elsewhere, and return the views of assets worth a picture."""
    files = sorted((real / "b3" / "daily").glob("*.csv"))
    for file in files:
        bench.market.series.import_file(file)
    if not files:
        bench.market.series.load_demo()
    tickers = tuple(file.stem for file in files) or ("IBM", "MSFT")
    forest = ForestOptions(n_iter=4, folds=3)
    request = PipelineRequest(LoadRequest(tickers, years=ALL_YEARS), training=TrainRequest(forest=forest))
    *_, last = bench.runs.follow(bench.assets.pipelines.run(request))
    if not bench.assets.pipelines.state().is_complete:
        raise SystemExit(f"The pipeline for the pictures did not end well: {last.error or last.status}")
    chosen = "&".join(f"tickers={ticker}" for ticker in tickers)
    asked = f"assets?{chosen}&assets-span=all&assets-tries={forest.n_iter}&assets-folds={forest.folds}"
    return (
        View("assets", asked),
        View("assets-pipeline", f"{asked}&assets-view=pipeline"),
        View("assets-report", f"{asked}&assets-view=report&assets-detail=equity"),
        View("assets-predict", f"{asked}&assets-view=predict", answer=METRIC),
    )


def photograph(browser: Browser, base: str, views: tuple[View, ...]) -> None:
    """Take every view in every theme and width."""
    for theme in THEMES:
        for width, height in WIDTHS.items():
            context = browser.new_context(
                locale="pt-BR", timezone_id="America/Sao_Paulo", color_scheme=theme,
                viewport={"width": width, "height": height}, reduced_motion="reduce",
            )  # fmt: skip
            page = context.new_page()
            page.set_default_timeout(60_000)
            for view in views:
                page.set_viewport_size({"width": width, "height": height})
                _open(page, base, view)
                path = IMAGES / f"{view.name}-{theme}-{width}.png"
                path.write_bytes(_small(_whole(page, width, height)))
                print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB")
            context.close()


def _open(page: Page, base: str, view: View) -> None:
    page.goto(base + view.address)
    page.get_by_role("heading", level=1).wait_for()
    _settled(page)
    if view.answer:
        page.locator('[data-testid="stBaseButton-primary"]').last.click()
        page.locator(view.answer).first.wait_for()
        page.mouse.move(0, 0)
        _settled(page)


def _settled(page: Page) -> None:
    page.wait_for_timeout(300)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.wait_for_timeout(DRAWN_MS)


def _whole(page: Page, width: int, height: int) -> bytes:
    """Return the whole page as PNG: the window grows until the page, which scrolls inside itself, fits."""
    for _ in range(2):
        needed = int(page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"))
        page.set_viewport_size({"width": width, "height": min(max(needed, height), TALLEST)})
        page.wait_for_timeout(DRAWN_MS // 2)
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    return page.screenshot(animations="disabled")


def _small(png: bytes) -> bytes:
    """Return the picture with a palette of 256 colours, where Pillow is there to do it."""
    try:
        from PIL import Image
    except ImportError:
        return png
    out = io.BytesIO()
    image = Image.open(io.BytesIO(png)).convert("RGB")
    # The palette covers every hue that is there, so that small signs keep theirs beside large grounds.
    image = image.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    image.save(out, "PNG", optimize=True)
    return min(png, out.getvalue(), key=len)


def main(names: Sequence[str]) -> None:
    """Start, work, photograph the views of these names, all of them where none is given."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("Screenshots need Chromium: apt-get install chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    real = Path(os.environ.get("BANCADA_REAL_DATA", ROOT.parent / "shared" / "data"))
    with tempfile.TemporaryDirectory(prefix="bancada-") as folder, installation(Path(folder)) as (base, bench):
        views = (*work(bench, real), *play(bench, real), *trade(bench, real), *hold(bench, real))
        unknown = set(names) - {view.name for view in views}
        if unknown:
            raise SystemExit(
                f"No such view: {', '.join(sorted(unknown))}. There are: {', '.join(view.name for view in views)}"
            )
        views = tuple(view for view in views if not names or view.name in names)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            photograph(browser, base, views)
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
