"""Sentences of the HTTP API: access."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "api_key_needed": (
        "A valid key is needed in the header X-API-Key. Make one: bancada keys create --role read",
        "É preciso uma chave válida no cabeçalho X-API-Key. Crie uma: bancada keys create --role read",
    ),
    "api_role_missing": (
        "This needs a key with the role {needed}; this key has {role}.",
        "Isto exige uma chave com o papel {needed}; esta tem {role}.",
    ),
    "api_keys_unknown": (
        "The keys cannot be checked: the database does not answer. Try again in a moment.",
        "As chaves não podem ser conferidas: o banco de dados não responde. Tente de novo em instantes.",
    ),
    "api_host_unknown": (
        "This server does not answer to the name {host!r}. Add it to BANCADA_API_ALLOWED_HOSTS if it is yours.",
        "Este servidor não atende pelo nome {host!r}. Inclua-o em BANCADA_API_ALLOWED_HOSTS se for seu.",
    ),
    "api_origin_refused": (
        "Pages of {origin!r} may not call this server. Add the site to BANCADA_API_CORS_ORIGINS to let them.",
        "Páginas de {origin!r} não podem chamar este servidor. Inclua o site em BANCADA_API_CORS_ORIGINS para permitir.",
    ),
    "api_rate_exceeded": (
        "Too many requests. Wait {seconds} s.",
        "Requisições demais. Espere {seconds} s.",
    ),
    "api_too_busy": (
        "The server has as much under way as it can do in good time. Try again in a moment.",
        "O servidor já tem em curso o que consegue fazer em bom tempo. Tente de novo em instantes.",
    ),
    "api_body_too_large": (
        "The body is larger than {limit} MB, the limit of this server or of this key.",
        "O corpo passa de {limit} MB, o limite deste servidor ou desta chave.",
    ),
    "api_header_repeated": (
        "The header {header} may be sent only once.",
        "O cabeçalho {header} só pode ser enviado uma vez.",
    ),
    "api_length_invalid": (
        "Content-Length is no length: {value!r}.",
        "Content-Length não é um tamanho: {value!r}.",
    ),
    "api_disk_full": (
        "The server has no room left on its disk: what needs writing waits until there is some.",
        "O servidor está sem espaço em disco: o que precisa gravar espera até haver.",
    ),
    "api_http_malformed": (
        "This is no HTTP/1.1 request that can be read: its method, its headers or its lengths are not as they must be.",
        "Isto não é uma requisição HTTP/1.1 legível: o método, os cabeçalhos ou os tamanhos não são como devem ser.",
    ),
    "api_headers_too_many": (
        "A request has at most {limit} headers here.",
        "Aqui uma requisição tem no máximo {limit} cabeçalhos.",
    ),
    "api_query_unknown": (
        "This route takes no parameter {sent}. It takes: {taken}.",
        "Esta rota não aceita o parâmetro {sent}. Ela aceita: {taken}.",
    ),
    "api_media_refused": (
        "Bodies of the type {sent!r} are not taken here. Send one of: {taken}.",
        "Corpos do tipo {sent!r} não são aceitos aqui. Envie um destes: {taken}.",
    ),
    "api_path_unknown": (
        "There is nothing at {path!r}. See /docs for what there is.",
        "Não há nada em {path!r}. Veja em /docs o que há.",
    ),
    "api_path_too_long": (
        "A path of the API has at most {limit} characters.",
        "Um caminho da API tem no máximo {limit} caracteres.",
    ),
    "api_jobs_too_many": (
        "This key has {unfinished} runs that are not over, and may have {limit}. Wait for one, or cancel one.",
        "Esta chave tem {unfinished} execuções que não terminaram, e pode ter {limit}. Espere uma terminar, ou cancele uma.",
    ),
    "api_method_unknown": (
        "{path} does not take {method}; it takes: {methods}.",
        "{path} não aceita {method}; aceita: {methods}.",
    ),
    "api_request_invalid": (
        "The request does not fit what this route takes; each mistake is under `problems`.",
        "A requisição não corresponde ao que esta rota aceita; cada erro está em `problems`.",
    ),
    "api_request_unreadable": (
        "The request cannot be read: {reason}.",
        "A requisição não pode ser lida: {reason}.",
    ),
    "api_internal_error": (
        "Something went wrong inside. Tell whoever runs this server the request id; its log has the rest.",
        "Algo deu errado internamente. Informe a quem opera o servidor o id da requisição; o log dele tem o resto.",
    ),
    "api_key_not_found": (
        "There is no key {id}. See which there are: bancada keys list",
        "Não há a chave {id}. Veja as que há: bancada keys list",
    ),
    "api_key_label": (
        "A label has at most 100 characters, none of them a control character.",
        "Uma etiqueta tem no máximo 100 caracteres, nenhum de controle.",
    ),
    "api_key_limit": (
        "A limit of a key is a whole number from 1 to {most}.",
        "Um limite de chave é um número inteiro de 1 a {most}.",
    ),
    "api_keys_exist": (
        "There are keys already; the first one is made only once. Make another: bancada keys create --role admin",
        "Já há chaves; a primeira só é criada uma vez. Crie outra: bancada keys create --role admin",
    ),
    "audit_line_missing": (
        "Line {line} of the audit is missing.",
        "Falta a linha {line} da auditoria.",
    ),
    "audit_line_changed": (
        "Line {line} of the audit, or one before it, was changed after it was written.",
        "A linha {line} da auditoria, ou uma anterior, foi alterada depois de escrita.",
    ),
    "audit_head_missing": (
        "The signed end of the audit, which lies beside the signing key, is missing: lines may have been taken off the end unseen.",
        "Falta o fim assinado da auditoria, que fica ao lado da chave de assinatura: linhas podem ter sido retiradas do fim sem deixar sinal.",
    ),
    "audit_head_unsigned": (
        "The end of the audit beside the signing key was not signed by this key.",
        "O fim da auditoria ao lado da chave de assinatura não foi assinado por esta chave.",
    ),
    "audit_last_line_gone": (
        "Line {line} of the audit was about to be written and is not there: the process ended in its middle. What it was to tell may have been done.",
        "A linha {line} da auditoria ia ser escrita e não está lá: o processo terminou no meio. O que ela diria pode ter sido feito.",
    ),
    "audit_break": (
        "When line {next_line} of the audit was written, at {at}, line {line} was not as it had been signed (0: the signature was another's): the audit was rewritten or cut before.",
        "Quando a linha {next_line} da auditoria foi escrita, em {at}, a linha {line} não era a que foi assinada (0: a assinatura era de outro): a auditoria foi reescrita ou cortada antes.",
    ),
    "audit_began_late": (
        "This machine signs the audit from line {line} on; lines before it were signed on another machine, or the signed end was removed here.",
        "Esta máquina assina a auditoria a partir da linha {line}; as anteriores foram assinadas em outra máquina, ou o fim assinado foi removido aqui.",
    ),
    "audit_head_differs": (
        "Line {line} of the audit is not the one that was signed: the audit was rewritten or cut.",
        "A linha {line} da auditoria não é a que foi assinada: a auditoria foi reescrita ou cortada.",
    ),
    "audit_broken": (
        "The audit does not hold: {findings}",
        "A auditoria não confere: {findings}",
    ),
    "api_host_open": (
        "{host} can be reached by other machines. Set BANCADA_API_ALLOWED_HOSTS to the names that clients use, and put TLS before it.",
        "{host} pode ser alcançado por outras máquinas. Defina BANCADA_API_ALLOWED_HOSTS com os nomes que os clientes usam e ponha TLS na frente.",
    ),
    "api_port_taken": (
        "{host}:{port} cannot be used ({detail}). Choose another port: bancada serve --port 8601, or set BANCADA_API_PORT.",
        "{host}:{port} não pode ser usado ({detail}). Escolha outra porta: bancada serve --port 8601, ou defina BANCADA_API_PORT.",
    ),
    "api_not_up": (
        "The API did not answer at {host}:{port}. Its own output above says why.",
        "A API não respondeu em {host}:{port}. A saída dela, acima, diz por quê.",
    ),
}
