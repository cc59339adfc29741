"""Sentences of the markets: store."""

SENTENCES: dict[str, tuple[str, str]] = {}

# bars in memory
SENTENCES |= {
    "bars_not_numbers": (
        "The bars of {symbol} hold what is no number: {detail}.",
        "As barras de {symbol} contêm o que não é número: {detail}.",
    ),
    "bars_lengths_differ": (
        "The columns of {symbol} differ in length: {rows} instants, columns of {lengths} values.",
        "As colunas de {symbol} têm comprimentos diferentes: {rows} instantes, colunas de {lengths} valores.",
    ),
}

# parts and stores
SENTENCES |= {
    "bars_part_unreadable": (
        "The staged file {file} cannot be read as Parquet: {detail}.",
        "O arquivo preparado {file} não pode ser lido como Parquet: {detail}.",
    ),
    "bars_part_columns": (
        "The staged file {file} is no part of bars: these columns are missing or of another type: {columns}.",
        "O arquivo preparado {file} não é uma parte de barras: estas colunas faltam ou são de outro tipo: {columns}.",
    ),
}

SENTENCES |= {
    "bars_source_name": (
        "{source} cannot name an import: letters, digits, hyphens and underscores, with at most one ending.",
        "{source} não pode nomear uma importação: letras, algarismos, hífens e sublinhados, com no máximo uma terminação.",
    ),
    "bars_file_unreadable": (
        "The file {file} in the folder of bars cannot be read: {detail}.",
        "O arquivo {file} na pasta de barras não pode ser lido: {detail}.",
    ),
    "bars_file_not_ours": (
        "{file} is your own file: Bancada reads it and never changes it. Remove it from the folder yourself.",
        "{file} é um arquivo seu: a Bancada o lê e nunca o altera. Remova-o da pasta você mesmo.",
    ),
    "bars_store_busy": (
        "Someone else has been writing bars for ten minutes ({lock} is held). Try again when it is done.",
        "Outro processo está gravando barras há dez minutos ({lock} está em uso). Tente de novo quando ele terminar.",
    ),
    "bars_store_failed": (
        "The store of bars {store} could not do it: {detail}.",
        "O armazém de barras {store} não conseguiu: {detail}.",
    ),
    "bars_url_unknown": (
        "BANCADA_BARS_URL names a kind that keeps no bars: {kind}. Known: a folder, sql, sqlite, postgresql, duckdb, md.",
        "BANCADA_BARS_URL nomeia um tipo que não guarda barras: {kind}. Conhecidos: uma pasta, sql, sqlite, postgresql, duckdb, md.",
    ),
    "motherduck_token_missing": (
        "{database} is a database of MotherDuck, which asks for a token: set MOTHERDUCK_TOKEN.",
        "{database} é um banco do MotherDuck, que pede um token: defina MOTHERDUCK_TOKEN.",
    ),
}

# the catalogue
SENTENCES |= {
    "bars_bases_repeated": (
        "{file} arrived as two parts of one price basis.",
        "{file} chegou em duas partes com a mesma base de preço.",
    ),
    "bars_nothing_received": (
        "{file} has no bar that could be taken: {rows} rows, {refused} of them refused.",
        "{file} não tem nenhuma barra aproveitável: {rows} linhas, {refused} delas recusadas.",
    ),
    "bars_differ": (
        (
            "{file} disagrees with bars that are stored: {count} have other values ({same} are the same), in {series}. Stored and new "
            "close, for example: {examples}. Nothing was imported. If the new ones are right: --replace (in the dashboard: Replace bars that differ)."
        ),
        (
            "{file} diverge de barras já guardadas: {count} têm outros valores ({same} são iguais), em {series}. Fechamento guardado e "
            "novo, por exemplo: {examples}. Nada foi importado. Se os novos estiverem certos: --replace (no painel: Substituir barras que diferem)."
        ),
    ),
    "series_simulated_mixed": (
        "{series} is {stored} here and {source} in the file: simulated bars do not join real ones. Delete the one that is there first.",
        "{series} aqui é {stored} e no arquivo é {source}: barras simuladas não se juntam a reais. Apague antes a que está aqui.",
    ),
    "series_joined_otherwise": (
        (
            "{series} here is a chain of contracts joined as {stored} (roll/adjustment), in the file as {source}: they are not one series. "
            "Take the one that is there out first: bancada market remove."
        ),
        (
            "{series} aqui é uma sequência de contratos emendada como {stored} (rolagem/ajuste), no arquivo como {source}: não são uma só série. "
            "Retire antes a que está aqui: bancada market remove."
        ),
    ),
    "series_not_found": (
        "There is no series {series}. Near it: {near}.",
        "Não há a série {series}. Parecidas: {near}.",
    ),
    "series_unknown": (
        "There is no series {series}, and none with a name like it.",
        "Não há a série {series}, nem outra de nome parecido.",
    ),
    "series_ambiguous": (
        "{symbol} is several series: {choices}. Say which timeframe or price basis is meant.",
        "{symbol} corresponde a várias séries: {choices}. Diga qual periodicidade ou base de preço.",
    ),
    "series_rows_differ": (
        (
            "The store holds {stored} bars of {series}, the catalogue says {rows}: BANCADA_BARS_URL names another place, or a file there was "
            "changed or removed. Your own files: bancada market adopt. Else take the series out (bancada market remove) and import it anew."
        ),
        (
            "O armazém tem {stored} barras de {series}, o catálogo diz {rows}: BANCADA_BARS_URL indica outro lugar, ou um arquivo de lá foi "
            "alterado ou removido. Arquivos seus: bancada market adopt. Senão, retire a série (bancada market remove) e importe-a de novo."
        ),
    ),
    "own_file_unreadable": (
        "{source} cannot be read as bars and was left: {detail}.",
        "{source} não pode ser lido como barras e ficou de fora: {detail}.",
    ),
    "own_file_lacks_columns": (
        "{source} was left: a file of bars has these columns too: {columns}.",
        "{source} ficou de fora: um arquivo de barras tem também estas colunas: {columns}.",
    ),
    "own_rows_of_no_timeframe": (
        "{source}: rows of a timeframe that is none, left: {rows}, such as {timeframes}. Known ones: {known}.",
        "{source}: linhas de uma periodicidade desconhecida, deixadas de fora: {rows}, como {timeframes}. As conhecidas: {known}.",
    ),
    "own_rows_repeated": (
        "{source}: rows whose instant a later row has too, left: {rows}. The last of each instant holds.",
        "{source}: linhas cujo instante outra linha repete adiante, deixadas de fora: {rows}. Vale a última de cada instante.",
    ),
    "own_files_differ": (
        "{series}: bars with other values in {source} than in what was there: {count}. Those of {source} hold.",
        "{series}: barras com outros valores em {source} do que no que já havia: {count}. Valem as de {source}.",
    ),
    "series_not_deleted": (
        "There is no series {series} in the trash.",
        "Não há a série {series} na lixeira.",
    ),
    "series_exists": (
        "There is a series {series} already: delete it before the one in the trash comes back.",
        "Já existe a série {series}: apague-a antes de trazer de volta a da lixeira.",
    ),
    "series_exists_elsewhere": (
        "{series} is there already, from elsewhere: take it out (bancada market remove) before one is made from {made_from}.",
        "{series} já existe, de outra origem: retire-a (bancada market remove) antes de fazer uma a partir de {made_from}.",
    ),
    "series_in_trash": (
        "{series} was taken out and waits in the trash. To bring it back: bancada market restore {symbol}",
        "{series} foi retirada e está na lixeira. Para trazê-la de volta: bancada market restore {symbol}",
    ),
    "series_not_repaired": (
        "The last thing that came to {series} is no repair: there is none to take back.",
        "A última mudança de {series} não foi um reparo: não há o que desfazer.",
    ),
    "series_repair_other": (
        "The repaired bars are of {bars}, not of {series}.",
        "As barras reparadas são de {bars}, não de {series}.",
    ),
    "series_repair_empty": (
        "The repair of {series} leaves no bar at all: nothing was changed.",
        "O reparo de {series} não deixa nenhuma barra: nada foi alterado.",
    ),
}
