"""Sentences of the markets: validation."""

SENTENCES: dict[str, tuple[str, str]] = {}

# single bars
SENTENCES |= {
    "bars_unsorted": (
        "Bars older than a bar before them: {count} of {of}, the first of {date}. Sort them before training.",
        "Barras mais antigas do que uma barra anterior: {count} de {of}, a primeira de {date}. Ordene-as antes do treino.",
    ),
    "bars_not_finite": (
        "Bars with a price that is no number: {count} of {of} ({share:.3%}), the first of {date}.",
        "Barras com um preço que não é número: {count} de {of} ({share:.3%}), a primeira de {date}.",
    ),
    "bars_not_positive": (
        "Bars with a price of zero or below: {count} of {of} ({share:.3%}), the first of {date}; often a session that is not over.",
        "Barras com preço zero ou negativo: {count} de {of} ({share:.3%}), a primeira de {date}; com frequência, um pregão não encerrado.",
    ),
    "bars_order_broken": (
        "Bars whose high is not their highest price or whose low is not the lowest: {count} of {of} ({share:.3%}), the first of {date}.",
        "Barras cuja máxima não é o maior preço ou cuja mínima não é o menor: {count} de {of} ({share:.3%}), a primeira de {date}.",
    ),
    "bars_repeated": (
        "Bars with the instant of another bar: {count} of {of}, the first of {date}.",
        "Barras com o mesmo instante de outra: {count} de {of}, a primeira de {date}.",
    ),
    "bars_off_grid": (
        "Bars that open off the grid of their timeframe: {count} of {of} ({share:.3%}), the first of {date}. Wrong clocks, or bars of another length.",
        "Barras que abrem fora da grade de sua periodicidade: {count} de {of} ({share:.3%}), a primeira de {date}. Relógio errado, ou barras de outra duração.",
    ),
    "bars_volume_negative": (
        "Bars with a volume or a number of trades below zero: {count} of {of}, the first of {date}.",
        "Barras com volume ou número de negócios negativo: {count} de {of}, a primeira de {date}.",
    ),
    "bars_volume_zero": (
        "Bars in which nothing was traded: {count} of {of} ({share:.3%}), the first of {date}.",
        "Barras sem negócios: {count} de {of} ({share:.3%}), a primeira de {date}.",
    ),
    "bars_volume_unknown": (
        "Bars of unknown volume: {count} of {of} ({share:.3%}), the first of {date}. Features of volume are empty there.",
        "Barras de volume desconhecido: {count} de {of} ({share:.3%}), a primeira de {date}. Variáveis de volume ficam vazias ali.",
    ),
    "bars_sides_differ": (
        "Bars whose bought and sold volume do not make up the volume: {count} of {of} ({share:.3%}), the first of {date}.",
        "Barras cujo volume comprado e vendido não soma o volume: {count} de {of} ({share:.3%}), a primeira de {date}.",
    ),
    "bars_vwap_outside": (
        "Bars whose mean price lies outside low to high: {count} of {of} ({share:.3%}), the first of {date}.",
        "Barras cujo preço médio está fora do intervalo entre mínima e máxima: {count} de {of} ({share:.3%}), a primeira de {date}.",
    ),
    "bars_off_tick": (
        "Bars with a price off the tick grid, though the series says it is raw: {count} of {of} ({share:.3%}), the first of {date}. Such a stretch was adjusted, or comes from elsewhere.",
        "Barras com preço fora da variação mínima, embora a série se declare bruta: {count} de {of} ({share:.3%}), a primeira de {date}. Um trecho assim foi ajustado ou vem de outra fonte.",
    ),
    "bars_stale": (
        "Bars in runs that repeat all prices though volume was traded: {count} of {of} ({share:.3%}), the first of {date}.",
        "Barras em sequências que repetem todos os preços embora com volume: {count} de {of} ({share:.3%}), a primeira de {date}.",
    ),
    "bars_spike": (
        "Bars whose price leaps far away and is back one bar later, as misprints do: {count} of {of}, the first of {date}.",
        "Barras cujo preço salta para longe e volta na barra seguinte, como em erros de registro: {count} de {of}, a primeira de {date}.",
    ),
    "bars_jump": (
        "Bars that move over 25 times the usual within a session, which news does too: {count} of {of}, the first of {date}.",
        "Barras que se movem mais de 25 vezes o habitual dentro do pregão, como notícias também fazem: {count} de {of}, a primeira de {date}.",
    ),
}

# calendar and hours
SENTENCES |= {
    "bars_off_session": (
        "Bars on days without a session: {count} of {of} ({share:.3%}), the first of {date}. Mock sessions or wrong dates.",
        "Barras em dias sem pregão: {count} de {of} ({share:.3%}), a primeira de {date}. Pregões simulados ou datas erradas.",
    ),
    "bars_out_of_hours": (
        "Bars outside the hours of their session: {count} of {of} ({share:.3%}), the first of {date}.",
        "Barras fora do horário do pregão: {count} de {of} ({share:.3%}), a primeira de {date}.",
    ),
    "bars_missing_sessions": (
        "Sessions without a bar: {count} of {of} ({share:.2%}). Gaps: {gaps}, the longest from {low} to {high} (sessions: {longest}).",
        "Pregões sem barra: {count} de {of} ({share:.2%}). Lacunas: {gaps}, a maior de {low} a {high} (pregões: {longest}).",
    ),
    "bars_missing_inside": (
        "Bars missing within sessions: {count} of {of} ({share:.3%}). Sessions concerned: {sessions}; that of {date} lacks most: {lacking}.",
        "Barras faltantes dentro de pregões: {count} de {of} ({share:.3%}). Pregões afetados: {sessions}; ao de {date} faltam mais: {lacking}.",
    ),
    "bars_no_calendar": (
        "No calendar is known for the exchange ({exchange}): gaps and days without a session were not judged.",
        "Não se conhece calendário para a bolsa ({exchange}): lacunas e dias sem pregão não foram avaliados.",
    ),
    "bars_beyond_calendar": (
        "Sessions beyond the calendar of {exchange}, not judged: {count} of {of}.",
        "Pregões além do calendário de {exchange}, não avaliados: {count} de {of}.",
    ),
    "bars_hours_unknown": (
        "Sessions of which the table of hours says nothing, so that bars missing or out of hours were not judged: {count} of {of}.",
        "Pregões dos quais a tabela de horários nada diz, de modo que barras faltantes ou fora de hora não foram avaliadas: {count} de {of}.",
    ),
}

# the series as a whole
SENTENCES |= {
    "bars_split_like": (
        "Jumps between sessions that look like splits nobody adjusted for: {count}; the first on {date}, {new} for {old} (price times {jump:.3f}).",
        "Saltos entre pregões que parecem desdobramentos ou grupamentos sem ajuste: {count}; o primeiro em {date}, {new} por {old} (preço vezes {jump:.3f}).",
    ),
    "bars_rolls": (
        (
            "Rolls by the contracts' expiry, which is assumed: {count}; the widest gap is {gap:.2%} on {date}. A roll's gap is no profit. "
            "Rolls that fall into gaps of the data, not judged: {unseen}."
        ),
        (
            "Rolagens pelo vencimento dos contratos, que se supõe: {count}; o maior degrau é de {gap:.2%} em {date}. O degrau da rolagem "
            "não é lucro. Rolagens que caem em lacunas dos dados, não avaliadas: {unseen}."
        ),
    ),
    "bars_empty": ("{symbol} has no bars.", "{symbol} não tem barras."),
    "bars_none_given": ("No bars were given to validate.", "Nenhuma barra foi dada para validar."),
    "bars_refused": (
        "Rows that the import left out: {count}. {reasons}",
        "Linhas que a importação deixou de fora: {count}. {reasons}",
    ),
    "bars_simulated": (
        "{symbol} says of itself that it was made up: good for trying things out, not for production.",
        "{symbol} declara ter sido inventada: serve para experimentar, não para produção.",
    ),
    "bars_basis_unstated": (
        "Nobody has said whether the prices of {symbol} are as traded, adjusted for splits or total-return.",
        "Ninguém informou se os preços de {symbol} são os negociados, ajustados por desdobramentos ou de retorno total.",
    ),
    "bars_chain_unstated": (
        "{symbol} is a chain of contracts, and how they were joined (day of the roll, adjustment) is not stated.",
        "{symbol} é uma sequência de contratos, e não se informa como foram emendados (dia da rolagem, ajuste).",
    ),
}

# production
SENTENCES |= {
    "production_data_refused": (
        "{symbol} may not be trained on for production: {reasons}",
        "{symbol} não pode ser usada em treino para produção: {reasons}",
    ),
    "bars_condemned": (
        "{symbol} was condemned as made up.",
        "{symbol} foi condenada como inventada.",
    ),
    "bars_not_examined": (
        "Whether {symbol} was made up is an open question: it was not examined, or has too few bars to tell. Validate it, with more bars if need be.",
        "Não se sabe se {symbol} foi inventada: não foi examinada, ou tem barras de menos para dizer. Valide-a, com mais barras se preciso.",
    ),
    "bars_not_validated": (
        "{symbol} has not been validated.",
        "{symbol} não foi validada.",
    ),
}
