"""Sentences of the lottery: draws."""

SENTENCES: dict[str, tuple[str, str]] = {}

# a file that cannot be read as draws
SENTENCES |= {
    "lottery_columns_unknown": (
        "{file} has no columns of draws: found {columns}. A header names the contest (Concurso) and 15 numbers (Bola1 to Bola15, n1 to n15, or one column Dezenas).",
        "{file} não tem colunas de sorteios: encontradas {columns}. O cabeçalho nomeia o concurso (Concurso) e 15 dezenas (Bola1 a Bola15, n1 a n15, ou uma só coluna Dezenas).",
    ),
    "lottery_json_unreadable": (
        "Line {line} of {file} is no JSON: {detail}. Expected one draw, an array of draws, or one draw a line.",
        "A linha {line} de {file} não é JSON: {detail}. Espera-se um sorteio, uma lista de sorteios, ou um sorteio por linha.",
    ),
    "lottery_gzip_unreadable": (
        "{file} cannot be unpacked: {detail}. Fetch it again.",
        "{file} não pôde ser descompactado: {detail}. Obtenha-o novamente.",
    ),
    "lottery_other_game": (
        "Line {line} is a draw of {game}, not of Lotofácil. Nothing was imported.",
        "A linha {line} é um sorteio de {game}, não da Lotofácil. Nada foi importado.",
    ),
}

# rows that break a rule
SENTENCES |= {
    "lottery_bad_draws": (
        "{count} rows of {file} break a rule (contests {contests}); nothing was imported. First ones: {examples}. Correct them, or take only the good ones: --skip-bad (in the dashboard: Leave bad rows out).",
        "{count} linhas de {file} descumprem uma regra (concursos {contests}); nada foi importado. Primeiras: {examples}. Corrija-as ou aproveite só as boas: --skip-bad (no painel: Deixar de fora as linhas ruins).",
    ),
    "lottery_gap": (
        "{file} leaves gaps; nothing was imported: {examples}. Import the missing contests first, or take only the rows before the gap: --skip-bad (in the dashboard: Leave bad rows out).",
        "{file} deixa lacunas; nada foi importado: {examples}. Importe antes os concursos que faltam ou aproveite só as linhas anteriores à lacuna: --skip-bad (no painel: Deixar de fora as linhas ruins).",
    ),
    "lottery_record_broken": (
        "The draws of {where} break {count} rules (contests {contests}). First ones: {examples}. Correct them there.",
        "Os sorteios de {where} descumprem {count} regras (concursos {contests}). Primeiras: {examples}. Corrija-os lá.",
    ),
    "lottery_contest_unreadable": (
        "{value} is no contest: a whole number from 1 to {limit}",
        "{value} não é um concurso: um número inteiro de 1 a {limit}",
    ),
    "lottery_number_out_of_range": (
        "contest {contest}: {values} is no number from 1 to 25",
        "concurso {contest}: {values} não é uma dezena de 1 a 25",
    ),
    "lottery_number_repeated": (
        "contest {contest}: {values} stands more than once",
        "concurso {contest}: {values} aparece mais de uma vez",
    ),
    "lottery_number_count": (
        "contest {contest}: {count} numbers instead of 15",
        "concurso {contest}: {count} dezenas em vez de 15",
    ),
    "lottery_order_differs": (
        "contest {contest}: the order of drawing ({order}) is not of the same 15 numbers",
        "concurso {contest}: a ordem de sorteio ({order}) não é das mesmas 15 dezenas",
    ),
    "lottery_date_unreadable": (
        "contest {contest}: {value} is no date of the form 29/09/2003",
        "concurso {contest}: {value} não é uma data da forma 29/09/2003",
    ),
    "lottery_count_unreadable": (
        "contest {contest}: {value} is no count of winners",
        "concurso {contest}: {value} não é uma quantidade de ganhadores",
    ),
    "lottery_money_unreadable": (
        "contest {contest}: {value} is no amount of the form R$49.765,82",
        "concurso {contest}: {value} não é um valor da forma R$49.765,82",
    ),
    "lottery_record_not_object": (
        "{value} is no draw: a JSON object was expected",
        "{value} não é um sorteio: esperava-se um objeto JSON",
    ),
    "lottery_contest_twice": (
        "contest {contest} stands on lines {lines} with different contents, and nothing tells which is right",
        "o concurso {contest} está nas linhas {lines} com conteúdos diferentes, e nada diz qual está certo",
    ),
    "lottery_contest_changed": (
        "contest {contest} is stored with other numbers: {stored}",
        "o concurso {contest} está guardado com outras dezenas: {stored}",
    ),
    "lottery_date_changed": (
        "contest {contest} is stored with another date: {stored}",
        "o concurso {contest} está guardado com outra data: {stored}",
    ),
    "lottery_date_goes_back": (
        "contest {contest} is dated {date}, which does not fit between its neighbours ({low} to {high}): dates never go back",
        "o concurso {contest} tem a data {date}, que não cabe entre as vizinhas ({low} a {high}): as datas nunca voltam",
    ),
    "lottery_contests_missing": (
        "contests {contests} are missing: the record has no gaps",
        "faltam os concursos {contests}: o histórico não tem lacunas",
    ),
    "lottery_contest_missing": (
        "contest {contest} is missing: the record has no gaps",
        "falta o concurso {contest}: o histórico não tem lacunas",
    ),
    "lottery_beyond_gap": (
        "contest {contest} is parted from the others by a missing one, {missing}",
        "o concurso {contest} está separado dos demais por um que falta, o {missing}",
    ),
}

# what an import notes, and what stands in its way
SENTENCES |= {
    "lottery_simulated_removed": (
        "{count} simulated draws were removed: real ones have come in, and the two are never mixed.",
        "{count} sorteios simulados foram removidos: chegaram os reais, e os dois nunca se misturam.",
    ),
    "lottery_prizes_filled": (
        "{count} draws that were there already got dates, prizes or winners that they lacked.",
        "{count} sorteios que já existiam receberam datas, prêmios ou ganhadores que lhes faltavam.",
    ),
    "lottery_draws_present": (
        "There are {count} draws already. Simulated ones are made only where there is none.",
        "Já existem {count} sorteios. Os simulados só são criados onde não há nenhum.",
    ),
    "lottery_no_draws": (
        "There are no draws yet. Import the official spreadsheet, or fetch the draws from the official service.",
        "Ainda não há sorteios. Importe a planilha oficial ou busque os sorteios no serviço oficial.",
    ),
}

# the stored record against what comes, and the way out
SENTENCES |= {
    "lottery_stored_differs": (
        "The stored record (draws: {stored}, contests: {held}, last import: {origin}) disagrees with {count} of the {rows} rows of {file}; nothing was imported. If the stored record is the wrong one, take it out and import again: bancada lottery remove (in the dashboard: History, Draws, Remove the draws…). First rows: {examples}.",
        "O histórico guardado (sorteios: {stored}, concursos: {held}, última importação: {origin}) não concorda com {count} das {rows} linhas de {file}; nada foi importado. Se o errado for o histórico guardado, retire-o e importe de novo: bancada lottery remove (no painel: Histórico, Sorteios, Remover os sorteios…). Primeiras linhas: {examples}.",
    ),
    "lottery_left_out_stored": (
        "{count} of the {rows} rows were left out only because the stored record (draws: {stored}, contests: {held}, last import before: {origin}) disagrees with them. If the stored record is the wrong one, take it out and import again: bancada lottery remove (in the dashboard: History, Draws, Remove the draws…).",
        "{count} das {rows} linhas ficaram de fora só porque o histórico guardado (sorteios: {stored}, concursos: {held}, importação anterior: {origin}) não concorda com elas. Se o errado for o histórico guardado, retire-o e importe de novo: bancada lottery remove (no painel: Histórico, Sorteios, Remover os sorteios…).",
    ),
    "lottery_nothing_removed": (
        "There are no removed draws to bring back: no file {file} in {folder}.",
        "Não há sorteios removidos para trazer de volta: nenhum arquivo {file} em {folder}.",
    ),
    "lottery_restore_present": (
        "There are {count} draws already; removed ones come back only where there is none. Take those out first: bancada lottery remove.",
        "Já existem {count} sorteios; os removidos só voltam onde não há nenhum. Retire antes os que estão lá: bancada lottery remove.",
    ),
    "lottery_removed_unreadable": (
        "{file} is no file of removed draws as it was written: line {line}, {detail}. Nothing was brought back.",
        "{file} não é um arquivo de sorteios removidos como foi gravado: linha {line}, {detail}. Nada foi trazido de volta.",
    ),
    "lottery_remove_unconfirmed": (
        "Removing the draws asks first, and nobody can answer here. Say --yes.",
        "Remover os sorteios pede confirmação, e aqui ninguém pode responder. Use --yes.",
    ),
}

# a database of the user's own
SENTENCES |= {
    "lottery_database_missing": (
        "There is no database {database}. Check the address of the draws' database.",
        "Não há banco de dados {database}. Confira o endereço do banco dos sorteios.",
    ),
    "lottery_table_missing": (
        "The database {database} has no table {table}; it has: {available}.",
        "O banco de dados {database} não tem a tabela {table}; tem: {available}.",
    ),
    "lottery_columns_missing": (
        "The table {table} of {database} lacks the columns {columns}. It needs concurso and n1 to n15.",
        "A tabela {table} de {database} não tem as colunas {columns}. Ela precisa de concurso e n1 a n15.",
    ),
}

# the official service
SENTENCES |= {
    "lottery_api_url_invalid": (
        "{setting} is no address of a web service: it begins with https:// or http://.",
        "{setting} não é o endereço de um serviço web: ele começa com https:// ou http://.",
    ),
    "lottery_api_unreachable": (
        "{url} cannot be reached ({detail}). What had come is stored; try again when there is a network.",
        "{url} não pôde ser alcançado ({detail}). O que já havia chegado está guardado; tente de novo quando houver rede.",
    ),
    "lottery_api_busy": (
        "{url} is busy (status {status}, asked {tries} times). What had come is stored; try again later.",
        "{url} está ocupado (status {status}, {tries} tentativas). O que já havia chegado está guardado; tente mais tarde.",
    ),
    "lottery_api_refused": (
        "{url} does not answer the question (status {status}). What had come is stored; import the official spreadsheet instead.",
        "{url} não atende ao pedido (status {status}). O que já havia chegado está guardado; importe a planilha oficial.",
    ),
    "lottery_api_no_contest": (
        "{url} does not have contest {contest}. What had come is stored; it may be published later.",
        "{url} não tem o concurso {contest}. O que já havia chegado está guardado; ele pode ser publicado mais tarde.",
    ),
    "lottery_api_other_contest": (
        "Asked for contest {contest}, the service answered with {found}. It was not taken.",
        "Ao pedido do concurso {contest}, o serviço respondeu com o {found}. Ele não foi aproveitado.",
    ),
    "lottery_api_unreadable": (
        "The service's answer cannot be read: {detail}. It was not taken.",
        "A resposta do serviço não pôde ser lida: {detail}. Ela não foi aproveitada.",
    ),
    "lottery_api_draw_refused": (
        "The service told a draw that breaks a rule: {reason}. It was not taken, nor what follows it.",
        "O serviço informou um sorteio que descumpre uma regra: {reason}. Ele não foi aproveitado, nem os seguintes.",
    ),
    "lottery_api_stored_differs": (
        "The stored record (draws: {stored}, contests: {held}, last import: {origin}) disagrees with what the service tells: {examples}. If the stored record is the wrong one, take it out and update again: bancada lottery remove (in the dashboard: History, Draws, Remove the draws…).",
        "O histórico guardado (sorteios: {stored}, concursos: {held}, última importação: {origin}) não concorda com o que o serviço informa: {examples}. Se o errado for o histórico guardado, retire-o e atualize de novo: bancada lottery remove (no painel: Histórico, Sorteios, Remover os sorteios…).",
    ),
    "lottery_update_cancelled": (
        "The update was stopped on request. What had come is stored.",
        "A atualização foi interrompida a pedido. O que já havia chegado está guardado.",
    ),
}

# the training-data hook
SENTENCES |= {
    "lottery_hook_missing": (
        "There is no module {module} for the training data. Check its name and that it lies in the working folder.",
        "Não há módulo {module} para os dados de treino. Confira o nome e se ele está na pasta de trabalho.",
    ),
    "lottery_hook_no_function": (
        "The module {module} has no function {function}().",
        "O módulo {module} não tem a função {function}().",
    ),
    "lottery_hook_failed": (
        "The module {module} failed while giving training data: {detail}",
        "O módulo {module} falhou ao fornecer os dados de treino: {detail}",
    ),
    "lottery_hook_shape": (
        "{function}() of the module {module} gave {found}. Expected numbers of shape (n, 15), zeros and ones of shape (n, 25), a pair (contests, numbers), or a table with n1 to n15.",
        "{function}() do módulo {module} forneceu {found}. Esperavam-se dezenas de forma (n, 15), zeros e uns de forma (n, 25), um par (concursos, dezenas) ou uma tabela com n1 a n15.",
    ),
}
