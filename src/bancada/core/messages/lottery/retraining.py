"""Sentences of comparing forecasters and of training them again."""

SENTENCES: dict[str, tuple[str, str]] = {
    "lottery_draws_simulated": (
        "The {n_draws} draws are simulated: every number equally likely, by construction. Nothing can be learned from them but the game's own law.",
        "Os {n_draws} sorteios são simulados: todas as dezenas igualmente prováveis, por construção. Nada se aprende deles além da lei do próprio jogo.",
    ),
    "lottery_nothing_trained": (
        "No model could be trained, not even by frequency; the champion, if there is one, still serves. {reasons}",
        "Nenhum modelo pôde ser treinado, nem mesmo por frequência; o campeão, se houver, continua em uso. {reasons}",
    ),
    "lottery_model_does_not_answer": (
        "{model}, opened in a new process, does not give 25 probabilities: {detail}",
        "{model}, aberto em um novo processo, não fornece 25 probabilidades: {detail}",
    ),
    "lottery_simulated_not_served": (
        "{model} learned from simulated draws and does not replace {champion}, which learned from others.",
        "{model} aprendeu com sorteios simulados e não substitui {champion}, que aprendeu com outros.",
    ),
    "lottery_fallback_not_served": (
        "{model} was trained because nothing else could be, and {champion} still answers; it goes on serving.",
        "{model} foi treinado porque nada mais pôde ser, e {champion} ainda responde; ele continua em uso.",
    ),
    "lottery_draws_lost": (
        "The draws that the retraining {run_id} had read are gone or were changed. Submit it again.",
        "Os sorteios que o retreino {run_id} havia lido sumiram ou foram alterados. Envie-o de novo.",
    ),
    "lottery_training_failed": (
        "Nothing could be trained. {reasons}",
        "Nada pôde ser treinado. {reasons}",
    ),
}
