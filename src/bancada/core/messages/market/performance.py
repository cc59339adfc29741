"""Sentences of the markets: what a backtest earned, and what that proves."""

SENTENCES: dict[str, tuple[str, str]] = {}

# what a backtest earned, and what that proves
SENTENCES |= {
    "performance_capital_not_positive": (
        "A backtest's returns are taken on a stated capital above 0; {capital} was given.",
        "Os retornos de um backtest são calculados sobre um capital declarado acima de 0; foi dado {capital}.",
    ),
    "performance_lengths_differ": (
        "Two series that belong together differ in length: {first} and {second} values.",
        "Duas séries que andam juntas têm comprimentos diferentes: {first} e {second} valores.",
    ),
    "performance_days_not_ascending": (
        "The sessions are not in order of time, each once.",
        "Os pregões não estão em ordem de tempo, cada um uma vez.",
    ),
    "performance_variance_not_positive": (
        "{count} of {rows} pairs hold a variance that this loss does not allow: a forecast must be above 0, a realised one not below 0 (and above 0 in the normalised form).",
        "{count} de {rows} pares contêm uma variância que esta perda não admite: a prevista deve ficar acima de 0, a realizada não pode ficar abaixo de 0 (e deve ficar acima de 0 na forma normalizada).",
    ),
    "performance_trials_wrong": (
        "The number of trials must be at least 1 and the variance of their Sharpe ratios at least 0; {n_trials} and {variance} were given.",
        "O número de tentativas deve ser ao menos 1, e a variância dos índices de Sharpe delas, ao menos 0; foram dados {n_trials} e {variance}.",
    ),
    "performance_blocks_wrong": (
        "The probability of overfitting needs at least two rules, an even number of blocks and two sessions a block; there are {rules} rules, {blocks} blocks and {rows} sessions.",
        "A probabilidade de sobreajuste exige ao menos duas regras, um número par de blocos e dois pregões por bloco; há {rules} regras, {blocks} blocos e {rows} pregões.",
    ),
    "performance_windows_wrong": (
        "Every window must train on sessions before those it tests, and hold some of both; the {rows} sessions are not dealt so.",
        "Cada janela deve treinar em pregões anteriores aos que testa, e conter alguns de ambos; os {rows} pregões não estão divididos assim.",
    ),
    "performance_baseline_differs": (
        "The random strategies were drawn beside a backtest that earned {observed}, and this one earned {net}: positions, terms, rolls and sessions must be the same.",
        "As estratégias aleatórias foram sorteadas ao lado de um backtest que ganhou {observed}, e este ganhou {net}: posições, termos, rolagens e pregões devem ser os mesmos.",
    ),
    "performance_too_short": (
        "The test of the best rule needs at least {least} sessions and a rule that differs from the benchmark; there are {rows} sessions and {rules} such rules.",
        "O teste da melhor regra exige ao menos {least} pregões e uma regra que difira da referência; há {rows} pregões e {rules} regras assim.",
    ),
}

# why a figure of the tear sheet is undefined
SENTENCES |= {
    "performance_no_spread": (
        "Its values do not differ, so there is no ratio.",
        "Os valores não variam, por isso não há índice.",
    ),
    "performance_no_loss": (
        "Nothing was lost, so there is nothing to divide by.",
        "Nada foi perdido, por isso não há por que dividir.",
    ),
    "performance_no_trades": (
        "There was no trade.",
        "Não houve operação.",
    ),
    "performance_one_kind_of_trade": (
        "It takes gains and losses, and one of them is missing.",
        "É preciso haver ganhos e perdas, e um deles falta.",
    ),
    "performance_no_drawdown": (
        "Equity never fell below its highest point.",
        "O patrimônio nunca ficou abaixo do seu ponto mais alto.",
    ),
    "performance_not_recovered": (
        "The highest point has not been reached again.",
        "O ponto mais alto ainda não foi retomado.",
    ),
    "performance_capital_lost": (
        "All of the capital was lost; nothing can be reckoned as a share of it after that.",
        "Todo o capital foi perdido; depois disso nada se calcula como fração dele.",
    ),
    "performance_too_few_sessions": (
        "There are too few sessions.",
        "Há pregões de menos.",
    ),
    "performance_no_bars": (
        "The backtest of {symbol} holds no bar, so there is nothing to show.",
        "O backtest de {symbol} não contém nenhuma barra, por isso não há o que mostrar.",
    ),
    "performance_fractional_units": (
        "The backtest of {symbol} trades fractions of a share or contract; fees and taxes are reckoned on whole ones. Set a lot.",
        "O backtest de {symbol} negocia frações de ação ou contrato; taxas e impostos são calculados sobre unidades inteiras. Defina um lote.",
    ),
}

# what to doubt in a tear sheet
SENTENCES |= {
    "performance_simulated": (
        "The bars of {symbol} are simulated: the figures say nothing of a market.",
        "As barras de {symbol} são simuladas: os números nada dizem de um mercado.",
    ),
    "performance_condemned": (
        "The bars of {symbol} look made up: the figures say nothing of a market until that is explained.",
        "As barras de {symbol} parecem inventadas: os números nada dizem de um mercado até que isso se explique.",
    ),
    "performance_basis_unstated": (
        "Nobody has said whether the prices of {symbol} are raw or adjusted; a split would look like a loss.",
        "Ninguém disse se os preços de {symbol} são brutos ou ajustados; um desdobramento pareceria uma perda.",
    ),
    "performance_prices_adjusted": (
        "The prices of {symbol} are adjusted, so fills, ticks, costs per share and taxes are not what they would have been on that day.",
        "Os preços de {symbol} são ajustados, por isso execuções, ticks, custos por ação e impostos não são os que teriam sido naquele dia.",
    ),
    "performance_rolls_unmarked": (
        "{symbol} is a continuous future of {contract} whose prices are not known to be adjusted, and no change of contract was marked: a gap between contracts counts as profit or loss here.",
        "{symbol} é um futuro contínuo de {contract} cujos preços não se sabe se foram ajustados, e nenhuma troca de contrato foi marcada: o salto entre contratos conta aqui como lucro ou prejuízo.",
    ),
    "performance_no_costs": (
        "Trading cost nothing in this backtest, which no market offers.",
        "Negociar não custou nada neste backtest, o que nenhum mercado oferece.",
    ),
    "performance_no_slippage": (
        "Every fill is at the price of the bar: slippage was set to zero.",
        "Toda execução sai ao preço da barra: a derrapagem foi definida como zero.",
    ),
    "performance_rolls_assumed": (
        "{rolls} rolls of {contract} are assumed by the calendar of expiries; the gaps at them are left out of the result.",
        "{rolls} rolagens de {contract} são supostas pelo calendário de vencimentos; os saltos nelas ficam fora do resultado.",
    ),
    "performance_in_sample": (
        "These sessions of {symbol} had been looked at before {rule} was shown, with this rule or others (trials: {trials}): it may be the best of what was tried.",
        "Estes pregões de {symbol} já tinham sido vistos antes de {rule} ser mostrada, com esta regra ou outras (tentativas: {trials}): ela pode ser a melhor do que se tentou.",
    ),
    "performance_ruined": (
        "Equity fell to {lowest} from a capital of {capital}: nobody would have gone on trading.",
        "O patrimônio caiu a {lowest} a partir de um capital de {capital}: ninguém teria continuado a operar.",
    ),
    "performance_stray_bars": (
        "{bars} bars of {symbol} lie on days without a session ({days} of them). Fills made there: {fills}; result of those bars: {net}.",
        "{bars} barras de {symbol} caem em dias sem pregão ({days} deles). Execuções feitas ali: {fills}; resultado dessas barras: {net}.",
    ),
    "performance_holes_held": (
        "Sessions of {symbol} without any bar: {missing}, at most {longest} in a row. A position was held through {held} of them; result of the bars after those holes: {net}.",
        "Pregões de {symbol} sem nenhuma barra: {missing}, no máximo {longest} seguidos. Uma posição foi mantida através de {held} deles; resultado das barras depois dessas lacunas: {net}.",
    ),
    "performance_holes": (
        "Sessions of {symbol} without any bar: {missing}, at most {longest} in a row. Nothing was held through them.",
        "Pregões de {symbol} sem nenhuma barra: {missing}, no máximo {longest} seguidos. Nada foi mantido através deles.",
    ),
    "performance_no_risk_free": (
        "The rate without risk is set to 0: a position in {symbol} is paid in full and gives up what that money would earn (the CDI in Brazil), and the Sharpe and Sortino ratios leave that out.",
        "A taxa sem risco está em 0: uma posição em {symbol} é paga à vista e abre mão do que esse dinheiro renderia (no Brasil, o CDI), e os índices de Sharpe e Sortino deixam isso de fora.",
    ),
    "performance_few_trades": (
        "There are fewer than {least} trades ({trades}): their mean says little.",
        "Há menos de {least} operações ({trades}): a média delas diz pouco.",
    ),
    "performance_short_record": (
        "The record is shorter than a year: {sessions} of {year} sessions.",
        "O período é mais curto que um ano: {sessions} de {year} pregões.",
    ),
    "performance_open_trade": (
        "The last trade is still open and is marked to the last close, without the costs of leaving.",
        "A última operação continua aberta e está marcada ao último fechamento, sem os custos de saída.",
    ),
    "performance_echo": (
        "Sessions echo one another: corrected for that, the Sharpe ratio is {corrected} instead of {sharpe}.",
        "Os pregões ecoam uns nos outros: corrigido isso, o índice de Sharpe é {corrected} em vez de {sharpe}.",
    ),
}

# the verdict, and the conditions of its rule
SENTENCES |= {
    "performance_no_edge": (
        "No edge is demonstrated after costs. {why} Conditions not met: {missed} of {asked}.",
        "Não há vantagem demonstrada após custos. {why} Condições não atendidas: {missed} de {asked}.",
    ),
    "performance_edge_shown": (
        "On {sessions} sessions of {symbol} ({low} to {high}), {rule} showed a net Sharpe ratio of {sharpe} (95%: {at_least} to {at_most}); after {trials} trials the probability that it is not the luck of the best one is {deflated}. Nothing follows for other sessions.",
        "Em {sessions} pregões de {symbol} ({low} a {high}), {rule} mostrou um índice de Sharpe líquido de {sharpe} (95%: {at_least} a {at_most}); número de tentativas: {trials}; probabilidade de não ser a sorte da melhor delas: {deflated}. Nada disso vale para outros pregões.",
    ),
    "performance_held_sharpe": (
        "The 95% interval of the net Sharpe ratio lies above 0.",
        "O intervalo de 95% do índice de Sharpe líquido fica acima de 0.",
    ),
    "performance_missed_sharpe": (
        "The 95% interval of the net Sharpe ratio does not lie above 0.",
        "O intervalo de 95% do índice de Sharpe líquido não fica acima de 0.",
    ),
    "performance_held_deflated": (
        "The deflated Sharpe ratio is above 0.95 after all trials.",
        "O índice de Sharpe deflacionado fica acima de 0,95 após todas as tentativas.",
    ),
    "performance_missed_deflated": (
        "The deflated Sharpe ratio is not above 0.95: the best of so many trials without skill may do as well.",
        "O índice de Sharpe deflacionado não fica acima de 0,95: a melhor de tantas tentativas sem habilidade pode ir tão bem quanto.",
    ),
    "performance_held_random": (
        "At most 5% of random strategies with the same turnover earned as much.",
        "No máximo 5% das estratégias aleatórias de mesmo giro ganharam tanto.",
    ),
    "performance_missed_random": (
        "More than 5% of random strategies with the same turnover earned as much.",
        "Mais de 5% das estratégias aleatórias de mesmo giro ganharam tanto.",
    ),
    "performance_held_record": (
        "There are at least 30 trades and a year of sessions.",
        "Há ao menos 30 operações e um ano de pregões.",
    ),
    "performance_missed_record": (
        "There are fewer than 30 trades or less than a year of sessions.",
        "Há menos de 30 operações ou menos de um ano de pregões.",
    ),
    "performance_held_costs": (
        "Trading was charged its costs.",
        "Os custos de negociar foram cobrados.",
    ),
    "performance_missed_costs": (
        "Trading was charged nothing.",
        "Nada foi cobrado por negociar.",
    ),
    "performance_held_rate": (
        "The rate without risk was stated, or positions are not paid in full.",
        "A taxa sem risco foi informada, ou as posições não são pagas por inteiro.",
    ),
    "performance_missed_rate": (
        "The rate without risk was not stated, although positions are paid in full and give up what that money would earn.",
        "A taxa sem risco não foi informada, embora as posições sejam pagas por inteiro e deixem de render o que esse dinheiro renderia.",
    ),
    "performance_held_data": (
        "The bars are neither simulated nor condemned as made up.",
        "As barras não são simuladas nem condenadas como inventadas.",
    ),
    "performance_missed_data": (
        "The bars are simulated or condemned as made up.",
        "As barras são simuladas ou condenadas como inventadas.",
    ),
    "performance_held_sample": (
        "The sessions reported had not been looked at before, or the tests among all that was tried on them allow for it.",
        "Os pregões relatados não tinham sido vistos antes, ou os testes entre tudo o que se tentou neles o admitem.",
    ),
    "performance_missed_sample": (
        "The sessions reported had been looked at before, and the tests among all that was tried on them do not allow for it.",
        "Os pregões relatados já tinham sido vistos, e os testes entre tudo o que se tentou neles não o admitem.",
    ),
}

# figures of what trading took
SENTENCES |= {
    "performance_figure_slippage": ("Slippage paid", "Derrapagem paga"),
    "performance_figure_fees": ("Fees paid", "Taxas pagas"),
}
