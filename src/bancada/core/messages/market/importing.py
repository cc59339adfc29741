"""Sentences of the markets: importing."""

SENTENCES: dict[str, tuple[str, str]] = {}

# what an import of bars is refused for
SENTENCES |= {
    "bars_format_unknown": (
        "{file} has no known form of bars; its columns are {columns}. Known forms: {known}.",
        "{file} não tem forma conhecida de barras; suas colunas são {columns}. Formas conhecidas: {known}.",
    ),
    "bars_archive_files": (
        "{file} holds {count} files ({files}); an archive with exactly one is read. Unpack it and import each.",
        "{file} contém {count} arquivos ({files}); é lido um pacote com exatamente um. Descompacte-o e importe cada um.",
    ),
    "bars_archive_unreadable": (
        "{file} cannot be unpacked, it may be cut short: {detail}. Fetch it again.",
        "{file} não pode ser descompactado, talvez esteja truncado: {detail}. Obtenha-o de novo.",
    ),
    "bars_engine_failed": (
        "{file} could not be read to its end: {detail}. Check the free space of the disk, and try again.",
        "{file} não pôde ser lido até o fim: {detail}. Confira o espaço livre em disco e tente de novo.",
    ),
    "bars_sample_unreadable": (
        "None of the first {rows} rows of {file} can be read as a bar: {reasons}.",
        "Nenhuma das primeiras {rows} linhas de {file} pode ser lida como barra: {reasons}.",
    ),
    "yahoo_three_headers": (
        "{file} has three lines of names, as yfinance writes several symbols. Write it with multi_level_index=False, or use: bancada market download.",
        "{file} tem três linhas de nomes, como o yfinance grava vários ativos. Grave-o com multi_level_index=False, ou use: bancada market download.",
    ),
    "bars_none_accepted": (
        "No row of {file} can be taken. {reasons}",
        "Nenhuma linha de {file} pode ser aceita. {reasons}",
    ),
    "bars_rows_refused": (
        "The whole of {file} was asked for, and some of its rows cannot be taken. Refused in all: {refused}. {reasons}",
        "Foi pedido o arquivo {file} inteiro, e há linhas que não podem ser aceitas. Recusadas ao todo: {refused}. {reasons}",
    ),
    "cotahist_trailer_missing": (
        "{file} does not end in a COTAHIST trailer but in: {line}. It is probably cut short; fetch it again.",
        "{file} não termina em um registro trailer de COTAHIST, e sim em: {line}. Provavelmente está truncado; obtenha-o de novo.",
    ),
    "cotahist_trailer_count": (
        "The trailer of {file} states {stated} records and the file has {found}. Fetch it again.",
        "O registro trailer de {file} declara {stated} registros e o arquivo tem {found}. Obtenha-o de novo.",
    ),
}

# what an import of bars must be told
SENTENCES |= {
    "bars_symbol_unknown": (
        "Neither the rows nor the name of {file} tell the symbol. Say it: --symbol.",
        "Nem as linhas nem o nome de {file} dizem o ativo. Informe-o: --symbol.",
    ),
    "bars_symbol_absent": (
        "{file} has no row of {symbol}. Check the symbol and the chosen markets.",
        "{file} não tem linha de {symbol}. Confira o ativo e os mercados escolhidos.",
    ),
    "bars_timeframe_unknown": (
        (
            "Neither the rows nor the name of {file} tell a known timeframe; the commonest step is {step_s} seconds. "
            "Say it: --timeframe, one of {known}."
        ),
        (
            "Nem as linhas nem o nome de {file} dizem uma periodicidade conhecida; o passo mais comum é de {step_s} segundos. "
            "Informe-o: --timeframe, um de {known}."
        ),
    ),
    "bars_timeframe_contradicts": (
        "{file} is called bars of {timeframe}, but their commonest step is {step_s} seconds. Say the true one: --timeframe.",
        "{file} é dito de barras de {timeframe}, mas o passo mais comum é de {step_s} segundos. Informe a verdadeira: --timeframe.",
    ),
    "bars_step_longer": (
        (
            "{file} is called bars of {timeframe}, but their commonest step is {step_s} seconds. Say the true length of a bar: --timeframe; "
            "where the market is merely thin, that is {timeframe}."
        ),
        (
            "{file} é dito de barras de {timeframe}, mas o passo mais comum é de {step_s} segundos. Informe a verdadeira duração da barra: "
            "--timeframe; se o mercado é apenas pouco negociado, é {timeframe}."
        ),
    ),
    "bars_step_untold": (
        "The first rows of {file} hold no two bars of one series, and its name tells no timeframe. Say it: --timeframe, one of {known}.",
        "As primeiras linhas de {file} não têm duas barras de uma mesma série, e o nome não diz a periodicidade. Informe-a: --timeframe, um de {known}.",
    ),
    "bars_dates_ambiguous": (
        "{file} writes its dates as {cell}: which is the day and which the month, nothing tells. Write them as 2020-01-31.",
        "{file} escreve as datas como {cell}: qual é o dia e qual é o mês, nada diz. Escreva-as como 2020-01-31.",
    ),
    "bars_timeframe_not_one": (
        "{timeframe} is no timeframe; known ones: {known}.",
        "{timeframe} não é uma periodicidade; as conhecidas: {known}.",
    ),
    "bars_basis_not_one": (
        "{basis} is no basis of prices; known ones: {known}.",
        "{basis} não é uma base de preços; as conhecidas: {known}.",
    ),
    "bars_zone_unknown": (
        "The times of {file} are local, and nothing tells of where. Say the time zone: --zone, such as America/Sao_Paulo.",
        "Os horários de {file} são locais, e nada diz de onde. Informe o fuso: --zone, como America/Sao_Paulo.",
    ),
    "bars_zone_not_a_zone": (
        "{zone} is no known time zone. Write it as in America/Sao_Paulo.",
        "{zone} não é um fuso horário conhecido. Escreva como em America/Sao_Paulo.",
    ),
    "bars_market_unknown": (
        "Not markets of COTAHIST: {markets}. Known ones: {known}.",
        "Não são mercados do COTAHIST: {markets}. Os conhecidos: {known}.",
    ),
    "bars_markets_not_here": (
        "Markets can be chosen of a COTAHIST file only; this one was recognised as {importer}.",
        "Só se escolhem mercados de um arquivo COTAHIST; este foi reconhecido como {importer}.",
    ),
}

# why a row is refused
SENTENCES |= {
    "bar_fields": ("the number of cells is not that of the header", "o número de células não é o do cabeçalho"),
    "bar_record_length": ("the record has not 245 characters", "o registro não tem 245 caracteres"),
    "bar_record_kind": ("the record is of another kind than 01", "o registro é de tipo diferente de 01"),
    "bar_symbol_missing": ("the symbol is missing", "falta o ativo"),
    "bar_time_unreadable": ("the date or time cannot be read", "a data ou a hora não pode ser lida"),
    "bar_time_other_clock": (
        "the time bears an offset and the file's first does not, or the other way round",
        "o horário traz fuso e o primeiro do arquivo não traz, ou o contrário",
    ),
    "bar_time_skipped": (
        "that time did not exist: clocks went forward",
        "esse horário não existiu: o relógio foi adiantado",
    ),
    "bar_time_twice": (
        "that time came twice, and nothing tells which: clocks went back",
        "esse horário ocorreu duas vezes, e nada diz qual: o relógio foi atrasado",
    ),
    "bar_price_missing": ("a price is missing", "falta um preço"),
    "bar_price_zero": ("a price is zero", "um preço é zero"),
    "bar_number_unreadable": (
        "a number cannot be read or is not finite",
        "um número não pode ser lido ou não é finito",
    ),
    "bar_repeated": ("the same bar stands on an earlier line", "a mesma barra está em uma linha anterior"),
    "bar_contradicts": (
        "another line has other values for the same time",
        "outra linha tem valores diferentes para o mesmo horário",
    ),
}

# what an import of bars noticed
SENTENCES |= {
    "import_rows_refused": ("Refused rows: {rows} ({reason}).", "Linhas recusadas: {rows} ({reason})."),
    "bars_newest_first": (
        "The file has its newest bar first; the bars were put in order of time.",
        "O arquivo traz a barra mais recente primeiro; as barras foram postas em ordem de tempo.",
    ),
    "bars_were_sorted": (
        "The rows were not in order of time; they were put in order.",
        "As linhas não estavam em ordem de tempo; foram ordenadas.",
    ),
    "bars_read_in_zone": (
        "Times were read as local times of {zone} and turned to UTC.",
        "Os horários foram lidos como locais de {zone} e convertidos para UTC.",
    ),
    "bars_zone_assumed": (
        "Times have no offset and were taken for UTC. If they are local, take the series out (bancada market remove) and import it with --zone.",
        "Os horários não trazem fuso e foram tomados como UTC. Se forem locais, retire a série (bancada market remove) e importe-a com --zone.",
    ),
    "import_basis_unstated": (
        (
            "The file does not say whether its prices are as traded or adjusted; a backtest then charges slippage in bps rather than ticks, and reckons no tax. "
            "Say it if you know: --basis."
        ),
        (
            "O arquivo não diz se os preços são os negociados ou ajustados; um backtest cobra então a derrapagem em bps em vez de ticks e não calcula imposto. "
            "Informe se souber: --basis."
        ),
    ),
    "import_markets_mixed": (
        "The symbols of the file are of several exchanges; each series bears its own, or none where nothing tells it.",
        "Os ativos do arquivo são de várias bolsas; cada série traz a sua, ou nenhuma quando nada a indica.",
    ),
    "bars_continuous_unstated": (
        "{symbol} is a continuous future whose roll rule and adjustment the file does not state; gaps at rolls are no profit.",
        "{symbol} é um futuro contínuo cuja regra de rolagem e cujo ajuste o arquivo não declara; saltos na rolagem não são ganho.",
    ),
    "bars_continuous_by_name": (
        "{symbol} is a continuous future; by its name in MetaTrader it rolls by {roll}, gaps adjusted: {adjustment}.",
        "{symbol} é um futuro contínuo; pelo nome no MetaTrader rola por {roll}, com ajuste dos saltos: {adjustment}.",
    ),
    "bars_symbol_of_several": (
        "The name of the file was taken to mean {symbol}; it also holds {others}. If that is wrong: --symbol.",
        "Entendeu-se que o nome do arquivo indica {symbol}; ele também traz {others}. Se estiver errado: --symbol.",
    ),
    "bars_sparser_than_timeframe": (
        "The commonest step between bars of {timeframe} is {step_s} seconds: a thin market, or bars of another length.",
        "O passo mais comum entre barras de {timeframe} é de {step_s} segundos: mercado pouco negociado, ou barras de outra duração.",
    ),
    "profit_points_as_thousands": (
        "Prices such as {example} have points and no comma; points were read as thousands.",
        "Preços como {example} têm pontos e nenhuma vírgula; os pontos foram lidos como separadores de milhar.",
    ),
    "profit_points_as_decimals": (
        "Prices such as {example} have points and no comma; of a share, points were read as decimal points.",
        "Preços como {example} têm pontos e nenhuma vírgula; por ser uma ação, os pontos foram lidos como decimais.",
    ),
    "mt5_ticks_as_trades": (
        "MetaTrader 5 counts changes of the price (TICKVOL), not deals; they stand in the column trades.",
        "O MetaTrader 5 conta variações de preço (TICKVOL), não negócios; elas estão na coluna trades.",
    ),
    "yahoo_two_series": (
        "The file gives two series: prices adjusted for splits, and total return by its adjusted close.",
        "O arquivo dá duas séries: preços ajustados por desdobramentos e retorno total pelo fechamento ajustado.",
    ),
    "yahoo_prices_as_traded": (
        "The adjusted close steps against the close as at splits: the prices are as traded, not as Yahoo adjusts them, and are kept as raw.",
        (
            "O fechamento ajustado salta em relação ao fechamento como em desdobramentos: os preços são os negociados, não os ajustados pelo "
            "Yahoo, e ficam como brutos."
        ),
    ),
    "b3_daily_basis_believed": (
        (
            "The file does not say what its prices are; they lie below those traded and have more than two decimals, so they are taken for "
            "total return. If you know better: --basis."
        ),
        (
            "O arquivo não diz o que são os preços; eles ficam abaixo dos negociados e têm mais de duas casas, por isso são tomados como "
            "retorno total. Se souber melhor: --basis."
        ),
    ),
    "cotahist_average_differs": (
        "In {rows} records the average price is not money divided by quantity; the quotient was taken.",
        "Em {rows} registros o preço médio não é o volume financeiro dividido pela quantidade; foi usado o quociente.",
    ),
    "cotahist_other_currency": (
        "{rows} records are in another currency than R$; their prices stand as they are.",
        "{rows} registros estão em moeda diferente de R$; os preços ficam como estão.",
    ),
    "cotahist_codes_of_several_expiries": (
        "{rows} option codes were used for several expiries of one year in this file; each such series holds different contracts.",
        "{rows} códigos de opção foram usados para vários vencimentos de um mesmo ano neste arquivo; cada série dessas reúne contratos diferentes.",
    ),
    "cotahist_trades_capped": (
        "{rows} records state 99,999 trades, the most that the format can say; there may have been more.",
        "{rows} registros declaram 99.999 negócios, o máximo que o formato comporta; pode ter havido mais.",
    ),
    "cotahist_forwards_by_term": (
        "{rows} records are forwards; a series holds one code and one term in days, of another contract each day.",
        "{rows} registros são do mercado a termo; uma série reúne um código e um prazo em dias, de outro contrato a cada dia.",
    ),
}

# demo bars, and bars downloaded
SENTENCES |= {
    "bars_demo_absent": (
        "The demo prices are not where {package} keeps them. Install it again: pip install {package}.",
        "Os preços de demonstração não estão onde {package} os guarda. Instale-o de novo: pip install {package}.",
    ),
    "yahoo_unreachable": (
        "Yahoo did not answer for {symbol}: {detail}. Try again later, or import a CSV file downloaded by hand.",
        "O Yahoo não respondeu por {symbol}: {detail}. Tente mais tarde, ou importe um arquivo CSV baixado à mão.",
    ),
    "yahoo_nothing": (
        "Yahoo has no bars of {symbols} from {start} to {end}. Check the symbol as Yahoo writes it, such as PETR4.SA.",
        "O Yahoo não tem barras de {symbols} de {start} a {end}. Confira o código como o Yahoo o escreve, como PETR4.SA.",
    ),
    "yahoo_columns_lacking": (
        "Yahoo's answer for {symbol} lacks {columns}.",
        "A resposta do Yahoo para {symbol} não traz {columns}.",
    ),
    "yahoo_span_empty": (
        "There is no day from {start} up to {end}. The end must be later than the start.",
        "Não há dia de {start} até antes de {end}. O fim deve ser posterior ao início.",
    ),
    "yahoo_no_symbols": ("No symbol was given.", "Nenhum ativo foi informado."),
}
