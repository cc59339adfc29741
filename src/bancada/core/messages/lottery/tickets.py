"""Sentences of the lottery: tickets."""

SENTENCES: dict[str, tuple[str, str]] = {}

SENTENCES |= {
    "rule_numbers_out_of_range": (
        "Numbers go from 1 to 25; these do not: {numbers}.",
        "As dezenas vão de 1 a 25; estas não: {numbers}.",
    ),
    "rule_fixed_and_excluded": (
        "These numbers are both fixed and excluded: {numbers}.",
        "Estas dezenas estão ao mesmo tempo fixas e excluídas: {numbers}.",
    ),
    "rule_too_many_fixed": (
        "{count} numbers are fixed, and a ticket has {size}.",
        "Há {count} dezenas fixas, e o palpite tem {size}.",
    ),
    "rule_too_many_excluded": (
        "Only {count} numbers are left, and a ticket needs {size}: exclude fewer.",
        "Restam só {count} dezenas, e o palpite precisa de {size}: exclua menos.",
    ),
    "rule_empty_range_even": (
        "The range of even numbers is empty: {low} to {high}.",
        "A faixa de dezenas pares está vazia: {low} a {high}.",
    ),
    "rule_empty_range_sum": (
        "The range of the sum is empty: {low} to {high}.",
        "A faixa da soma está vazia: {low} a {high}.",
    ),
    "rule_empty_range_repeats": (
        "The range of repeats from the last draw is empty: {low} to {high}.",
        "A faixa de repetidas do último concurso está vazia: {low} a {high}.",
    ),
    "rule_empty_range_frame": (
        "The range of numbers on the frame is empty: {low} to {high}.",
        "A faixa de dezenas na moldura está vazia: {low} a {high}.",
    ),
    "rule_repeats_without_draw": (
        "Repeats are counted from the last draw, and no draw is known: import draws first.",
        "As repetidas são contadas a partir do último concurso, e nenhum é conhecido: importe os concursos antes.",
    ),
}

SENTENCES |= {
    "rules_do_not_fit": (
        "These rules cannot be used: {problems}",
        "Estas regras não podem ser usadas: {problems}",
    ),
    "ticket_request": (
        "These tickets cannot be made: {problems}",
        "Não é possível gerar estes palpites: {problems}",
    ),
    "ticket_size": (
        "A ticket has {low} to {high} numbers, not {size}.",
        "Um palpite tem de {low} a {high} dezenas, não {size}.",
    ),
    "ticket_numbers": (
        "A ticket has distinct numbers from 1 to 25; this one has {numbers}.",
        "Um palpite tem dezenas distintas de 1 a 25; este tem {numbers}.",
    ),
    "ticket_count": (
        "Ask for 1 to {high} tickets at a time, not {count}.",
        "Peça de 1 a {high} palpites por vez, não {count}.",
    ),
    "ticket_temperature": (
        "The temperature is a finite number above 0, not {temperature}: 1 keeps the probabilities, more evens them out.",
        "A temperatura é um número finito acima de 0, não {temperature}: 1 mantém as probabilidades, valores maiores as igualam.",
    ),
    "ticket_overlap_choice": (
        "Diversified tickets need a largest overlap, and no other way takes one; the way asked for is {how}.",
        "Palpites diversificados exigem uma sobreposição máxima, e nenhum outro modo a aceita; o modo pedido é {how}.",
    ),
    "ticket_seed": (
        "A seed is a whole number from 0 on, not {seed}.",
        "A semente é um número inteiro a partir de 0, não {seed}.",
    ),
    "ticket_probabilities": (
        "A ticket needs {count} probabilities, one a number, each from 0 to 1 and none missing.",
        "Um palpite precisa de {count} probabilidades, uma por dezena, cada uma de 0 a 1 e nenhuma ausente.",
    ),
    "tickets_too_few_left": (
        "Tickets that keep the rules: {left}; asked for: {count}. Loosen a rule or ask for fewer.",
        "Palpites que obedecem às regras: {left}; pedidos: {count}. Afrouxe uma regra ou peça menos.",
    ),
    "tickets_overlap": (
        "Only {found} of {count} tickets were found of which no two share more than {overlap} numbers. Allow a larger overlap, ask for fewer or loosen a rule; another seed may find a few more.",
        "Só {found} de {count} palpites foram encontrados em que nenhum par tem mais de {overlap} dezenas em comum. Permita sobreposição maior, peça menos ou afrouxe uma regra; outra semente pode achar mais alguns.",
    ),
    "tickets_chance": (
        "Every ticket of {size} numbers has the same chance of holding all 15 drawn, 1 in {odds}, whichever numbers it has: no model, rule or choice changes it.",
        "Todo palpite de {size} dezenas tem a mesma chance de conter as 15 sorteadas, 1 em {odds}, sejam quais forem as dezenas: nenhum modelo, regra ou escolha muda isso.",
    ),
    "tickets_all_alike": (
        "The probabilities of all numbers are equal: the most probable ticket is merely the one with the smallest numbers.",
        "As probabilidades de todas as dezenas são iguais: o palpite mais provável é apenas o de dezenas menores.",
    ),
}

SENTENCES |= {
    "tickets_none": (
        "There is no ticket. Write one a line, 15 to 20 numbers each.",
        "Não há nenhum palpite. Escreva um por linha, com 15 a 20 dezenas cada.",
    ),
    "tickets_too_many_lines": (
        "There are {count} tickets; at most {high} are read at a time.",
        "São {count} palpites; no máximo {high} são lidos por vez.",
    ),
    "tickets_too_long": (
        "The text is {size} characters long; at most {high} are read.",
        "O texto tem {size} caracteres; no máximo {high} são lidos.",
    ),
    "tickets_no_text": (
        "This is not a text. Give a text or CSV file of one ticket a line.",
        "Isto não é um texto. Forneça um arquivo de texto ou CSV com um palpite por linha.",
    ),
    "tickets_wrong_lines": (
        "No ticket was read, for these lines are wrong: {problems}",
        "Nenhum palpite foi lido, pois estas linhas estão erradas: {problems}",
    ),
    "ticket_line_not_numbers": (
        "Line {line}: these are no numbers of a ticket: {values}.",
        "Linha {line}: isto não são dezenas de um palpite: {values}.",
    ),
    "ticket_line_out_of_range": (
        "Line {line}: numbers go from 1 to 25; these do not: {numbers}.",
        "Linha {line}: as dezenas vão de 1 a 25; estas não: {numbers}.",
    ),
    "ticket_line_repeated": (
        "Line {line}: repeated: {numbers}.",
        "Linha {line}: repetidas: {numbers}.",
    ),
    "ticket_line_count": (
        "Line {line}: {count} numbers; a ticket has {low} to {high}.",
        "Linha {line}: {count} dezenas; um palpite tem de {low} a {high}.",
    ),
    "ticket_lines_more": (
        "There are {count} more mistakes.",
        "Há mais {count} erros.",
    ),
    "check_no_contest": (
        "There is no contest to check against. Import draws, or choose a contest that is there.",
        "Não há concurso para conferir. Importe os concursos, ou escolha um que exista.",
    ),
    "check_luck": (
        "The best of the tickets of 15 numbers ({count} of them) hit {mean} on average, where chance gives 9. By chance alone one of them does so with a probability of at most {percent}%. A small figure may come from tickets fitted to these contests, or from a record that is itself uneven (the tests of randomness say whether it is); it promises nothing.",
        "O melhor dos palpites de 15 dezenas ({count} deles) acertou {mean} em média, quando o acaso dá 9. Só por acaso, algum deles chega a isso com probabilidade de no máximo {percent}%. Um valor pequeno pode vir de palpites ajustados a estes concursos, ou de um histórico que é ele mesmo irregular (os testes de aleatoriedade dizem se é); não promete nada.",
    ),
    "check_luck_one": (
        "The one ticket of 15 numbers hit {mean} on average, where chance gives 9. By chance alone it does so with a probability of {percent}%. A small figure may come from a ticket fitted to these contests, or from a record that is itself uneven (the tests of randomness say whether it is); it promises nothing.",
        "O único palpite de 15 dezenas acertou {mean} em média, quando o acaso dá 9. Só por acaso, ele chega a isso com probabilidade de {percent}%. Um valor pequeno pode vir de um palpite ajustado a estes concursos, ou de um histórico que é ele mesmo irregular (os testes de aleatoriedade dizem se é); não promete nada.",
    ),
    "check_after_the_fact": (
        "A ticket made after the contests it is checked against may have been fitted to them: its record says nothing of the contests to come, where every ticket of its size has the same chance.",
        "Um palpite feito depois dos concursos conferidos pode ter sido ajustado a eles: o resultado nada diz dos próximos, em que todo palpite do mesmo tamanho tem a mesma chance.",
    ),
    "check_shared_prizes": (
        "Amounts are what each winning bet was paid: one more winner of 14 or 15 hits would have made that share smaller.",
        "Os valores são os pagos a cada aposta ganhadora: mais um ganhador de 14 ou 15 acertos teria diminuído essa parte.",
    ),
    "check_unknown_payouts": (
        "{count} wins of 14 or 15 hits have no known amount: the payout was not recorded, or nobody won that tier in that contest. The sum leaves them out.",
        "{count} prêmios de 14 ou 15 acertos não têm valor conhecido: o rateio não foi registrado, ou ninguém ganhou aquela faixa no concurso. A soma os deixa de fora.",
    ),
    "check_simulated": (
        "These contests are simulated by the game's law, not official: nothing was paid in them.",
        "Estes concursos foram simulados pela lei do jogo, não são oficiais: nada foi pago neles.",
    ),
}

SENTENCES |= {
    "closure_pool": (
        "A pool has 15 to 25 distinct numbers from 1 to 25; this one has {numbers}.",
        "Um grupo tem de 15 a 25 dezenas distintas de 1 a 25; este tem {numbers}.",
    ),
    "closure_not_offered": (
        "No closure of {size} numbers with a guarantee of {guarantee} is offered. Choose 16 to 18 numbers, and 13 or 14 hits.",
        "Não há fechamento de {size} dezenas com garantia de {guarantee}. Escolha de 16 a 18 dezenas, e 13 ou 14 acertos.",
    ),
    "closure_guarantee": (
        "A guarantee is of 11 to 15 hits, the tiers that are paid, not of {guarantee}.",
        "A garantia é de 11 a 15 acertos, as faixas premiadas, não de {guarantee}.",
    ),
    "closure_held": (
        "Held, by enumeration: if all 15 drawn lie among the {size} numbers (1 in {odds}), some ticket has at least {worst} hits. Otherwise it promises nothing.",
        "Garantia confirmada por enumeração: se as 15 dezenas sorteadas estiverem entre as {size} do grupo (1 em {odds}), algum palpite tem ao menos {worst} acertos. Fora disso, nada garante.",
    ),
    "closure_not_held": (
        "Not held: even if all 15 drawn lie among the {size} numbers (1 in {odds}), the best ticket may have only {worst} hits instead of {guarantee}.",
        "Garantia não confirmada: mesmo que as 15 dezenas sorteadas estejam entre as {size} do grupo (1 em {odds}), o melhor palpite pode ter só {worst} acertos em vez de {guarantee}.",
    ),
    "closure_same_return": (
        "For each real, these tickets return on average what any others do: a closure rearranges the hits and adds none.",
        "Para cada real, estes palpites devolvem em média o mesmo que quaisquer outros: um fechamento redistribui os acertos e não acrescenta nenhum.",
    ),
}

SENTENCES |= {
    "ticket_page_title": (
        "Lotofácil tickets",
        "Palpites da Lotofácil",
    ),
    "ticket_page_contest": (
        "For contest {label}.",
        "Para o concurso {label}.",
    ),
    "ticket_page_made_by": (
        "Chosen by {name}.",
        "Escolhidos por {name}.",
    ),
    "ticket_page_simulated": (
        "Made from simulated draws, not from official ones.",
        "Feitos a partir de concursos simulados, não dos oficiais.",
    ),
    "ticket_page_adults": (
        "This page is no bet. For adults only (18+): play with what you can lose, and seek help if it is no longer a game.",
        "Esta página não é uma aposta. Só para maiores de 18 anos: jogue apenas o que pode perder, e procure ajuda se deixar de ser um jogo.",
    ),
    "ticket_page_ticket": (
        "Ticket {place}, {size} numbers",
        "Palpite {place}, {size} dezenas",
    ),
}
