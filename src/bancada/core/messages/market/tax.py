"""Sentences of the markets: fees and taxes."""

SENTENCES: dict[str, tuple[str, str]] = {
    "tax_bad_execution": (
        "An execution of {symbol} on {date} cannot be: quantity {quantity}. The quantity is at least 1, price and fees at least 0.",
        "Uma execução de {symbol} em {date} não pode ser: quantidade {quantity}. A quantidade é ao menos 1; preço e custos, ao menos 0.",
    ),
    "tax_before_table": (
        "Taxes are known from {since} on; an operation is from {date}. Leave earlier operations out.",
        "Os impostos são conhecidos a partir de {since}; há uma operação de {date}. Deixe de fora as operações anteriores.",
    ),
    "tax_not_advice": (
        "A reckoning by the rates known on {date}, not tax advice: the broker's notes and the law go before it.",
        "Uma conta pelas alíquotas conhecidas em {date}, não uma orientação fiscal: as notas da corretora e a lei prevalecem.",
    ),
    "tax_still_held": (
        "Still held at the end, and so not taxed yet: {symbols}.",
        "Ainda em carteira no fim, portanto ainda sem imposto: {symbols}.",
    ),
    "tax_table_may_be_old": (
        "The rates were last checked on {date} and may have changed by {month}.",
        "As alíquotas foram verificadas pela última vez em {date} e podem ter mudado até {month}.",
    ),
    "fees_unknown_future": (
        "No fees are known for the future {symbol}; known: {known}. Set the cost of a contract yourself.",
        "Não há custos conhecidos para o futuro {symbol}; conhecidos: {known}. Informe você mesmo o custo por contrato.",
    ),
    "fees_before_table": (
        "Fees of the spot market are known from {since} on, not for {date}. Set the cost yourself.",
        "Os custos do mercado à vista são conhecidos a partir de {since}, não para {date}. Informe você mesmo o custo.",
    ),
}
