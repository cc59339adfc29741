"""The settings of one installation: what is in force, and where each value came from.

Read once, by `bootstrap`; nothing else looks at the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.sources import DotEnvSettingsSource, EnvSettingsSource

from bancada.core.addresses import is_cache, is_host, is_origin, is_proxy, unfit
from bancada.core.errors import InvalidSettings
from bancada.core.finding import Finding, Severity

__all__ = ["SettingInForce", "Settings", "as_environment", "in_force", "read_settings", "variable"]

PREFIX = "BANCADA_"
_PLACES = {
    "api_allowed_hosts": (is_host, "setting_host"),
    "api_cors_origins": (is_origin, "setting_origin"),
    "api_trusted_proxies": (is_proxy, "setting_proxy"),
    "cache_url": (is_cache, "setting_cache"),
}
"""What the parts of a setting are, and the code of the sentence about one that is none."""


class Settings(BaseSettings):
    """Everything that can be set, each by an environment variable `BANCADA_<NAME>` or a line of `.env`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(
        Path("data"), description="Folder of the embedded databases, imported files and run results."
    )
    database_url: str = Field("", description="SQL database of tables; empty: SQLite in data_dir.")
    jobs_url: str = Field("", description="SQL database of background runs; empty: SQLite in data_dir.")
    tracking_uri: str = Field("", description="MLflow tracking store; empty: comparisons are not tracked in MLflow.")
    models_dir: Path = Field(Path("modelos_salvos"), description="Folder of the model store.")
    signing_key_file: Path = Field(
        Path("~/.config/bancada/signing.key"),
        description="Key that signs models; made on first use, outside the store.",
    )
    language: str = Field("", description="pt_BR or en; empty: the browser's language, and pt_BR in a shell.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    cache_ttl_s: int = Field(3600, ge=0, description="Seconds that a cached read of the dashboard may be old.")
    cache_max_entries: int = Field(64, ge=1, description="Cached reads kept at most, per kind.")
    max_file_mb: int = Field(500, ge=1, description="Largest file that is imported, in MB.")
    max_columns: int = Field(2000, ge=1, description="Most columns of an imported table.")
    max_cell_chars: int = Field(32_768, ge=1, description="Longest cell of an imported table, in characters.")
    fit_workers: int = Field(0, ge=0, description="Processes that fit candidates; 0: one per physical core.")
    fit_timeout_s: float = Field(600.0, gt=0, description="Longest single fit of a candidate, in seconds.")
    lottery_url: str = Field(
        "", description="Your own database of draws (`resultados_oficiais`), only ever read; empty: Bancada's tables."
    )
    lottery_api_url: str = Field(
        "https://servicebus2.caixa.gov.br/portaldeloterias/api/lotofacil",
        description="Official results, asked by `bancada lottery update`.",
    )
    training_data_hook: str = Field(
        "", description="Python module with `get_training_data()`, asked for draws before a training; empty: none."
    )
    bars_url: str = Field(
        "",
        description="Where bars are kept; empty: Parquet files in data_dir/bars. `sql`: the database of tables. Else a folder of Parquet "
        "or CSV files, an SQL URL, `duckdb:///FILE` or `md:NAME` (MotherDuck).",
    )
    max_bars_file_mb: int = Field(
        4000, ge=1, description="Largest file of bars that is imported, unpacked, in MB; they are read as a stream."
    )
    motherduck_token: str = Field(
        "",
        validation_alias="MOTHERDUCK_TOKEN",
        repr=False,
        description="Token of MotherDuck, for a bars_url `md:NAME`.",
    )
    block_dummy_trading: bool = Field(
        True,
        description="Refuse to train for production on series that are simulated or condemned as made up; research may go on, marked.",
    )
    host: str = Field("127.0.0.1", description="Address that the dashboard listens on.")
    port: int = Field(8501, ge=1, le=65535, description="Port that the dashboard listens on.")
    api_host: str = Field(
        "127.0.0.1",
        description="Address that the HTTP API listens on; any but this machine's own needs api_allowed_hosts.",
    )
    api_port: int = Field(8600, ge=1, le=65535, description="Port that the HTTP API listens on.")
    api_workers: int = Field(
        1, ge=1, le=64, description="Processes that serve the HTTP API; state is in the databases."
    )
    api_allowed_hosts: str = Field(
        "", description="Names that clients call the HTTP API by, parted by commas; the loopback names always count."
    )
    api_cors_origins: str = Field(
        "",
        description="Other sites whose pages may call the HTTP API from a browser, as https://painel.example, parted by commas; "
        "empty: none.",
    )
    api_trusted_proxies: str = Field(
        "",
        description="Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto the HTTP API believes, parted by commas; "
        "empty: none.",
    )
    api_max_body_mb: int = Field(10, ge=1, description="Largest body of a request to the HTTP API, in MB.")
    api_max_in_flight: int = Field(
        64,
        ge=1,
        description="Calls that a process of the HTTP API has at work at once, predictions counted apart; more are answered 503.",
    )
    api_rate_per_minute: int = Field(
        6000,
        ge=0,
        description="Requests of one key to the HTTP API in a minute; more are answered 429. After a pause a tenth of them, at least 10, "
        "may come at once. Each of api_workers counts for itself, unless cache_url names a Redis. A key may have its own. 0: no limit.",
    )
    api_max_jobs_per_key: int = Field(
        20,
        ge=1,
        description="Background runs of one key of the HTTP API that are not over; more are answered 429. Keys of the role admin have no bound.",
    )
    api_log_days: int = Field(30, ge=1, description="Days that the request logs in data_dir/logs are kept.")
    cache_url: str = Field(
        "",
        description="Redis of cached answers and of rate limits that all processes share, as redis://host:6379/0; empty: each "
        "process's own memory.",
    )

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value and value not in ("en", "pt_BR"):
            raise ValueError("use pt_BR or en")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("use DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("api_allowed_hosts", "api_cors_origins", "api_trusted_proxies", "cache_url")
    @classmethod
    def _known_places(cls, value: str, info: ValidationInfo) -> str:
        fits, code = _PLACES[info.field_name or ""]
        # A URL is one part: its password may hold a comma.
        part = unfit(value, fits) if fits is not is_cache else ("" if not value or fits(value) else value)
        if part:
            raise PydanticCustomError(code, "no such place", {"part": _without_password(part)})
        return value

    @property
    def bars_folder(self) -> Path:
        """Where bars are kept unless another place is set, absolute."""
        return self.data_folder / "bars"

    @property
    def data_folder(self) -> Path:
        """The data folder, absolute."""
        return self.data_dir.expanduser().resolve()

    @property
    def database(self) -> str:
        """The tables' URL in force."""
        return self.database_url or f"sqlite:///{self.data_folder / 'bancada.db'}"

    @property
    def jobs(self) -> str:
        """The jobs' URL in force."""
        return self.jobs_url or f"sqlite:///{self.data_folder / 'jobs.db'}"

    @property
    def models_folder(self) -> Path:
        """The model store's folder, absolute."""
        return self.models_dir.expanduser().resolve()

    @property
    def key_file(self) -> Path:
        """The signing key's file, absolute."""
        return self.signing_key_file.expanduser().resolve()

    @property
    def shell_language(self) -> str:
        """The language of the shell."""
        return self.language or "pt_BR"


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """One setting as it is.

    Attributes
    ----------
    name : str
        Environment variable.
    value : str
        With passwords of URLs hidden.
    origin : str
        "environment", ".env" or "default".
    description : str
    """

    name: str
    value: str
    origin: str
    description: str


# Any: overrides are whatever pydantic validates.
def read_settings(**overrides: Any) -> Settings:
    """Read the settings from the environment and `.env`; InvalidSettings names the first that cannot be used."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        part = "_".join(str(part) for part in first["loc"])
        name = variable(part) if part in Settings.model_fields else PREFIX + part.upper().removeprefix(PREFIX)
        raise InvalidSettings(
            "invalid_setting_value", setting=name, value=repr(_shown(first)), reason=_reason(first)
        ) from error


# Any: one error as pydantic tells it.
def _shown(error: Mapping[str, Any]) -> object:
    """Return the value that is refused, or the part of it; of a URL never the password."""
    found = (error.get("ctx") or {}).get("part", error.get("input"))
    return _without_password(found) if isinstance(found, str) else found


# Any: one error as pydantic tells it.
def _reason(error: Mapping[str, Any]) -> Finding:
    """Return why pydantic refuses a value, as a finding that has its sentence in both languages."""
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind in {code for _, code in _PLACES.values()}:
        return Finding(kind, Severity.FAILURE)
    if kind in _LIMITS:
        return Finding(f"setting_{kind}", Severity.FAILURE, facts={"limit": context[_LIMITS[kind]]})
    if kind == "value_error":
        choices = "pt_BR, en" if error["loc"][-1:] == ("language",) else "DEBUG, INFO, WARNING, ERROR"
        return Finding("setting_choice", Severity.FAILURE, facts={"choices": choices})
    wants_whole = kind.startswith("int")
    return Finding("setting_whole_number" if wants_whole else "setting_number", Severity.FAILURE)


_LIMITS = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le"}


def as_environment(settings: Settings) -> dict[str, str]:
    """Return the settings as environment variables that mean the same in every folder: paths and URLs are absolute."""
    absolute = {
        "data_dir": settings.data_folder,
        "database_url": _anchored(settings.database),
        "jobs_url": _anchored(settings.jobs),
        "tracking_uri": _anchored(settings.tracking_uri),
        "lottery_url": _anchored(settings.lottery_url),
        "bars_url": _anchored_place(settings.bars_url),
        "models_dir": settings.models_folder,
        "signing_key_file": settings.key_file,
    }
    values = settings.model_dump() | absolute
    return {variable(name): str(value) for name, value in values.items()}


def variable(name: str) -> str:
    """Return the environment variable of a setting: its name with the prefix, or the one that other programs know it by."""
    known = Settings.model_fields[name].validation_alias
    return known if isinstance(known, str) else PREFIX + name.upper()


def _anchored(url: str, scheme: str = "sqlite:///") -> str:
    relative = url.removeprefix(scheme)
    if not url.startswith(scheme) or relative.startswith((":", "/")):
        return url
    return scheme + str(Path(relative).resolve())


def _anchored_place(place: str) -> str:
    """Return a place of bars, a folder or a URL, as it is found from every folder."""
    if place in ("", "sql") or place.startswith("md:"):
        return place
    if "://" not in place:
        return str(Path(place).expanduser().resolve())
    return _anchored(_anchored(place), "duckdb:///")


def in_force(settings: Settings) -> tuple[SettingInForce, ...]:
    """Return every setting with its value and where it came from."""
    environment = EnvSettingsSource(Settings)()
    file = DotEnvSettingsSource(Settings, env_file=".env")()
    shown = {"database_url": settings.database, "jobs_url": settings.jobs}
    shown["motherduck_token"] = "***" if settings.motherduck_token else ""
    return tuple(
        SettingInForce(
            name=variable(name),
            value=_without_password(str(shown.get(name, getattr(settings, name)))),
            origin="environment" if _has(environment, name) else ".env" if _has(file, name) else "default",
            description=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )


# Any: values as a source has them.
def _has(values: Mapping[str, Any], name: str) -> bool:
    """Return whether a source of settings holds one, under its own name or its variable's."""
    return name in values or variable(name) in values


def _without_password(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    credentials, at, host = rest.rpartition("@")
    if not (separator and at and ":" in credentials):
        return text
    return f"{scheme}://{credentials.split(':', 1)[0]}:***@{host}"


def single_threaded_blas() -> None:
    """Keep linear algebra of this process and its children to one thread, unless the user set otherwise."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
