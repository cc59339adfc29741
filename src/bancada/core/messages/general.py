"""Sentences shared by all floors: the base classes, names, settings, extras."""

SENTENCES: dict[str, tuple[str, str]] = {
    "error": ("Something went wrong: {detail}", "Algo deu errado: {detail}"),
    "bad_input": ("The input is wrong: {detail}", "A entrada está errada: {detail}"),
    "not_found": ("{what} was not found.", "{what} não foi encontrado."),
    "already_exists": ("{what} already exists.", "{what} já existe."),
    "refused": ("Refused: {detail}", "Recusado: {detail}"),
    "cancelled": (
        "Cancelled on request. What was finished before is kept.",
        "Cancelado a pedido. O que terminou antes foi guardado.",
    ),
    "invalid_name": (
        "The name {name!r} cannot be used: {reason}. Use 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit.",
        "O nome {name!r} não pode ser usado: {reason}. Use de 1 a 64 letras, dígitos, '.', '_' ou '-', começando com letra ou dígito.",
    ),
    "invalid_settings": (
        "The setting {setting} cannot be used: {detail}. Correct it in the environment or in .env.",
        "A configuração {setting} não pode ser usada: {detail}. Corrija no ambiente ou no .env.",
    ),
    "missing_extra": (
        "{feature} needs {package}, which is not installed. Install it with: pip install 'bancada[{extra}]'",
        "{feature} precisa de {package}, que não está instalado. Instale com: pip install 'bancada[{extra}]'",
    ),
}
