"""Sentences of the HTTP API: caches and limits."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "cache_url_scheme": (
        "BANCADA_CACHE_URL begins with {scheme!r}, and a cache is found by one of: {schemes}. Correct it, or leave it empty to keep answers in memory.",
        "BANCADA_CACHE_URL começa com {scheme!r}, e um cache é encontrado por um destes: {schemes}. Corrija, ou deixe vazio para guardar as respostas em memória.",
    ),
    "cache_url_unreadable": (
        "BANCADA_CACHE_URL cannot be read as the address of a Redis server. Write it as redis://:PASSWORD@HOST:6379/0.",
        "BANCADA_CACHE_URL não pode ser lida como endereço de um servidor Redis. Escreva como redis://:SENHA@SERVIDOR:6379/0.",
    ),
}
