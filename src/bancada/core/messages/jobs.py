"""Sentences of the jobs floor."""

SENTENCES: dict[str, tuple[str, str]] = {
    "run_not_found": (
        "There is no run {run_id!r}. List the runs to see their ids.",
        "Não existe a execução {run_id!r}. Liste as execuções para ver os identificadores.",
    ),
    "run_refused": (
        "The run cannot be changed as asked: {detail}",
        "A execução não pode ser alterada como pedido: {detail}",
    ),
    "run_kind_unknown": (
        "No worker knows the kind of run {kind!r}; known are: {known}. If Bancada was updated, restart the worker.",
        "Nenhum executor conhece o tipo de execução {kind!r}; os conhecidos são: {known}. Se o Bancada foi atualizado, reinicie o executor.",
    ),
    "run_id_taken": (
        "The run id {run_id!r} is taken. Choose another, or leave it out to be given one.",
        "O identificador de execução {run_id!r} já está em uso. Escolha outro ou omita-o para receber um novo.",
    ),
    "run_is_over": (
        "The run {title!r} ({run_id}) is over; there is nothing left to stop.",
        "A execução {title!r} ({run_id}) já terminou; não há o que interromper.",
    ),
    "run_not_failed": (
        "The run {title!r} ({run_id}) can be run again only after it failed or was cancelled.",
        "A execução {title!r} ({run_id}) só pode ser refeita depois de falhar ou ser cancelada.",
    ),
    "payload_not_json": (
        "What the run was to be given cannot be stored as JSON: {detail}. Pass text, numbers, lists and mappings with text keys.",
        "Os dados da execução não podem ser guardados como JSON: {detail}. Use texto, números, listas e dicionários com chaves de texto.",
    ),
    "payload_too_large": (
        "What the run was to be given takes {size_kb} kB; at most {limit_kb} kB are allowed. Store the data and pass its name.",
        "Os dados da execução ocupam {size_kb} kB; o limite é {limit_kb} kB. Guarde os dados e informe apenas o nome.",
    ),
    "step_result_not_json": (
        "A step's result cannot be stored as JSON: {detail}. This is a defect of the job; the work of this step is lost.",
        "O resultado de uma etapa não pode ser guardado como JSON: {detail}. É um defeito da tarefa; o trabalho desta etapa se perdeu.",
    ),
    "step_result_too_large": (
        "A step's result takes {size_kb} kB; at most {limit_kb} kB are allowed. The job should store it and return its name.",
        "O resultado de uma etapa ocupa {size_kb} kB; o limite é {limit_kb} kB. A tarefa deveria guardá-lo e devolver o nome.",
    ),
    "run_crashed": (
        "The run stopped on an unexpected error, {error}: {detail}. The log of the run has the details.",
        "A execução parou por um erro inesperado, {error}: {detail}. O registro da execução traz os detalhes.",
    ),
    "run_steps_changed": (
        "The steps of {kind!r} changed while the run was interrupted: finished are {finished}, known now {known}. Submit it again.",
        "As etapas de {kind!r} mudaram enquanto a execução estava interrompida: concluídas {finished}, conhecidas agora {known}. Envie-a de novo.",
    ),
    "run_kept_dying": (
        "The worker died {times} times while running this. It may need more memory than there is. Try again with less data.",
        "O executor caiu {times} vezes durante esta execução. Talvez falte memória. Tente de novo com menos dados.",
    ),
    "run_lost": (
        "The run was lost (state {state}). Run it again; finished steps are kept.",
        "A execução se perdeu (estado {state}). Refaça-a; as etapas concluídas foram guardadas.",
    ),
    "run_waits_for_worker": (
        "No worker is running. Start one with: bancada worker",
        "Nenhum executor está ativo. Inicie um com: bancada worker",
    ),
    "run_interrupted": (
        "The worker stopped in the middle of this run. It goes on when a worker is started: bancada worker",
        "O executor parou no meio desta execução. Ela continua quando um executor for iniciado: bancada worker",
    ),
    "schedule_wrong": (
        "The schedule {name!r} cannot be kept: {problems}",
        "O agendamento {name!r} não pode ser guardado: {problems}",
    ),
    "schedule_name_long": (
        "A name has at most {limit} characters.",
        "Um nome tem no máximo {limit} caracteres.",
    ),
    "schedule_days": (
        "Give at least one day of the week, 0 for Monday to 6 for Sunday; given were: {days}.",
        "Informe ao menos um dia da semana, de 0 (segunda) a 6 (domingo); foram informados: {days}.",
    ),
    "schedule_time": (
        "Give a time of day as HH:MM, from 00:00 to 23:59; given was {at!r}.",
        "Informe um horário como HH:MM, de 00:00 a 23:59; foi informado {at!r}.",
    ),
    "schedule_zone": (
        "There is no time zone {zone!r}. Give a name such as America/Sao_Paulo.",
        "Não existe o fuso horário {zone!r}. Informe um nome como America/Sao_Paulo.",
    ),
    "schedule_not_found": (
        "There is no schedule {name!r}; there are: {known}.",
        "Não existe o agendamento {name!r}; existem: {known}.",
    ),
    "worker_held": (
        "Another worker already serves this jobs database (lock: {lock}). One is enough; stop it first to replace it.",
        "Outro executor já atende este banco de execuções (trava: {lock}). Um basta; pare-o antes de substituí-lo.",
    ),
    "jobs_database_unusable": (
        "The jobs database {url} cannot be used: {detail}. Check BANCADA_JOBS_URL, and that its folder or server is there and may be written.",
        "O banco de execuções {url} não pode ser usado: {detail}. Confira BANCADA_JOBS_URL e se a pasta ou o servidor existe e aceita escrita.",
    ),
    "jobs_schema_newer": (
        "The jobs database has format {found}, this Bancada knows up to {known}. Update Bancada, or set BANCADA_JOBS_URL to another one.",
        "O banco de execuções tem o formato {found}; este Bancada conhece até o {known}. Atualize o Bancada ou aponte BANCADA_JOBS_URL para outro.",
    ),
    "jobs_url_unusable": (
        "The setting {setting} cannot be used: {url}. Give a SQLite file (sqlite:///data/jobs.db) or a PostgreSQL database.",
        "A configuração {setting} não pode ser usada: {url}. Informe um arquivo SQLite (sqlite:///data/jobs.db) ou um banco PostgreSQL.",
    ),
}
