"""Sentences of the markets: commands and page."""

SENTENCES: dict[str, tuple[str, str]] = {}

# what was typed
SENTENCES |= {
    "market_not_an_assignment": (
        "{text} is no NAME=VALUE with a number: --set fast=9",
        "{text} não é NOME=VALOR com um número: --set fast=9",
    ),
    "market_not_a_day": (
        "{text} is no day of the form 2019-03-31.",
        "{text} não é um dia na forma 2019-03-31.",
    ),
    "market_repair_not_proposed": (
        "{repairs} is not among the repairs proposed for {symbol}: {proposed}.",
        "{repairs} não está entre os reparos propostos para {symbol}: {proposed}.",
    ),
}

# what a series cannot give
SENTENCES |= {
    "market_few_bars": (
        "{symbol} has {rows} bars in that span; a backtest needs at least {needed}. Widen the span or import more.",
        "{symbol} tem {rows} barras nesse período; um backtest precisa de ao menos {needed}. Amplie o período ou importe mais.",
    ),
    "market_no_labels": (
        "None of the {rows} bars of {symbol} has a label {horizon} bars ahead. Shorten the horizon or import more.",
        "Nenhuma das {rows} barras de {symbol} tem um rótulo {horizon} barras à frente. Reduza o horizonte ou importe mais.",
    ),
}

# terms of a backtest
SENTENCES |= {
    "market_rate_no_fraction": (
        "A yearly rate without risk of {rate} is no fraction between -0.1 and 1: 13.75% is 0.1375.",
        "Uma taxa anual sem risco de {rate} não é uma fração entre -0,1 e 1: 13,75% é 0,1375.",
    ),
    "market_paper_impossible": (
        "{symbol} cannot be taxed as {paper}; it can be: {known}.",
        "{symbol} não pode ser tributado como {paper}; pode ser: {known}.",
    ),
    "market_slippage_in_bps": (
        "The prices of {symbol} are not stated to be as traded, so they stand on no known tick grid: instead of {ticks} ticks, each fill is worse by {bps} bps.",
        "Não consta que os preços de {symbol} sejam os negociados, por isso não seguem uma grade de ticks conhecida: em vez de {ticks} ticks, cada execução é pior em {bps} bps.",
    ),
    "market_tax_not_raw": (
        "Taxes are owed on prices as traded, which those of {symbol} are not stated to be, so none are reckoned. If they are, import the file as raw (--basis raw).",
        "Impostos incidem sobre preços negociados, e não consta que os de {symbol} o sejam, por isso nenhum é calculado. Se forem, importe o arquivo como preços brutos (--basis raw).",
    ),
    "market_tax_paper_unstated": (
        "The code {symbol} does not tell a share or unit from an ETF, a BDR or a real-estate fund, which are taxed differently, so no tax is reckoned. Say which it is: --paper share, etf, bdr or fii; on the page, under the terms.",
        "O código {symbol} não distingue ação ou unit de ETF, BDR ou fundo imobiliário, que são tributados de modo diferente, por isso nenhum imposto é calculado. Diga o que é: --paper share, etf, bdr ou fii; na página, junto às condições.",
    ),
    "market_tax_fractions": (
        "Taxes are reckoned on whole shares or contracts; the size stated for {symbol} is {size}, so none are.",
        "Impostos são calculados sobre ações ou contratos inteiros; o tamanho declarado para {symbol} é {size}, por isso nenhum é.",
    ),
    "market_tax_elsewhere": (
        "{symbol} is not known as a paper of B3, so no Brazilian tax is reckoned.",
        "{symbol} não é conhecido como papel da B3, por isso nenhum imposto brasileiro é calculado.",
    ),
}

# beside holding, and what the prices hold
SENTENCES |= {
    "market_below_holding": (
        "It earned less than buying and holding: {own} against {held}.",
        "Rendeu menos que comprar e manter: {own} contra {held}.",
    ),
    "market_below_holding_sharpe": (
        "For its risk it earned less than buying and holding: Sharpe ratio {own} against {held}.",
        "Para o risco que correu, rendeu menos que comprar e manter: índice de Sharpe {own} contra {held}.",
    ),
    "market_splits_inside": (
        "Jumps of {symbol} that look like splits nobody adjusted for: {count} ({splits}), the first on {date}. They count as profit or loss here: {net} in all for the rule, {held} for holding.",
        "Saltos de {symbol} que parecem desdobramentos ou grupamentos sem ajuste: {count} ({splits}), o primeiro em {date}. Contam aqui como lucro ou prejuízo: {net} ao todo para a regra, {held} para quem manteve.",
    ),
}

# parameters chosen on earlier sessions
SENTENCES |= {
    "market_nothing_to_choose": (
        "The rule {rule} has no parameters to choose. Run it as it stands, without walk-forward.",
        "A regra {rule} não tem parâmetros a escolher. Execute-a como está, sem walk-forward.",
    ),
    "market_grid_too_large": (
        "The grid has {size} sets of parameters; at most {most} are tried. Name fewer values.",
        "A grade tem {size} conjuntos de parâmetros; no máximo {most} são tentados. Indique menos valores.",
    ),
}

# figures of a tear sheet
SENTENCES |= {
    "performance_figure_net": ("Net result", "Resultado líquido"),
    "performance_figure_total_return": ("Return on capital", "Retorno sobre o capital"),
    "performance_figure_growth": ("Growth a year (compound)", "Crescimento ao ano (composto)"),
    "performance_figure_volatility": ("Volatility a year", "Volatilidade anual"),
    "performance_figure_sharpe": ("Sharpe ratio", "Índice de Sharpe"),
    "performance_figure_sharpe_corrected": (
        "Sharpe, corrected for autocorrelation",
        "Sharpe, corrigido por autocorrelação",
    ),
    "performance_figure_sortino": ("Sortino ratio", "Índice de Sortino"),
    "performance_figure_max_drawdown": ("Maximum drawdown", "Rebaixamento máximo"),
    "performance_figure_max_drawdown_amount": ("Maximum drawdown, amount", "Rebaixamento máximo, valor"),
    "performance_figure_max_drawdown_bars": ("Maximum drawdown by bars", "Rebaixamento máximo por barras"),
    "performance_figure_drawdown_sessions": ("Its length, sessions", "Sua duração, pregões"),
    "performance_figure_recovery_sessions": ("Its recovery, sessions", "Sua recuperação, pregões"),
    "performance_figure_longest_drawdown_sessions": ("Longest drawdown, sessions", "Rebaixamento mais longo, pregões"),
    "performance_figure_calmar": ("Calmar ratio", "Índice de Calmar"),
    "performance_figure_recovery_factor": ("Recovery factor", "Fator de recuperação"),
    "performance_figure_sessions": ("Sessions", "Pregões"),
    "performance_figure_sessions_won": ("Sessions won", "Pregões positivos"),
    "performance_figure_best_session": ("Best session", "Melhor pregão"),
    "performance_figure_worst_session": ("Worst session", "Pior pregão"),
    "performance_figure_expected_shortfall": ("Expected shortfall (5%)", "Perda esperada na cauda (5%)"),
    "performance_figure_trades": ("Trades", "Operações"),
    "performance_figure_win_rate": ("Trades won", "Operações positivas"),
    "performance_figure_expectancy": ("Expectancy of a trade", "Expectativa por operação"),
    "performance_figure_profit_factor": ("Profit factor", "Fator de lucro"),
    "performance_figure_payoff": ("Mean gain over mean loss", "Ganho médio sobre perda média"),
    "performance_figure_mean_bars": ("Bars held, mean", "Barras em posição, média"),
    "performance_figure_fills": ("Fills", "Execuções"),
    "performance_figure_turnover": ("Turnover, times the capital", "Giro, vezes o capital"),
    "performance_figure_turnover_a_year": ("Turnover a year", "Giro ao ano"),
    "performance_figure_exposure": ("Exposure", "Exposição"),
    "performance_figure_chance_net": (
        "Random ones that earned as much",
        "Aleatórias que renderam tanto quanto",
    ),
    "performance_figure_chance_sharpe": (
        "Random ones with as high a Sharpe",
        "Aleatórias com Sharpe tão alto",
    ),
}
