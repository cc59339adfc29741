"""Settings: read once, each value with its origin, mistakes named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bancada.core.errors import InvalidSettings
from bancada.settings import Settings, as_environment, in_force, read_settings, variable


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installation / ".env").write_text("BANCADA_PORT=8700\nBANCADA_HOST=0.0.0.0\n")
    monkeypatch.setenv("BANCADA_PORT", "8600")

    settings = read_settings()
    origins = {row.name: row.origin for row in in_force(settings)}

    assert (settings.port, settings.host) == (8600, "0.0.0.0")  # noqa: S104  # the value under test
    assert origins["BANCADA_PORT"] == "environment"
    assert origins["BANCADA_HOST"] == ".env"
    assert origins["BANCADA_CACHE_TTL_S"] == "default"


def test_every_setting_is_shown_with_what_it_is_for(installation: Path) -> None:
    rows = in_force(read_settings())

    assert [row.name for row in rows] == [variable(name) for name in Settings.model_fields]
    assert {row.name for row in rows if not row.name.startswith("BANCADA_")} == {"MOTHERDUCK_TOKEN"}
    assert all(row.description for row in rows)


@pytest.mark.parametrize("name", ["BANCADA_DATABASE_URL", "BANCADA_JOBS_URL", "BANCADA_TRACKING_URI"])
def test_the_password_of_a_url_is_never_shown(name: str, installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "postgresql://ana:p@ss:w0rd@banco:5432/bancada")

    shown = {row.name: row.value for row in in_force(read_settings())}

    assert shown[name] == "postgresql://ana:***@banco:5432/bancada"


def test_an_empty_database_url_is_shown_as_the_file_that_it_means(installation: Path) -> None:
    shown = {row.name: row.value for row in in_force(read_settings())}

    assert shown["BANCADA_DATABASE_URL"] == f"sqlite:///{installation / 'data' / 'bancada.db'}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BANCADA_LANGUAGE", "fr"),
        ("BANCADA_LOG_LEVEL", "LOUD"),
        ("BANCADA_PORT", "70000"),
        ("BANCADA_CACHE_TTL_S", "-1"),
        ("BANCADA_FIT_TIMEOUT_S", "soon"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(
    name: str, value: str, installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(InvalidSettings) as caught:
        read_settings()

    assert caught.value.facts["setting"] == name
    assert value in caught.value.message("pt_BR")


@pytest.mark.parametrize(
    ("name", "value", "refused"),
    [
        ("BANCADA_API_ALLOWED_HOSTS", "api.example, *", "*"),
        ("BANCADA_API_ALLOWED_HOSTS", "*.example", "*.example"),
        ("BANCADA_API_ALLOWED_HOSTS", "https://api.example", "https://api.example"),
        ("BANCADA_API_ALLOWED_HOSTS", "api.example:8600", "api.example:8600"),
        ("BANCADA_API_CORS_ORIGINS", "*", "*"),
        ("BANCADA_API_CORS_ORIGINS", "null", "null"),
        ("BANCADA_API_CORS_ORIGINS", "painel.example", "painel.example"),
        ("BANCADA_API_CORS_ORIGINS", "https://painel.example/pagina", "https://painel.example/pagina"),
        ("BANCADA_API_CORS_ORIGINS", "https://*.example", "https://*.example"),
        ("BANCADA_API_TRUSTED_PROXIES", "*", "*"),
        ("BANCADA_API_TRUSTED_PROXIES", "0.0.0.0/0", "0.0.0.0/0"),
        ("BANCADA_API_TRUSTED_PROXIES", "127.0.0.1,proxy", "proxy"),
        ("BANCADA_CACHE_URL", "*", "*"),
        ("BANCADA_CACHE_URL", "http://localhost:6379", "http://localhost:6379"),
        ("BANCADA_CACHE_URL", "redis://localhost:port/0", "redis://localhost:port/0"),
        ("BANCADA_CACHE_URL", "redis://localhost:6379/zero", "redis://localhost:6379/zero"),
    ],
)
def test_a_place_that_is_none_or_that_means_everybody_is_refused_in_both_languages(
    name: str, value: str, refused: str, installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings) as caught:
        read_settings()
    assert caught.value.facts["setting"] == name
    english, portuguese = caught.value.message("en"), caught.value.message("pt_BR")
    assert repr(refused) in english
    assert repr(refused) in portuguese
    assert "as " in english
    assert "como " in portuguese


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BANCADA_API_ALLOWED_HOSTS", "api.example, localhost,127.0.0.1,[::1], fd00::7 ,servidor_2"),
        ("BANCADA_API_CORS_ORIGINS", "https://painel.example, http://localhost:3000/,http://[::1]:8000"),
        ("BANCADA_API_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/24,::1"),
        ("BANCADA_CACHE_URL", "redis://:se,nha@localhost:6379/0"),
        ("BANCADA_CACHE_URL", "rediss://ana:senha@cache.example"),
        ("BANCADA_CACHE_URL", "unix:///run/redis.sock?db=1"),
    ],
)
def test_places_of_their_kind_are_taken(
    name: str, value: str, installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(read_settings(), name.removeprefix("BANCADA_").lower()) == value


def test_a_refused_url_of_a_cache_does_not_show_its_password(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANCADA_CACHE_URL", "rediz://ana:se,nha@localhost:6379")
    with pytest.raises(InvalidSettings) as caught:
        read_settings()
    assert "ana:***@localhost" in caught.value.message("en")
    assert "nha" not in repr(caught.value.facts)


def test_the_language_of_the_shell_is_portuguese_unless_chosen(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_settings().shell_language == "en"
    monkeypatch.delenv("BANCADA_LANGUAGE")
    assert read_settings().shell_language == "pt_BR"


def test_a_child_in_another_folder_gets_the_settings_of_this_one(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANCADA_DATA_DIR", "dados")
    monkeypatch.setenv("BANCADA_JOBS_URL", "sqlite:///fila.db")
    (installation / ".env").write_text("BANCADA_CACHE_TTL_S=7\n")
    here = read_settings()

    for name, value in as_environment(here).items():
        monkeypatch.setenv(name, value)
    elsewhere = installation / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    there = read_settings()

    assert there.data_folder == installation / "dados"
    assert there.jobs == f"sqlite:///{installation / 'fila.db'}"
    assert there.database == f"sqlite:///{installation / 'dados' / 'bancada.db'}"
    assert (there.models_folder, there.key_file, there.cache_ttl_s) == (here.models_folder, here.key_file, 7)


@pytest.mark.parametrize(
    ("name", "value", "english", "portuguese"),
    [
        ("BANCADA_PORT", "0", "is less than 1", "é menor que 1"),
        ("BANCADA_PORT", "many", "is no whole number", "não é um número inteiro"),
        ("BANCADA_FIT_TIMEOUT_S", "0", "is not more than 0", "não é maior que 0"),
        ("BANCADA_LANGUAGE", "fr", "is none of these: pt_BR, en", "não é nenhum destes: pt_BR, en"),
    ],
)
def test_why_a_setting_cannot_be_used_is_told_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, english: str, portuguese: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings) as caught:
        read_settings()
    assert english in caught.value.message("en")
    assert portuguese in caught.value.message("pt_BR")
    assert name in caught.value.message("pt_BR")


def test_a_token_goes_by_the_name_that_its_owner_knows_and_is_never_shown(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTHERDUCK_TOKEN", "s3cr3t")

    settings = read_settings()
    row = next(row for row in in_force(settings) if row.name == "MOTHERDUCK_TOKEN")

    assert settings.motherduck_token == "s3cr3t"  # noqa: S105  # the value under test
    assert (row.value, row.origin) == ("***", "environment")
    assert as_environment(settings)["MOTHERDUCK_TOKEN"] == "s3cr3t"  # noqa: S105  # likewise
    assert "s3cr3t" not in repr(settings)


@pytest.mark.parametrize(
    ("place", "meant"),
    [("", ""), ("sql", "sql"), ("md:cotacoes", "md:cotacoes"), ("lago", "{here}/lago"), ("duckdb:///b.duckdb", "duckdb:///{here}/b.duckdb")],
    ids=["unset", "tables", "motherduck", "folder", "duckdb"],
)  # fmt: skip
def test_a_place_of_bars_means_the_same_in_every_folder(
    place: str, meant: str, installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANCADA_BARS_URL", place)

    assert as_environment(read_settings())["BANCADA_BARS_URL"] == meant.format(here=installation)
