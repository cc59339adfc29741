"""Sentences of the data floor."""

SENTENCES: dict[str, tuple[str, str]] = {}

SENTENCES |= {
    "column_not_in_dataset": (
        "The dataset {dataset} has no column {column}. Choose one of: {columns}.",
        "O conjunto de dados {dataset} não tem a coluna {column}. Escolha uma destas: {columns}.",
    ),
    "column_not_numeric": (
        "The column {column} of the dataset {dataset} does not hold numbers. Choose a numeric column.",
        "A coluna {column} do conjunto de dados {dataset} não contém números. Escolha uma coluna numérica.",
    ),
}

SENTENCES |= {
    "no_rows": (
        "There are no rows. Import rows before training.",
        "Não há linhas. Importe linhas antes de treinar.",
    ),
    "few_rows": (
        "There are only {count} rows: whatever is learned is uncertain. Collect at least 100, better a thousand.",
        "Há apenas {count} linhas: o que se aprender será incerto. Reúna ao menos 100, de preferência mil.",
    ),
    "duplicate_rows": (
        "{count} rows ({percent}%) repeat an earlier row in every column. Copies on both sides of a split are answers seen beforehand: remove them unless they are real repetitions.",
        "{count} linhas ({percent}%) repetem outra linha em todas as colunas. Cópias nos dois lados de uma divisão são respostas vistas de antemão: remova-as, a menos que sejam repetições reais.",
    ),
    "missing_values": (
        "{column} is missing in {count} rows ({percent}%). Find out why: a gap is filled in training, and what it meant is lost.",
        "{column} está ausente em {count} linhas ({percent}%). Descubra o motivo: a lacuna é preenchida no treino, e o que ela significava se perde.",
    ),
    "missing_target": (
        "The target {column} is missing in {count} rows ({percent}%). These rows teach nothing and are left out of training.",
        "O alvo {column} está ausente em {count} linhas ({percent}%). Essas linhas não ensinam nada e ficam fora do treino.",
    ),
    "constant_target": (
        "The target {column} never changes: there is nothing to learn. Choose another target or import rows with other answers.",
        "O alvo {column} nunca muda: não há o que aprender. Escolha outro alvo ou importe linhas com outras respostas.",
    ),
    "constant_column": (
        "{column} is always {value}. It cannot help any model and can be left out.",
        "{column} é sempre {value}. Não ajuda nenhum modelo e pode ficar de fora.",
    ),
    "near_constant_column": (
        "{column} is {value} in {percent}% of the rows. What the rare other values do is learned from very few rows.",
        "{column} é {value} em {percent}% das linhas. O efeito dos outros valores, raros, é aprendido com muito poucas linhas.",
    ),
    "identifier_column": (
        "{column} has its own value in nearly every row ({distinct} values): it names rows instead of describing them. Leave it out.",
        "{column} tem um valor próprio em quase toda linha ({distinct} valores): identifica as linhas em vez de descrevê-las. Deixe-a de fora.",
    ),
    "mixed_spellings": (
        "{column} has values that differ only in case or spaces: {values}. They count as different categories: write them alike.",
        "{column} tem valores que diferem apenas em maiúsculas ou espaços: {values}. Contam como categorias diferentes: uniformize a grafia.",
    ),
    "numbers_as_text": (
        "{column} is nearly all numbers but is read as text because of values such as {values}. Correct these and import again.",
        "{column} é quase toda de números, mas foi lida como texto por causa de valores como {values}. Corrija-os e importe de novo.",
    ),
    "outliers": (
        "{column} has {count} values ({percent}%) far from the others: outside {low} to {high}; the extremes are {minimum} and {maximum}. Check whether they are real.",
        "{column} tem {count} valores ({percent}%) longe dos demais: fora de {low} a {high}; os extremos são {minimum} e {maximum}. Verifique se são reais.",
    ),
    "impossible_values": (
        "{column} has {count} values ({percent}%) outside what is declared possible ({low} to {high} {unit}). Correct or remove them.",
        "{column} tem {count} valores ({percent}%) fora do que se declarou possível ({low} a {high} {unit}). Corrija ou remova esses valores.",
    ),
    "infinite_values": (
        "{column} has {count} infinite values ({percent}%), usually from a division by zero. Most models refuse them: correct them or leave them empty.",
        "{column} tem {count} valores infinitos ({percent}%), em geral de uma divisão por zero. A maioria dos modelos os recusa: corrija-os ou deixe-os vazios.",
    ),
    "placeholder_values": (
        "{column} holds {value} in {count} rows ({percent}%), far from its other values: it looks like a mark for a missing value. Import it as missing.",
        "{column} contém {value} em {count} linhas ({percent}%), longe dos outros valores: parece marca de valor ausente. Importe como ausente.",
    ),
    "tiny_classes": (
        "These classes of {column} have fewer than {fewest} rows: {classes}. Folds cannot share them out: collect more rows or merge classes.",
        "Estas classes de {column} têm menos de {fewest} linhas: {classes}. Não é possível reparti-las entre as partições: reúna mais linhas ou junte classes.",
    ),
    "class_imbalance": (
        "The class {rarest} of {column} is only {percent}% of the rows, {majority} is {majority_percent}%. Accuracy flatters here: compare by F1 or MCC.",
        "A classe {rarest} de {column} tem apenas {percent}% das linhas; {majority} tem {majority_percent}%. A acurácia engana aqui: compare por F1 ou MCC.",
    ),
    "leaking_column": (
        "{column} alone predicts {target} in {score}% of {sample_rows} rows (always answering the majority: {base}%). If it is only known after the answer, leave it out.",
        "{column} sozinha acerta {target} em {score}% de {sample_rows} linhas (responder sempre a maioria: {base}%). Se só é conhecida depois da resposta, deixe-a de fora.",
    ),
    "leaking_number": (
        "{column} alone explains {score}% of the variance of {target}, judged on {sample_rows} rows. If it is only known after the answer, leave it out.",
        "{column} sozinha explica {score}% da variância de {target}, medida em {sample_rows} linhas. Se só é conhecida depois da resposta, deixe-a de fora.",
    ),
    "drift_in_time": (
        "{column} is different in the last fifth of the time than in the first (stability index {psi}; from 0.25 it is a shift). Judge models in time order.",
        "{column} é diferente no último quinto do tempo em relação ao primeiro (índice de estabilidade {psi}; a partir de 0,25 há mudança). Avalie os modelos em ordem de tempo.",
    ),
    "drift_in_rows": (
        "{column} is different in the last fifth of the rows than in the first (stability index {psi}; from 0.25 it is a shift). Find out what orders the rows.",
        "{column} é diferente no último quinto das linhas em relação ao primeiro (índice de estabilidade {psi}; a partir de 0,25 há mudança). Descubra o que ordena as linhas.",
    ),
    "target_drift_in_time": (
        "The target {column} is shared out differently in the last fifth of the time than in the first (stability index {psi}; from 0.25 it is a shift). What was true may no longer hold: judge models in time order.",
        "O alvo {column} se distribui de outra forma no último quinto do tempo em relação ao primeiro (índice de estabilidade {psi}; a partir de 0,25 há mudança). O que valia pode não valer mais: avalie os modelos em ordem de tempo.",
    ),
    "target_drift_in_rows": (
        "The target {column} is shared out differently in the last fifth of the rows than in the first (stability index {psi}; from 0.25 it is a shift). The rows may be sorted by the answer.",
        "O alvo {column} se distribui de outra forma no último quinto das linhas em relação ao primeiro (índice de estabilidade {psi}; a partir de 0,25 há mudança). As linhas podem estar ordenadas pela resposta.",
    ),
}

# databases
SENTENCES |= {
    "database_url_invalid": (
        "The database URL cannot be read. Write it as sqlite:///folder/file.db or postgresql://user:password@host/database.",
        "O endereço do banco de dados não pode ser lido. Escreva sqlite:///pasta/arquivo.db ou postgresql://usuario:senha@host/banco.",
    ),
    "database_kind_unknown": (
        "Databases of kind {kind} are not supported. Use sqlite:/// or postgresql://.",
        "Bancos de dados do tipo {kind} não são aceitos. Use sqlite:/// ou postgresql://.",
    ),
    "database_busy": (
        "The database {database} stayed busy with another write. Try again when that has ended.",
        "O banco de dados {database} continuou ocupado com outra gravação. Tente de novo quando ela terminar.",
    ),
    "database_read_only": (
        "The database {database} cannot be written: {detail}. Give this user permission to write to it and to its folder.",
        "O banco de dados {database} não pode ser gravado: {detail}. Dê a este usuário permissão de escrita no banco e na pasta.",
    ),
    "database_not_readable": (
        "{database} is not a sound SQLite database: {detail}. Restore it from a copy, or point BANCADA_DATABASE_URL elsewhere.",
        "{database} não é um banco SQLite íntegro: {detail}. Restaure uma cópia ou aponte BANCADA_DATABASE_URL para outro lugar.",
    ),
    "database_full": (
        "There is no room left to write to {database}. Free some disk space; nothing was changed.",
        "Não há mais espaço para gravar em {database}. Libere espaço em disco; nada foi alterado.",
    ),
    "database_unreachable": (
        "The database {database} cannot be reached: {detail}. Check that it runs and that the address and the credentials are right.",
        "O banco de dados {database} não pode ser alcançado: {detail}. Confira se ele está no ar e se o endereço e as credenciais estão certos.",
    ),
    "database_not_upgraded": (
        "The database {database} lacks tables of Bancada: {detail}. Run `bancada up`, which upgrades it.",
        "Faltam tabelas da Bancada no banco {database}: {detail}. Execute `bancada up`, que o atualiza.",
    ),
    "database_newer": (
        "The database {database} was written by a newer Bancada ({detail}). Install that version or use another database.",
        "O banco de dados {database} foi gravado por uma Bancada mais nova ({detail}). Instale essa versão ou use outro banco.",
    ),
    "database_failed": (
        "The database {database} refused the request: {detail}. Nothing was changed.",
        "O banco de dados {database} recusou o pedido: {detail}. Nada foi alterado.",
    ),
    "trials_append_only": (
        "Trials are never changed or removed: {detail}.",
        "Tentativas nunca são alteradas nem removidas: {detail}.",
    ),
    "folder_not_writable": (
        "The folder {folder} cannot be written: {detail}. Give this user permission to write there.",
        "A pasta {folder} não pode ser gravada: {detail}. Dê a este usuário permissão de escrita nela.",
    ),
}

# datasets
SENTENCES |= {
    "dataset_not_found": (
        "There is no dataset called {name}. Datasets here: {available}.",
        "Não há conjunto de dados chamado {name}. Conjuntos aqui: {available}.",
    ),
    "dataset_not_in_trash": (
        "There is no dataset called {name} in the trash.",
        "Não há conjunto de dados chamado {name} na lixeira.",
    ),
    "dataset_exists": (
        "A dataset called {name} exists already. Choose another name, or move that one to the trash first.",
        "Já existe um conjunto de dados chamado {name}. Escolha outro nome ou mova aquele para a lixeira antes.",
    ),
    "dataset_exists_other_columns": (
        "A dataset called {name} exists with other columns (only in what comes: {added}; only there: {absent}). Choose another name.",
        "Já existe um conjunto chamado {name} com outras colunas (só no que chega: {added}; só nele: {absent}). Escolha outro nome.",
    ),
    "dataset_exists_other_source": (
        "A dataset called {name} exists and comes from elsewhere ({source}: {origin}). Choose another name.",
        "Já existe um conjunto de dados chamado {name}, vindo de outra origem ({source}: {origin}). Escolha outro nome.",
    ),
    "row_not_in_dataset": (
        "There is no row {row}: rows go from 0, and there are {rows}.",
        "Não há linha {row}: as linhas contam a partir de 0, e há {rows}.",
    ),
    "value_does_not_fit": (
        "{value!r} does not fit the column {column}, which holds values of type {type}.",
        "{value!r} não cabe na coluna {column}, que guarda valores do tipo {type}.",
    ),
    "time_column_unordered": (
        "The column {column} holds text and cannot order rows in time. Choose a column of dates or numbers.",
        "A coluna {column} contém texto e não ordena as linhas no tempo. Escolha uma coluna de datas ou números.",
    ),
    "target_suggested": (
        "{column} was taken for the target, by its name or its place. Choose another where that is wrong.",
        "{column} foi tomada como alvo, pelo nome ou pela posição. Escolha outra coluna se não for o caso.",
    ),
    "already_imported": (
        "This very file was imported before ({imported_at}); nothing was added.",
        "Este mesmo arquivo já havia sido importado ({imported_at}); nada foi acrescentado.",
    ),
}

# what an import is refused for
SENTENCES |= {
    "import_refused": ("The import was refused: {detail}", "A importação foi recusada: {detail}"),
    "file_not_found": ("There is no file {file} that can be read.", "Não há arquivo {file} que possa ser lido."),
    "file_too_large": (
        "{file} has {size} bytes; files up to {limit} bytes are accepted. Split it, or convert it to Parquet.",
        "{file} tem {size} bytes; são aceitos arquivos de até {limit} bytes. Divida-o ou converta-o para Parquet.",
    ),
    "empty_file": ("{file} is empty. Choose a file with rows.", "{file} está vazio. Escolha um arquivo com linhas."),
    "empty_frame": (
        "The frame for {name} has no rows or no columns.",
        "A tabela para {name} não tem linhas ou não tem colunas.",
    ),
    "header_only": (
        "{file} has {columns} column names and no rows. Choose a file with rows.",
        "{file} tem {columns} nomes de colunas e nenhuma linha. Escolha um arquivo com linhas.",
    ),
    "unknown_extension": (
        "{file} has the extension {extension}, which is not known. Known ones: {known}.",
        "{file} tem a extensão {extension}, que não é conhecida. As conhecidas: {known}.",
    ),
    "packed_file": (
        "{file} is a {kind} file, not a table. Unpack it or export the table, and import that.",
        "{file} é um arquivo {kind}, não uma tabela. Descompacte-o ou exporte a tabela, e importe o resultado.",
    ),
    "encrypted_file": (
        "{file} is protected by a password. Save a copy without the password and import that.",
        "{file} está protegido por senha. Salve uma cópia sem senha e importe-a.",
    ),
    "old_workbook": (
        "{file} is a workbook of the old format (.xls). Save it as .xlsx and import that.",
        "{file} é uma planilha do formato antigo (.xls). Salve-a como .xlsx e importe-a.",
    ),
    "workbook_unreadable": (
        "{file} cannot be read as a workbook: {detail}. Open it in a spreadsheet program and save it again as .xlsx.",
        "{file} não pode ser lido como planilha: {detail}. Abra-o em um programa de planilhas e salve de novo como .xlsx.",
    ),
    "parquet_unreadable": (
        "{file} cannot be read as Parquet, it may be cut short: {detail}. Copy or write it again.",
        "{file} não pode ser lido como Parquet, talvez esteja truncado: {detail}. Copie-o ou grave-o de novo.",
    ),
    "unpacks_too_large": (
        "{file} unpacks to more than {limit} bytes, far beyond its size. It was not opened. Export the table as CSV if it is genuine.",
        "{file} descompacta para mais de {limit} bytes, muito além do seu tamanho. Não foi aberto. Exporte a tabela como CSV se for legítima.",
    ),
    "not_text": (
        "{file} holds bytes that are no text, though its extension says text. Export the table again as CSV.",
        "{file} contém bytes que não são texto, embora a extensão diga que é. Exporte a tabela de novo como CSV.",
    ),
    "line_too_long": (
        "A line is longer than {limit_bytes} bytes. Check that rows end in line breaks and that quotes are closed.",
        "Uma linha passa de {limit_bytes} bytes. Confira se as linhas terminam em quebra e se as aspas fecham.",
    ),
    "broken_record": (
        "The record at line {line} cannot be read: {detail}. A quote is probably never closed there.",
        "O registro da linha {line} não pode ser lido: {detail}. Provavelmente há aspas que não fecham ali.",
    ),
    "too_many_columns": (
        "There are {columns} columns; up to {limit} are accepted. Leave out those that are not needed.",
        "Há {columns} colunas; são aceitas até {limit}. Retire as que não são necessárias.",
    ),
    "too_many_rows": (
        "There are {rows} rows or more; up to {limit} are accepted. Import a part of them.",
        "Há {rows} linhas ou mais; são aceitas até {limit}. Importe uma parte delas.",
    ),
    "duplicate_columns": (
        "Column names stand twice: {names}. Give each column its own name.",
        "Há nomes de colunas repetidos: {names}. Dê a cada coluna um nome próprio.",
    ),
    "column_name_unusable": (
        "A column has the name {name!r}, which is empty or holds a NUL character. Name it otherwise.",
        "Uma coluna tem o nome {name!r}, que é vazio ou contém um caractere NUL. Dê-lhe outro nome.",
    ),
    "column_of_mixed_kinds": (
        "The column {column} mixes kinds of values: {detail}. Make them all of one kind.",
        "A coluna {column} mistura tipos de valores: {detail}. Deixe todos de um só tipo.",
    ),
    "unsupported_column_type": (
        "The column {column} holds values of type {type}, which no table of Bancada keeps. Leave it out or write it as text or numbers.",
        "A coluna {column} guarda valores do tipo {type}, que a Bancada não armazena. Retire-a ou escreva-a como texto ou números.",
    ),
    "column_type_changed": (
        "The column {column} held {was} in the dataset and holds {now} in what comes. Choose another name, or mend the column.",
        "A coluna {column} era {was} no conjunto e é {now} no que chega. Escolha outro nome ou corrija a coluna.",
    ),
    "null_character": (
        "The column {column} holds NUL characters. Remove them and import again.",
        "A coluna {column} contém caracteres NUL. Remova-os e importe de novo.",
    ),
    "quote_never_closed": (
        "a quote opens on line {line} and never closes; close it or remove it",
        "aspas abertas na linha {line} não fecham; feche-as ou retire-as",
    ),
    "header_quote_never_closed": (
        "The header of {file} cannot be read: a quote opens on line {line} and never closes. Close it or remove it; nothing was imported.",
        "O cabeçalho de {file} não pode ser lido: aspas abertas na linha {line} não fecham. Feche-as ou retire-as; nada foi importado.",
    ),
    "bad_rows": (
        "{count} of {rows} rows of {file} do not fit; nothing was imported. First ones: {examples}. Mend them, or leave them out: --skip-bad (in the dashboard: Leave bad rows out).",
        "{count} de {rows} linhas de {file} não servem; nada foi importado. Primeiras: {examples}. Corrija-as ou deixe-as de fora: --skip-bad (no painel: Deixar de fora as linhas ruins).",
    ),
    "too_many_bad_rows": (
        "More than {limit} rows do not fit; nothing was imported. First ones: {examples}. Check how the file separates its cells.",
        "Mais de {limit} linhas não servem; nada foi importado. Primeiras: {examples}. Confira como o arquivo separa as células.",
    ),
    "no_good_rows": (
        "None of the {rows} rows of {file} fits. The first: {examples}.",
        "Nenhuma das {rows} linhas de {file} se encaixa. As primeiras: {examples}.",
    ),
    "not_sensor_columns": (
        "The table leituras_sensores takes the columns {expected}; found: {found}.",
        "A tabela leituras_sensores recebe as colunas {expected}; encontradas: {found}.",
    ),
    "connection_failed": (
        "{database} cannot be read: {detail}. Check the address, the user and the password.",
        "{database} não pode ser lido: {detail}. Confira o endereço, o usuário e a senha.",
    ),
    "table_not_found": (
        "There is no table {table} that can be read. Tables there: {available}.",
        "Não há tabela {table} que possa ser lida. Tabelas ali: {available}.",
    ),
}

# what an import notes
SENTENCES |= {
    "bad_row": ("line {line}: {reason}", "linha {line}: {reason}"),
    "type_integer": ("integer", "número inteiro"),
    "type_float": ("float", "número"),
    "type_boolean": ("boolean", "verdadeiro ou falso"),
    "type_category": ("category", "categoria"),
    "type_text": ("text", "texto"),
    "type_datetime": ("datetime", "data e hora"),
    "wrong_number_of_fields": (
        "{found} fields where {expected} are expected",
        "{found} campos onde se esperam {expected}",
    ),
    "cell_does_not_fit": (
        "{column}: {value!r} is not of type {type}",
        "{column}: {value!r} não é do tipo {type}",
    ),
    "cell_too_long": (
        "{column}: {length} characters, up to {limit} are accepted",
        "{column}: {length} caracteres, são aceitos até {limit}",
    ),
    "row_index_dropped": (
        "The first column has no name and counts the rows; it was left out.",
        "A primeira coluna não tem nome e numera as linhas; foi deixada de fora.",
    ),
    "no_header": (
        "The first line holds numbers, not names: columns were named by their place.",
        "A primeira linha contém números, não nomes: as colunas foram nomeadas pela posição.",
    ),
    "column_named": (
        "The column at place {position} has no name and was named {column}.",
        "A coluna na posição {position} não tem nome e foi chamada de {column}.",
    ),
    "infinite_values_missing": (
        "{column}: {count} infinite values are kept as missing.",
        "{column}: {count} valores infinitos ficam como ausentes.",
    ),
    "large_integers_as_text": (
        "{column} holds whole numbers too large to stand exactly beside missing values; they are kept as text.",
        "{column} contém inteiros grandes demais para ficarem exatos ao lado de valores ausentes; ficam como texto.",
    ),
    "nearly_of_a_type": (
        "{column} is kept as text: only {percent}% of its cells are of type {type}, and 95% would be needed.",
        "{column} fica como texto: só {percent}% das células são do tipo {type}, e seriam necessários 95%.",
    ),
}
