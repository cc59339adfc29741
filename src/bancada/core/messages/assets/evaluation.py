"""Sentences of daily assets: evaluation."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "assets_evaluation_no_rows": (
        "Of {rows} rows of the part {part} none has the {lookback} sessions of its own part that one answer looks at. Load more years, or make that part larger.",
        "Das {rows} linhas da parte {part}, nenhuma tem os {lookback} pregões da própria parte que uma resposta usa. Carregue mais anos ou aumente essa parte.",
    ),
}

# what is to be read first
SENTENCES |= {
    "assets_skill_shown": (
        "On {rows} test rows that called for buying or selling, the model told the two apart better than chance: AUC of the direction {value}, 95% interval {at_least} to {at_most}; 0.5 is chance.",
        "Em {rows} linhas de teste que pediam compra ou venda, o modelo distinguiu as duas melhor do que o acaso: AUC da direção {value}, intervalo de 95% de {at_least} a {at_most}; 0,5 é o acaso.",
    ),
    "assets_skill_not_shown": (
        "On {rows} test rows that called for buying or selling, no skill is shown: AUC of the direction {value}, and its 95% interval, {at_least} to {at_most}, does not lie above 0.5, which is chance.",
        "Em {rows} linhas de teste que pediam compra ou venda, nenhuma habilidade se mostra: AUC da direção {value}, e seu intervalo de 95%, de {at_least} a {at_most}, não fica acima de 0,5, que é o acaso.",
    ),
    "assets_skill_unknown": (
        "{rows} test rows that called for buying or selling are too few, or nearly all of one kind: the AUC of the direction has no interval, and nothing can be said of skill.",
        "{rows} linhas de teste que pediam compra ou venda são poucas ou quase todas de um só tipo: a AUC da direção não tem intervalo, e nada se pode dizer sobre habilidade.",
    ),
    "assets_size_not_direction": (
        "MCC is {value}, 95% interval {at_least} to {at_most}, above 0 although no direction is shown: knowing how much prices move, and not where to, is enough for that.",
        "O MCC é {value}, intervalo de 95% de {at_least} a {at_most}, acima de 0 embora nenhuma direção se mostre: para isso basta saber quanto os preços se movem, e não para onde.",
    ),
    "assets_return_not_foreseen": (
        "The expected return is not shown to be nearer to what came than both zero and the training mean: R2 against zero {value}, against the mean {r2}.",
        "Não se mostra que o retorno esperado fique mais perto do ocorrido do que zero e do que a média de treino: R2 contra zero {value}, contra a média {r2}.",
    ),
    "assets_never_answered": (
        "In {rows} test rows the model never answered: {actions}.",
        "Em {rows} linhas de teste, o modelo nunca respondeu: {actions}.",
    ),
    "assets_price_level_is_persistence": (
        "The R2 of the price level, {value}, is no sign of skill: saying that the price stays where it is gets {persistence} on the same rows. Of the returns, R2 is {r2}.",
        "O R2 do nível do preço, {value}, não é sinal de habilidade: dizer que o preço fica onde está obtém {persistence} nas mesmas linhas. Dos retornos, o R2 é {r2}.",
    ),
    "assets_price_level_beyond_persistence": (
        "The R2 of the price level, {value}, must be read beside that of saying that the price stays where it is, {persistence}; the model's is higher beyond the interval. Of the returns, R2 is {r2}.",
        "O R2 do nível do preço, {value}, deve ser lido ao lado do de dizer que o preço fica onde está, {persistence}; o do modelo é maior além do intervalo. Dos retornos, o R2 é {r2}.",
    ),
    "assets_few_sessions": (
        "The part {part} holds {sessions} sessions; with fewer than {least} its figures say little. Load more years.",
        "A parte {part} tem {sessions} pregões; com menos de {least}, seus números dizem pouco. Carregue mais anos.",
    ),
    "assets_rows_unanswered": (
        "{rows} of {of} rows of the part {part} are not in its figures: their windows would begin before it.",
        "{rows} de {of} linhas da parte {part} não entram em seus números: suas janelas começariam antes dela.",
    ),
    "assets_validation_chose_weights": (
        "Validation rows chose when the network's training ended, and so its weights: their figures flatter it. Judge it by test.",
        "As linhas de validação escolheram quando o treino da rede terminou e, com isso, seus pesos: os números delas a favorecem. Julgue-a pelo teste.",
    ),
    "assets_overfitting_gap": (
        "{metric} is {value} better on training rows than on test rows (95% interval {at_least} to {at_most}): the training figures are not what to expect.",
        "{metric} é {value} melhor nas linhas de treino do que nas de teste (intervalo de 95% de {at_least} a {at_most}): os números de treino não são o que se deve esperar.",
    ),
}

# what the signals would have earned, and what that shows
SENTENCES |= {
    "assets_no_advantage": (
        "No advantage shown after costs: {missed} of {asked} conditions do not hold. {why}",
        "Nenhuma vantagem se mostrou após os custos: {missed} de {asked} condições não se cumprem. {why}",
    ),
    "assets_advantage_shown": (
        "Over these {sessions} test sessions the signals earned more, after costs, than holding and than chance: Sharpe {sharpe}, 95% interval {at_least} to {at_most}. It says nothing of sessions to come, and knows of no other model that was tried on the same sessions.",
        "Nestes {sessions} pregões de teste, os sinais renderam, após os custos, mais do que comprar e manter e do que o acaso: Sharpe {sharpe}, intervalo de 95% de {at_least} a {at_most}. Isso nada diz sobre pregões futuros e desconhece outros modelos tentados nos mesmos pregões.",
    ),
    "assets_held_sharpe": (
        "The 95% interval of the Sharpe ratio lies above 0, costs paid.",
        "O intervalo de 95% do índice de Sharpe fica acima de 0, pagos os custos.",
    ),
    "assets_missed_sharpe": (
        "The 95% interval of the Sharpe ratio does not lie above 0, costs paid.",
        "O intervalo de 95% do índice de Sharpe não fica acima de 0, pagos os custos.",
    ),
    "assets_held_holding": (
        "The 95% interval of what was earned over holding the same tickers lies above 0.",
        "O intervalo de 95% do que se ganhou além de comprar e manter os mesmos papéis fica acima de 0.",
    ),
    "assets_missed_holding": (
        "The 95% interval of what was earned over holding the same tickers does not lie above 0.",
        "O intervalo de 95% do que se ganhou além de comprar e manter os mesmos papéis não fica acima de 0.",
    ),
    "assets_held_random": (
        "At most 5% of the same positions at other times earned as much.",
        "No máximo 5% das mesmas posições em outros momentos ganharam tanto.",
    ),
    "assets_missed_random": (
        "More than 5% of the same positions at other times earned as much.",
        "Mais de 5% das mesmas posições em outros momentos ganharam tanto.",
    ),
    "assets_held_record": (
        "There are at least 30 trades and 252 sessions.",
        "Há ao menos 30 operações e 252 pregões.",
    ),
    "assets_missed_record": (
        "There are fewer than 30 trades or fewer than 252 sessions.",
        "Há menos de 30 operações ou menos de 252 pregões.",
    ),
    "assets_held_costs": (
        "Each side of a trade was charged.",
        "Cada lado de uma operação foi cobrado.",
    ),
    "assets_missed_costs": (
        "The trades were charged nothing.",
        "As operações não foram cobradas.",
    ),
    "assets_held_data": (
        "No bars are simulated.",
        "Nenhuma barra é simulada.",
    ),
    "assets_missed_data": (
        "Bars are simulated.",
        "Há barras simuladas.",
    ),
}
