"""Sentences of the lottery: chance."""

SENTENCES: dict[str, tuple[str, str]] = {
    # backtests
    "backtest_window": (
        "A rule cannot look {k} draws back. Give a whole number from 1 up.",
        "Uma regra não pode olhar {k} sorteios para trás. Informe um número inteiro a partir de 1.",
    ),
    "backtest_shape": (
        "A backtest needs one probability for each number after each draw: shape {expected} was expected and {found} came.",
        "O teste retrospectivo precisa de uma probabilidade por dezena depois de cada sorteio: esperava-se a forma {expected} e veio {found}.",
    ),
    "backtest_not_probabilities": (
        "What {name} answered are not probabilities: some lie outside 0 to 1 or are not finite. Calibrate them first.",
        "As respostas de {name} não são probabilidades: há valores fora de 0 a 1 ou não finitos. Calibre-as antes.",
    ),
    "backtest_empty": (
        "There is no contest to bet on between {first} and {last}. The record holds {known}, and its first draw has no past.",
        "Não há concurso em que apostar entre {first} e {last}. O histórico vai de {known}, e o primeiro sorteio não tem passado.",
    ),
    # what a backtest shows
    "chance_compatible": (
        "{name} hit {mean_hits:.3f} numbers a draw over {n_draws} draws (95% interval {low:.3f} to {high:.3f}; any ticket hits 9 on average): compatible with chance. p = {p_value:.2g}, and {p_adjusted:.2g} once the {n_tried} models tried are counted.",
        "{name} acertou {mean_hits:.3f} dezenas por sorteio em {n_draws} sorteios (intervalo de 95% de {low:.3f} a {high:.3f}; qualquer palpite acerta 9 em média): compatível com o acaso. p = {p_value:.2g}, e {p_adjusted:.2g} contados os {n_tried} modelos já tentados.",
    ),
    "chance_unlikely": (
        "{name} hit {mean_hits:.3f} numbers a draw over {n_draws} draws (95% interval {low:.3f} to {high:.3f}; any ticket hits 9 on average). Chance alone seldom gives that: p = {p_adjusted:.2g} with the {n_tried} models tried counted. It speaks of draws already known; only tickets sealed before their draw can confirm it.",
        "{name} acertou {mean_hits:.3f} dezenas por sorteio em {n_draws} sorteios (intervalo de 95% de {low:.3f} a {high:.3f}; qualquer palpite acerta 9 em média). O acaso sozinho raramente dá isso: p = {p_adjusted:.2g}, contados os {n_tried} modelos já tentados. Vale para sorteios já conhecidos; só palpites selados antes do sorteio podem confirmar.",
    ),
    "chance_only_uncorrected": (
        "Looked at alone, p = {p_value:.2g} would seem notable. With {n_tried} models tried, some model gets that far by luck, so it does not count as a signal.",
        "Visto sozinho, p = {p_value:.2g} pareceria notável. Com {n_tried} modelos tentados, algum chega a isso por sorte; não conta como sinal.",
    ),
    "chance_smallest_effect": (
        "With {n_draws} draws, a gain smaller than {effect:.3f} hits a draw could not be told from chance (one-sided 5%, power 80%).",
        "Com {n_draws} sorteios, um ganho menor que {effect:.3f} acerto por sorteio não se distinguiria do acaso (unilateral a 5%, poder de 80%).",
    ),
    "chance_scores_alike": (
        "Its probabilities score a log-loss of {log_loss:.4f} a number ({low:.4f} to {high:.4f}); answering 0.6 for every number scores {uniform:.4f}. They cannot be told apart.",
        "As probabilidades têm log-loss de {log_loss:.4f} por dezena ({low:.4f} a {high:.4f}); responder 0,6 para todas as dezenas dá {uniform:.4f}. Não se distinguem.",
    ),
    "chance_scores_worse": (
        "Its probabilities score a log-loss of {log_loss:.4f} a number ({low:.4f} to {high:.4f}), worse than the {uniform:.4f} of answering 0.6 for every number: they are surer than the draws allow.",
        "As probabilidades têm log-loss de {log_loss:.4f} por dezena ({low:.4f} a {high:.4f}), pior que os {uniform:.4f} de responder 0,6 para todas: têm mais certeza do que os sorteios permitem.",
    ),
    "chance_scores_better": (
        "Its probabilities score a log-loss of {log_loss:.4f} a number ({low:.4f} to {high:.4f}), below the {uniform:.4f} of answering 0.6 for every number. The interval does not count how many models were tried.",
        "As probabilidades têm log-loss de {log_loss:.4f} por dezena ({low:.4f} a {high:.4f}), abaixo dos {uniform:.4f} de responder 0,6 para todas. O intervalo não conta quantos modelos foram tentados.",
    ),
    "chance_simulated": (
        "These draws are simulated by the game's own law: no rule can find anything in them but chance.",
        "Estes sorteios são simulados pela própria lei do jogo: nenhuma regra pode achar neles mais que o acaso.",
    ),
}
