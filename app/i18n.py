"""The two languages of the dashboard: sentences from catalogues (one file each area), numbers and dates by locale. It knows no page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from math import floor, isfinite, log10
from pathlib import Path

from babel import Locale, dates, numbers
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from app import state

__all__ = [
    "FINE",
    "LANGUAGES",
    "_",
    "current_language",
    "date_format",
    "format_age",
    "format_bytes",
    "format_date",
    "format_duration",
    "format_figure",
    "format_moment",
    "format_money",
    "format_number",
    "format_percent",
    "format_sent",
    "month_names",
    "ngettext",
    "read_number",
    "resolve_language",
    "separators",
    "write_number",
]

LANGUAGES = {"pt_BR": "Português", "en": "English"}
LOCALES = Path(__file__).parent / "locales"
FINE = {"Log Loss": 4, "Brier": 4}
"""Decimals of metrics whose third one hardly moves."""


def resolve_language(*, chosen: str | None, setting: str, browser: str | None) -> str:
    """Return "pt_BR" or "en": the visitor's choice, else the setting, else the browser's language, else Portuguese."""
    for wish in (chosen, setting, browser):
        if wish and wish.lower().startswith("pt"):
            return "pt_BR"
        if wish and wish.lower() != "auto":
            return "en"
    return "pt_BR"


def current_language() -> str:
    """Return the language of this session."""
    return state.language()


@lru_cache(maxsize=2)
def _catalogue(language: str) -> Catalog:
    whole = Catalog(locale=language)
    for path in sorted((LOCALES / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale=language):
                if entry.id:
                    whole[entry.id] = entry
    return whole


# object: whatever the sentence names, printed and never computed with.
def _(message: str, **facts: object) -> str:
    """Return `message` in the session's language, its `{fields}` filled with `facts`."""
    entry = _catalogue(current_language()).get(message)
    sentence = entry.string if entry and isinstance(entry.string, str) and entry.string else message
    return sentence.format(**facts) if facts else sentence


def ngettext(one: str, many: str, n: int, **facts: object) -> str:
    """Return the form of a sentence that fits `n`, which is filled in as `{n}` in the locale's digits."""
    entry = _catalogue(current_language()).get(one)
    forms = entry.string if entry and isinstance(entry.string, tuple | list) else ()
    # Portuguese of Brazil counts nought as one in the CLDR; a bench of "0 modelo" reads wrong, so only 1 is singular.
    sentence = (forms[0] if n == 1 else forms[-1]) if forms and all(forms) else (one if n == 1 else many)
    return sentence.format(n=format_number(n), **facts)


def separators() -> str:
    """Return the decimal and the thousands character of the language, as Plotly wants them."""
    return ",." if current_language() == "pt_BR" else ".,"


def date_format() -> str:
    """Return how charts write a day, in the order of the language."""
    return "%d/%m/%Y" if current_language() == "pt_BR" else "%Y-%m-%d"


def _locale() -> Locale:
    return Locale.parse("pt_BR" if current_language() == "pt_BR" else "en_US")


def format_number(value: float | None, digits: int | None = None) -> str:
    """Return a number in the locale: `digits` decimals, or as many as 4 significant ones take; a dash for nothing."""
    if value is None or not isfinite(value):
        return "–"
    if digits is None:
        if value and not 1e-9 <= abs(value) < 1e15:
            return numbers.format_scientific(value, format="0.###E0", locale=_locale())
        digits = 0 if float(value).is_integer() else max(0, 3 - _magnitude(value))
        return numbers.format_decimal(round(value, digits), format="#,##0." + "#" * max(digits, 1), locale=_locale())
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return numbers.format_decimal(round(value, digits), format=pattern, locale=_locale())


def write_number(value: float, digits: int) -> str:
    """Return a number as one types it: the language's decimal mark, no grouping; `read_number` takes it back."""
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if current_language() == "pt_BR" else text


def read_number(text: str) -> float:
    """Return the number that was typed; ValueError where it is none.

    The same text means the same number in both languages: of two marks the last is the decimal one, one mark alone is decimal, the
    same mark several times groups thousands.
    """
    plain = text.strip().replace(" ", "")
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        grouping = "." if comma > point else ","
        plain = plain.replace(grouping, "")
    for mark in ",.":
        if plain.count(mark) > 1:
            plain = plain.replace(mark, "")
    number = float(plain.replace(",", "."))
    if not isfinite(number):
        raise ValueError(text)
    return number


def format_figure(value: float | None, metric: str = "") -> str:
    """Return a metric: three decimals, or four of those that differ little, or as many as a small value needs; a dash for nothing."""
    digits = FINE.get(metric, 3)
    return format_number(value, digits if value is None or abs(value) >= 0.01 or not value else None)


def format_sent(value: float | str | None) -> str:
    """Return a value as a visitor sent it: with seven significant digits, so that it is known again."""
    if isinstance(value, str):
        return value
    if value is None or not isfinite(value) or float(value).is_integer() or not 1e-9 <= abs(value) < 1e15:
        return format_number(value)
    text = f"{value:,.{max(0, 6 - _magnitude(value))}f}"  # not Babel: tables have thousands of these
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return plain.translate(str.maketrans(".,", separators()))


def _magnitude(value: float) -> int:
    return floor(log10(abs(value))) if value else 0


def format_percent(share: float | None, digits: int = 1) -> str:
    """Return a share of one as a percentage; a dash for nothing."""
    if share is None or not isfinite(share):
        return "–"
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return numbers.format_percent(share, format=pattern, locale=_locale())


def format_money(reais: float | None, digits: int = 2) -> str:
    """Return an amount of reais in the locale ("R$ 3,50"); a dash for nothing."""
    if reais is None or not isfinite(reais):
        return "–"
    places = "." + "0" * digits if digits else ""
    pattern = f"¤\xa0#,##0{places};-¤\xa0#,##0{places}"
    return numbers.format_currency(reais, "BRL", format=pattern, locale=_locale(), currency_digits=False)


def format_date(day: date | None) -> str:
    """Return a date in the locale; a dash for nothing."""
    return "–" if day is None else dates.format_date(day, format="medium", locale=_locale())


def month_names() -> tuple[str, ...]:
    """Return the twelve months, short, in the locale ("jan.", "fev." ...)."""
    names = dates.get_month_names("abbreviated", context="stand-alone", locale=_locale())
    return tuple(names[month] for month in range(1, 13))


def format_moment(at: datetime | None, *, zone: tzinfo | None = None) -> str:
    """Return an instant in the locale and in `zone`, the visitor's where none is given; a dash for nothing."""
    if at is None:
        return "–"
    pattern = "dd/MM/yyyy HH:mm" if current_language() == "pt_BR" else "MMM d, yyyy HH:mm"
    return dates.format_datetime(at, format=pattern, tzinfo=zone or state.time_zone(), locale=_locale())


def format_age(at: datetime | None, *, now: datetime | None = None) -> str:
    """Return how long ago an instant was ("há 3 horas")."""
    if at is None:
        return "–"
    delta = at - (now or datetime.now(UTC))
    if abs(delta) < timedelta(seconds=5):
        return _("just now")
    return dates.format_timedelta(delta, add_direction=True, locale=_locale())


def format_duration(seconds: float | None) -> str:
    """Return a span of time with the unit that suits it; a dash for nothing."""
    if seconds is None or not isfinite(seconds):
        return "–"
    if seconds < 0.001:
        return f"{format_number(seconds * 1e6, 0)} µs"
    if seconds < 1:
        return f"{format_number(seconds * 1e3, 1 if seconds < 0.1 else 0)} ms"
    if seconds < 60:
        return f"{format_number(seconds, 1 if seconds < 10 else 0)} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(minutes, 60)
    return f"{format_number(hours, 0)} h {minutes:02d} min"


def format_bytes(size: int | None) -> str:
    """Return a size with a decimal unit; a dash for nothing."""
    if size is None:
        return "–"
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{format_number(amount, 0 if unit == 'B' else 1)} {unit}"
        amount /= 1000
    return f"{format_number(amount, 1)} GB"
