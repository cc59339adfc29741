"""Sentences of the lottery: what its use cases and doors refuse."""

SENTENCES: dict[str, tuple[str, str]] = {
    "lottery_is_connected": (
        "Draws are read from your own database (BANCADA_LOTTERY_URL), which Bancada never writes. Unset it to import into Bancada's tables.",
        "Os sorteios são lidos do seu próprio banco (BANCADA_LOTTERY_URL), em que o Bancada nunca escreve. Retire essa configuração para importar nas tabelas do Bancada.",
    ),
    "lottery_backtest_of_what": (
        "Say what to judge: either a rule (--rule frequency) or a saved model (--model NAME), not both.",
        "Diga o que julgar: uma regra (--rule frequency) ou um modelo salvo (--model NOME), não os dois.",
    ),
    "lottery_train_one": (
        "Train one model at a time: name one of ls15, ls14, ls15++, ls14++, frequency, last-k, markov, logistic.",
        "Treine um modelo por vez: indique ls15, ls14, ls15++, ls14++, frequency, last-k, markov ou logistic.",
    ),
    "lottery_model_saw_all": (
        "{model} learned from every draw up to contest {last}: there is none that it has not seen. Give --from, and it is fitted anew on earlier draws, or wait for new ones.",
        "{model} aprendeu com todos os sorteios até o concurso {last}: não há nenhum que não tenha visto. Indique --from, e ele será ajustado de novo com sorteios anteriores, ou espere novos.",
    ),
    "lottery_next_unknown": (
        "The record has no date, so it cannot be told when bets for contest {contest} close. Import draws with dates.",
        "O histórico não tem datas, então não se sabe quando fecham as apostas do concurso {contest}. Importe sorteios com datas.",
    ),
    "lottery_seal_simulated": (
        "These draws are simulated: a ticket sealed on them would prove nothing. Import the official draws first.",
        "Estes sorteios são simulados: um palpite selado com eles não provaria nada. Importe antes os sorteios oficiais.",
    ),
    "lottery_check_what": (
        "Give the tickets to check, each in quotes, or a file of them with --file; not both.",
        "Informe as apostas a conferir, cada uma entre aspas, ou um arquivo com --file; não os dois.",
    ),
    "lottery_not_numbers": (
        "These are no numbers: {words}. Write numbers from 1 to 25, parted by spaces or commas.",
        "Isto não são dezenas: {words}. Escreva dezenas de 1 a 25, separadas por espaços ou vírgulas.",
    ),
    "lottery_not_range": (
        "{text} is no range. Write it as 6-8, or one number.",
        "{text} não é uma faixa. Escreva como 6-8, ou um só número.",
    ),
    "lottery_ticket_format": (
        "Tickets are written as {endings}, by the ending of the name; {path} has none of these.",
        "Palpites são gravados como {endings}, conforme o final do nome; {path} não tem nenhum destes.",
    ),
    "lottery_not_written": (
        "{path} could not be written: {reason}.",
        "Não foi possível gravar {path}: {reason}.",
    ),
    "lottery_chain_broken": (
        "The chain of sealed tickets is broken at seal {first}: what stands from there on proves nothing. Restore the database from a copy made before.",
        "A cadeia de palpites selados está quebrada no selo {first}: o que vem dali em diante não prova nada. Restaure o banco a partir de uma cópia anterior.",
    ),
    "lottery_digest_missing": (
        "The chain does not hold the digest {digest}: what was published once is no longer there. Restore the database from a copy that has it.",
        "A cadeia não contém o resumo {digest}: o que foi publicado antes não está mais lá. Restaure o banco a partir de uma cópia que o tenha.",
    ),
    "lottery_days_wrong": (
        "{days} are no weekdays. Write 0 (Monday) to 6 (Sunday) with commas, or day for every one.",
        "{days} não são dias da semana. Escreva de 0 (segunda) a 6 (domingo) com vírgulas, ou day para todos.",
    ),
    "backtest_past_short": (
        "Only {n_draws} draws lie before the first contest: a model needs at least {least} to be fitted. Begin later.",
        "Só há {n_draws} sorteios antes do primeiro concurso: um modelo precisa de pelo menos {least} para ser ajustado. Comece mais tarde.",
    ),
    "backtest_no_block": (
        "A model cannot be fitted {blocks} times. Give at least 1 block.",
        "Um modelo não pode ser ajustado {blocks} vezes. Informe ao menos 1 bloco.",
    ),
}
