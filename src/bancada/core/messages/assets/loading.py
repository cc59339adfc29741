"""Sentences of daily assets: loading, preparing and splitting."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "assets_no_ticker": (
        "No ticker was named. Name at least one, such as PETR4.",
        "Nenhum ticker foi informado. Informe ao menos um, como PETR4.",
    ),
    "assets_request_wrong": (
        "The request cannot be served: {problems}",
        "O pedido não pode ser atendido: {problems}",
    ),
    "assets_tickers_not_found": (
        "There are no daily bars of {tickers}. Names like it that are there: {near}.",
        "Não há barras diárias de {tickers}. Nomes parecidos que existem: {near}.",
    ),
    "assets_tickers_unknown": (
        "There are no daily bars of {tickers}, and of no name like it. Import them first, with bancada market import.",
        "Não há barras diárias de {tickers}, nem de nome parecido. Importe-as antes, com bancada market import.",
    ),
    "assets_production_refused": (
        "These series may not be trained on for production: {reasons}",
        "Estas séries não podem ser usadas em treino para produção: {reasons}",
    ),
    "assets_bars_implausible": (
        "These bars are not such as markets make, and may not be trained on for production: {reasons}",
        "Estas barras não são como as que um mercado faz e não podem ser usadas em treino para produção: {reasons}",
    ),
    "assets_bars_smoothed": (
        "The daily returns of {ticker} go on as they were: their rank correlation with the day before is {value} over {rows} returns, and prices that were traded stay below {most}. Smoothed, averaged or made-up prices look so.",
        "Os retornos diários de {ticker} continuam os anteriores: a correlação de postos com o dia anterior é {value} em {rows} retornos, e a de preços negociados fica abaixo de {most}. Preços suavizados, médios ou inventados têm esse aspecto.",
    ),
    "assets_bars_copied": (
        "{ticker} has {rows} sessions of {other} at other dates: what it did up to {date} is, to the last digit, what {other} did up to {high}. One of them tells the other's future.",
        "{ticker} tem {rows} pregões de {other} em outras datas: o que fez até {date} é, até o último dígito, o que {other} fez até {high}. Um deles conta o futuro do outro.",
    ),
    "assets_span_empty": (
        "In the span asked for there is no bar of {tickers}. What there is: {there}",
        "No período pedido não há barra de {tickers}. O que há: {there}",
    ),
    "assets_span_there": (
        "{ticker} from {date} to {high}.",
        "{ticker} de {date} a {high}.",
    ),
    "assets_span_backwards": (
        "The span begins on {date}, after its end on {high}.",
        "O período começa em {date}, depois do fim, em {high}.",
    ),
    "assets_years": (
        "{years} years cannot be loaded; ask for more than 0 and at most {most}.",
        "Não é possível carregar {years} anos; peça mais que 0 e no máximo {most}.",
    ),
    "assets_min_rows": (
        "The least number of rows is {rows}; it must be 0 or more.",
        "O mínimo de linhas é {rows}; deve ser 0 ou mais.",
    ),
}

SENTENCES |= {
    "assets_few_rows": (
        "{ticker}: {rows} rows; training calls for at least {needed}. Ask for more years, or import a longer history.",
        "{ticker}: {rows} linhas; o treino pede ao menos {needed}. Peça mais anos ou importe um histórico mais longo.",
    ),
    "assets_ends_early": (
        "The bars of {ticker} end on {date}, those of other tickers on {high}. Bring them up to date before predicting.",
        "As barras de {ticker} terminam em {date}, e as de outros tickers em {high}. Atualize-as antes de prever.",
    ),
    "assets_exchanges_differ": (
        "The tickers follow calendars of different exchanges: {exchanges}. Parts are cut at the same instants, but sessions do not match one to one.",
        "Os tickers seguem calendários de bolsas diferentes: {exchanges}. As partes são cortadas nos mesmos instantes, mas as sessões não se correspondem uma a uma.",
    ),
    "assets_validation": (
        "{ticker}: {finding}",
        "Em {ticker}: {finding}",
    ),
    "assets_basis_split_adjusted": (
        "These prices are adjusted for splits but not for payouts: each payout looks like a fall, and returns are lower than what a holder got ({tickers}).",
        "Estes preços estão ajustados por desdobramentos, mas não por proventos: cada provento parece uma queda, e os retornos ficam abaixo do que o acionista recebeu ({tickers}).",
    ),
    "assets_basis_raw": (
        "These prices are raw: splits and payouts look like falls, and a model may learn them as such ({tickers}).",
        "Estes preços são brutos: desdobramentos e proventos parecem quedas, e um modelo pode aprendê-los assim ({tickers}).",
    ),
    "assets_basis_unstated": (
        "Nobody has said whether these prices are raw or adjusted. Returns are reckoned on them as they stand; state the basis when importing ({tickers}).",
        "Ninguém informou se estes preços são brutos ou ajustados. Os retornos são calculados sobre eles como estão; informe a base ao importar ({tickers}).",
    ),
    "assets_fills_on_adjusted": (
        "There are no raw prices: fills, lots and taxes are reckoned on adjusted prices, which nobody paid ({tickers}).",
        "Não há preços brutos: execuções, lotes e impostos são calculados sobre preços ajustados, que ninguém pagou ({tickers}).",
    ),
}

SENTENCES |= {
    "assets_features_unknown": (
        "These features are not in the catalogue: {names}.",
        "Estas variáveis não estão no catálogo: {names}.",
    ),
    "assets_features_levels": (
        "These features are prices or volumes, not ratios, and change with every later payout: {names}.",
        "Estas variáveis são preços ou volumes, e não razões, e mudam a cada provento posterior: {names}.",
    ),
    "assets_features_intraday": (
        "These features mean nothing on daily bars: {names}.",
        "Estas variáveis não têm sentido em barras diárias: {names}.",
    ),
    "assets_features_repeated": (
        "These features are named more than once: {names}.",
        "Estas variáveis aparecem mais de uma vez: {names}.",
    ),
    "assets_number_out_of_range": (
        "{column} is {value}; it must be from {low} to {high}.",
        "{column} é {value}; deve ficar de {low} a {high}.",
    ),
    "assets_features_left_out": (
        "Left out for all tickers, since {tickers} cannot have them: {names}.",
        "Ficaram de fora para todos os tickers, pois {tickers} não pode tê-las: {names}.",
    ),
    "assets_no_feature_left": (
        "No feature is left that all of {tickers} can have.",
        "Não sobra variável que todos os tickers possam ter: {tickers}.",
    ),
    "assets_features_missing": (
        "The model needs features that the bars of {tickers} do not allow: {names}.",
        "O modelo precisa de variáveis que as barras de {tickers} não permitem: {names}.",
    ),
    "assets_ticker_unlearnable": (
        "{ticker}: no row has all features and a label, so nothing is learned there. Ask for more years, or leave it out.",
        "{ticker}: nenhuma linha tem todas as variáveis e rótulo, e nada se aprende ali. Peça mais anos ou retire-o.",
    ),
    "assets_few_learnable": (
        "All tickers together have {rows} rows with features and label; training calls for at least {needed}. Ask for more years or more tickers.",
        "Todos os tickers juntos têm {rows} linhas com variáveis e rótulo; o treino pede ao menos {needed}. Peça mais anos ou mais tickers.",
    ),
    "assets_action_missing": (
        "No row calls for the action {action}: a model cannot learn it. Take a smaller width or threshold.",
        "Nenhuma linha pede a decisão {action}: um modelo não pode aprendê-la. Use largura ou limiar menor.",
    ),
    "assets_action_rare": (
        "Only {count} of {of} rows call for the action {action}; scores of it will be uncertain.",
        "Só {count} de {of} linhas pedem a decisão {action}; as medidas dela serão incertas.",
    ),
    "assets_file_missing": (
        "The file {file} of this step is not there; run the step before again.",
        "O arquivo {file} desta etapa não existe; refaça a etapa anterior.",
    ),
    "assets_file_damaged": (
        "The file {file} of this step is not what was written; run the step before again.",
        "O arquivo {file} desta etapa não é o que foi gravado; refaça a etapa anterior.",
    ),
}

SENTENCES |= {
    "assets_share_out_of_range": (
        "{column} is {value}; it must be more than 0 and at most {most}.",
        "{column} é {value}; deve ser mais que 0 e no máximo {most}.",
    ),
    "assets_shares_together": (
        "Test and validation take {value} of the sessions together; at most {most} leaves enough to train on.",
        "Teste e validação tomam juntos {value} das sessões; no máximo {most} deixa o bastante para treinar.",
    ),
    "assets_parts_too_small": (
        "The parts would have {train}, {validation} and {test} rows to train, validate and test on; at least {least_train}, {least_validation} and {least_test} are needed. Ask for more years or more tickers.",
        "As partes teriam {train}, {validation} e {test} linhas para treinar, validar e testar; são precisas ao menos {least_train}, {least_validation} e {least_test}. Peça mais anos ou mais tickers.",
    ),
}
