"""Sentences of the markets: backtest."""

SENTENCES: dict[str, tuple[str, str]] = {}

# settings, positions and rules
SENTENCES |= {
    "backtest_settings": (
        "These settings of the backtest cannot be used: {settings}.",
        "Estes ajustes do backtest não podem ser usados: {settings}.",
    ),
    "backtest_positions_length": (
        "There are {positions} positions for {bars} bars; one is needed for each bar.",
        "Há {positions} posições para {bars} barras; é preciso uma para cada barra.",
    ),
    "backtest_positions_infinite": (
        "The positions hold an infinite number.",
        "As posições contêm um número infinito.",
    ),
    "backtest_rolls_outside": (
        "A roll of contract points outside the {bars} bars: {rolls}.",
        "Uma rolagem de contrato aponta para fora das {bars} barras: {rolls}.",
    ),
    "backtest_sessions_length": (
        "There are {sessions} session numbers for {bars} bars; one is needed for each bar.",
        "Há {sessions} números de pregão para {bars} barras; é preciso um para cada barra.",
    ),
    "rule_unknown": (
        "There is no trading rule {name!r}; the rules are {known}.",
        "Não existe a regra de negociação {name!r}; as regras são {known}.",
    ),
    "rule_parameters": (
        "Rule {name} cannot take these parameters: {wrong}. It takes {known}.",
        "A regra {name} não aceita estes parâmetros: {wrong}. Ela aceita {known}.",
    ),
}
# rules: names, what they do, parameters
SENTENCES |= {
    "rule_needs_intraday": (
        "Rule {name} needs bars shorter than a day.",
        "A regra {name} precisa de barras menores que um dia.",
    ),
    "rule_title_buy_and_hold": ("Buy and hold", "Comprar e manter"),
    "rule_about_buy_and_hold": (
        "Long all the time.",
        "Comprada o tempo todo.",
    ),
    "rule_title_ema_cross": ("Crossing of two averages", "Cruzamento de duas médias"),
    "rule_about_ema_cross": (
        "Long while the fast exponential average of the close is above the slow one, short while below.",
        "Comprada enquanto a média exponencial rápida do fechamento está acima da lenta; vendida enquanto está abaixo.",
    ),
    "rule_title_donchian": ("Breakout of a channel", "Rompimento de canal"),
    "rule_about_donchian": (
        "Long when the close passes the highest high of the bars before it, out when it falls below the lowest low of a shorter span; short the other way round.",
        "Compra quando o fechamento passa a maior máxima das barras anteriores e sai quando ele fica abaixo da menor mínima de um período mais curto; venda no sentido inverso.",
    ),
    "rule_title_momentum": ("Momentum", "Momento"),
    "rule_about_momentum": (
        "Long when the return over the look-back is above the threshold, short when it is below minus the threshold, flat in between.",
        "Comprada quando o retorno no período passa do limiar, vendida quando fica abaixo do limiar negativo, zerada entre os dois.",
    ),
    "rule_title_rsi_reversal": ("Reversal by RSI", "Reversão por IFR"),
    "rule_about_rsi_reversal": (
        "Long when the relative strength index falls below its low level, out at 50; short when it rises above its high level, out at 50.",
        "Compra quando o índice de força relativa cai abaixo do nível baixo e sai em 50; vende quando ele sobe acima do nível alto e sai em 50.",
    ),
    "rule_title_bollinger_reversal": ("Reversal by Bollinger bands", "Reversão por bandas de Bollinger"),
    "rule_about_bollinger_reversal": (
        "Long when the close falls below the lower band, out at the average; short when it rises above the upper band, out at the average.",
        "Compra quando o fechamento cai abaixo da banda inferior e sai na média; vende quando ele sobe acima da banda superior e sai na média.",
    ),
    "rule_title_opening_range": ("Breakout of the opening range", "Rompimento da faixa de abertura"),
    "rule_about_opening_range": (
        "Long when the close passes the high of the session's first minutes, short when it falls below their low; flat from a number of minutes after the open.",
        "Compra quando o fechamento passa a máxima dos primeiros minutos do pregão, vende quando fica abaixo da mínima deles; zerada a partir de certo número de minutos depois da abertura.",
    ),
    "rule_parameter_fast": ("Fast average, bars", "Média rápida, barras"),
    "rule_parameter_slow": ("Slow average, bars", "Média lenta, barras"),
    "rule_parameter_entry": ("Channel of the entry, bars", "Canal de entrada, barras"),
    "rule_parameter_exit": ("Channel of the exit, bars", "Canal de saída, barras"),
    "rule_parameter_lookback": ("Look-back, bars", "Período, barras"),
    "rule_parameter_threshold": ("Threshold, as a fraction", "Limiar, como fração"),
    "rule_parameter_period": ("Period, bars", "Período do indicador, barras"),
    "rule_parameter_low": ("Low level", "Nível baixo"),
    "rule_parameter_high": ("High level", "Nível alto"),
    "rule_parameter_width": ("Width, standard deviations", "Largura, desvios padrão"),
    "rule_parameter_opening_minutes": ("Opening range, minutes", "Faixa de abertura, minutos"),
    "rule_parameter_hold_minutes": ("Flat from, minutes after the open", "Zerada a partir de, minutos após a abertura"),
}
