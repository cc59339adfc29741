"""Sentences of comparing forecasters and of training them again."""

SENTENCES: dict[str, tuple[str, str]] = {
    "lottery_draws_simulated": (
        "The {n_draws} draws are simulated: every number equally likely, by construction. Nothing can be learned from them but the game's own law.",
        "Os {n_draws} sorteios são simulados: todos os números igualmente prováveis, por construção. Nada se aprende deles além da lei do próprio jogo.",
    ),
}
