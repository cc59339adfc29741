"""Sentences shared by all floors: the base classes, names, settings, extras."""

SENTENCES: dict[str, tuple[str, str]] = {
    "error": ("Something went wrong: {detail}", "Algo deu errado: {detail}"),
    "bad_input": ("The input is wrong: {detail}", "A entrada está errada: {detail}"),
    "not_found": ("{what} was not found.", "{what} não foi encontrado."),
    "already_exists": ("{what} already exists.", "{what} já existe."),
    "refused": ("Refused: {detail}", "Recusado: {detail}"),
    "cancelled": (
        "Cancelled on request. What was finished before is kept.",
        "Cancelado a pedido. O que terminou antes foi guardado.",
    ),
    "schema_error": ("The rows do not fit: {problems}", "As linhas não servem: {problems}"),
    "invalid_name": (
        "The name {name!r} cannot be used. Use 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit.",
        "O nome {name!r} não pode ser usado. Use de 1 a 64 letras, dígitos, '.', '_' ou '-', começando com letra ou dígito.",
    ),
    "invalid_name_type": (
        "A name must be text, and {name} is not.",
        "Um nome deve ser texto, e {name} não é.",
    ),
    "invalid_name_characters": (
        "The name {name!r} is empty, too long or has characters that are not allowed. Use 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit.",
        "O nome {name!r} está vazio, é longo demais ou tem caracteres não permitidos. Use de 1 a 64 letras, dígitos, '.', '_' ou '-', começando com letra ou dígito.",
    ),
    "invalid_name_dots": (
        "The name {name!r} has two dots in a row or ends with one. Take them out.",
        "O nome {name!r} tem dois pontos seguidos ou termina com um. Retire-os.",
    ),
    "invalid_name_device": (
        "The name {name!r} is a device name of an operating system. Choose another name.",
        "O nome {name!r} é o nome de um dispositivo do sistema operacional. Escolha outro nome.",
    ),
    "invalid_name_reserved": (
        "The name {name!r} is that of a file that the store keeps for itself. Choose another name.",
        "O nome {name!r} é o de um arquivo que o repositório guarda para si. Escolha outro nome.",
    ),
    "invalid_settings": (
        "The setting {setting} cannot be used: {detail}. Correct it in the environment or in .env.",
        "A configuração {setting} não pode ser usada: {detail}. Corrija no ambiente ou no .env.",
    ),
    "invalid_setting_value": (
        "The setting {setting} cannot be used: {value} {reason}. Correct it in the environment or in .env.",
        "A configuração {setting} não pode ser usada: {value} {reason}. Corrija no ambiente ou no .env.",
    ),
    "setting_greater_than_equal": ("is less than {limit}", "é menor que {limit}"),
    "setting_greater_than": ("is not more than {limit}", "não é maior que {limit}"),
    "setting_less_than_equal": ("is more than {limit}", "é maior que {limit}"),
    "setting_choice": ("is none of these: {choices}", "não é nenhum destes: {choices}"),
    "setting_host": (
        "is no name of a host; write names without scheme, port or *, as api.example",
        "não é um nome de host; escreva nomes sem esquema, porta ou *, como api.example",
    ),
    "setting_origin": (
        "is no site; write each one out, without a path or *, as https://painel.example",
        "não é um site; escreva cada um por extenso, sem caminho ou *, como https://painel.example",
    ),
    "setting_proxy": (
        "is no address of a proxy; write addresses or networks, as 10.0.0.2 or 10.0.0.0/24, and never all of them",
        "não é o endereço de um proxy; escreva endereços ou redes, como 10.0.0.2 ou 10.0.0.0/24, e nunca todos",
    ),
    "setting_cache": (
        "is no address of a Redis; write it as redis://HOST:6379/0, or leave it empty to keep answers in memory",
        "não é o endereço de um Redis; escreva como redis://HOST:6379/0, ou deixe vazio para guardar as respostas em memória",
    ),
    "setting_whole_number": ("is no whole number", "não é um número inteiro"),
    "setting_number": ("is no value of its kind", "não é um valor do tipo esperado"),
    "missing_extra": (
        "{feature} needs {package}, which is not installed. Install it with: pip install 'bancada[{extra}]'",
        "{feature} precisa de {package}, que não está instalado. Instale com: pip install 'bancada[{extra}]'",
    ),
    "verification_failed": (
        "These models do not verify: {names}. Restore them from a backup, or delete them.",
        "Estes modelos não conferem: {names}. Restaure de uma cópia ou exclua.",
    ),
    "port_taken": (
        "{host}:{port} cannot be used ({detail}). Choose another port: bancada up --port 8600, or set BANCADA_PORT.",
        "{host}:{port} não pode ser usado ({detail}). Escolha outra porta: bancada up --port 8600, ou defina BANCADA_PORT.",
    ),
    "dashboard_missing": (
        "The dashboard's files ({path}) are not here. Run `bancada up` from a clone of the project.",
        "Os arquivos do painel ({path}) não estão aqui. Execute `bancada up` em um clone do projeto.",
    ),
    "dashboard_not_up": (
        "The dashboard did not answer at {host}:{port}. Its own output above says why.",
        "O painel não respondeu em {host}:{port}. A saída dele, acima, diz por quê.",
    ),
    "champion_not_found": (
        "{task} has no champion. Promote a model: bancada models promote NAME",
        "{task} não tem campeão. Promova um modelo: bancada models promote NOME",
    ),
    "target_not_named": (
        "{dataset} has no target. Name the column to be learned with --target.",
        "{dataset} não tem alvo. Indique a coluna a aprender com --target.",
    ),
    "unknown_candidates": (
        "Unknown candidates: {candidates}. Known for this problem: {known}.",
        "Candidatos desconhecidos: {candidates}. Conhecidos para este problema: {known}.",
    ),
    "candidate_not_kept": (
        "The run {run_id} kept no fitted model of {candidate}: only its top candidates are kept. Compare again with a larger --top.",
        "A execução {run_id} não guardou o modelo de {candidate}: só os melhores são guardados. Compare de novo com um --top maior.",
    ),
    "comparison_not_finished": (
        "The comparison {run_id} is not finished. Wait for it: bancada runs follow {run_id}",
        "A comparação {run_id} não terminou. Espere por ela: bancada runs follow {run_id}",
    ),
    "dataset_changed_since": (
        "{dataset} has changed since the comparison {run_id}, so its split cannot be made again. Compare again, then adjust.",
        "{dataset} mudou desde a comparação {run_id}, por isso a divisão dela não pode ser refeita. Compare de novo e depois ajuste.",
    ),
    "adjust_costs_both": (
        "A threshold needs the cost of both mistakes: a false positive and a false negative.",
        "Um limiar precisa do custo dos dois erros: um falso positivo e um falso negativo.",
    ),
    "holdout_seen_again": (
        "The holdout of this run has now been scored {looks} times. Each look makes its figures a little too kind; judge the model on new rows.",
        "A reserva desta execução já foi avaliada {looks} vezes. Cada olhada deixa os números um pouco otimistas; julgue o modelo em linhas novas.",
    ),
    "set_unknown_field": (
        "`{pair}` is not FIELD=VALUE with a known field. Known: {known}.",
        "`{pair}` não é CAMPO=VALOR com um campo conhecido. Conhecidos: {known}.",
    ),
    "set_not_a_number": ("`{column}` wants a number, not `{text}`.", "`{column}` quer um número, não `{text}`."),
    "batch_all_refused": (
        "None of the {rows} rows could be answered. The reasons stand above.",
        "Nenhuma das {rows} linhas pôde ser respondida. Os motivos estão acima.",
    ),
    "out_not_writable": (
        "The answers cannot be written to {path}: {detail}. Choose another file.",
        "As respostas não podem ser gravadas em {path}: {detail}. Escolha outro arquivo.",
    ),
    "gate_refused": (
        "{name} was not promoted: {findings} To promote it all the same, say why: --force --reason '...'",
        "{name} não foi promovido: {findings} Para promovê-lo mesmo assim, diga por quê: --force --reason '...'",
    ),
    "gate_integrity": (
        "{name} was not promoted: its files do not verify, and no reason outweighs that. {findings}",
        "{name} não foi promovido: os arquivos não conferem, e nenhum motivo supera isso. {findings}",
    ),
    "gate_reason_missing": (
        "Promoting {name} against the gate needs a reason: --force --reason '...'",
        "Promover {name} contra o portão exige um motivo: --force --reason '...'",
    ),
    "doctor_failed": ("{count} checks failed.", "{count} verificações falharam."),
    "doctor_io": ("A file or folder cannot be used: {detail}", "Um arquivo ou pasta não pode ser usado: {detail}"),
    "doctor_python": ("Python {version}; 3.11 to 3.13 are supported.", "Python {version}; são suportados 3.11 a 3.13."),
    "doctor_extras": ("All extras are installed.", "Todos os extras estão instalados."),
    "doctor_extras_missing": (
        "Extras not installed: {missing}. Install with: pip install 'bancada[NAME]'",
        "Extras não instalados: {missing}. Instale com: pip install 'bancada[NOME]'",
    ),
    "doctor_disk": ("{free_gb} GB free in {path}.", "{free_gb} GB livres em {path}."),
    "doctor_tables": ("The database answers; {count} datasets.", "O banco responde; {count} datasets."),
    "doctor_worker": ("A worker is alive.", "Há um worker ativo."),
    "doctor_no_worker": (
        "No worker is alive; submitted runs wait. Start one: bancada worker",
        "Nenhum worker ativo; execuções enviadas esperam. Inicie um: bancada worker",
    ),
    "doctor_store": (
        "The model store verifies: {models} models, {legacy} legacy.",
        "O repositório confere: {models} modelos, {legacy} legados.",
    ),
    "doctor_store_broken": ("These models do not verify: {names}.", "Estes modelos não conferem: {names}."),
    "doctor_key": ("The signing key is private: {path}.", "A chave de assinatura é privada: {path}."),
    "doctor_key_open": (
        "The signing key {path} can be read by others (mode {mode}). Run: chmod 600 {path}",
        "A chave de assinatura {path} pode ser lida por outros (modo {mode}). Execute: chmod 600 {path}",
    ),
}
