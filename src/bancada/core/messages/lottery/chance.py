"""Sentences of the lottery: chance."""

SENTENCES: dict[str, tuple[str, str]] = {
    # backtests
    "backtest_window": (
        "A rule cannot look {k} draws back. Give a whole number from 1 up.",
        "Uma regra não pode olhar {k} sorteios para trás. Informe um número inteiro a partir de 1.",
    ),
    "backtest_shape": (
        "A backtest needs one probability for each number after each draw: shape {expected} was expected and {found} came.",
        "O teste retrospectivo precisa de uma probabilidade por dezena depois de cada sorteio: esperava-se a forma {expected} e veio {found}.",
    ),
    "backtest_not_probabilities": (
        "What {name} answered are not probabilities: some lie outside 0 to 1 or are not finite. Calibrate them first.",
        "As respostas de {name} não são probabilidades: há valores fora de 0 a 1 ou não finitos. Calibre-as antes.",
    ),
    "backtest_empty": (
        "There is no contest to bet on between {first} and {last}. The record holds {known}, and its first draw has no past.",
        "Não há concurso em que apostar entre {first} e {last}. O histórico vai de {known}, e o primeiro sorteio não tem passado.",
    ),
    # what a backtest shows
    "chance_compatible": (
        "{name} hit {mean_hits:.3f} numbers a draw over {n_draws} draws (95% interval {low:.3f} to {high:.3f}; any ticket hits 9 on average): compatible with chance. p = {p_value:.2g}, and {p_adjusted:.2g} once all models tried so far ({n_tried}) are counted.",
        "{name} acertou {mean_hits:.3f} dezenas por sorteio em {n_draws} sorteios (intervalo de 95% de {low:.3f} a {high:.3f}; qualquer palpite acerta 9 em média): compatível com o acaso. p = {p_value:.2g}, e {p_adjusted:.2g} contados todos os modelos já tentados ({n_tried}).",
    ),
    "chance_unlikely": (
        "{name} hit {mean_hits:.3f} numbers a draw over {n_draws} draws (95% interval {low:.3f} to {high:.3f}; any ticket hits 9 on average). Chance alone gives so many hits or more with p = {p_adjusted:.2g} (one-sided), all models tried so far ({n_tried}) counted. It speaks of draws already known; only tickets sealed before their draw can confirm it.",
        "{name} acertou {mean_hits:.3f} dezenas por sorteio em {n_draws} sorteios (intervalo de 95% de {low:.3f} a {high:.3f}; qualquer palpite acerta 9 em média). O acaso sozinho dá tantos acertos ou mais com p = {p_adjusted:.2g} (unilateral), contados todos os modelos já tentados ({n_tried}). Vale para sorteios já conhecidos; só palpites selados antes do sorteio podem confirmar.",
    ),
    "chance_only_uncorrected": (
        "Looked at alone, p = {p_value:.2g} would seem notable. With so many models tried ({n_tried}), some model gets that far by luck, so it does not count as a signal.",
        "Visto sozinho, p = {p_value:.2g} pareceria notável. Com tantos modelos tentados ({n_tried}), algum chega a isso por sorte; não conta como sinal.",
    ),
    "chance_smallest_effect": (
        "With {n_draws} draws, a gain smaller than {effect:.3f} hits a draw could not be told from chance (one-sided 5%, power 80%).",
        "Com {n_draws} sorteios, um ganho menor que {effect:.3f} acerto por sorteio não se distinguiria do acaso (unilateral a 5%, poder de 80%).",
    ),
    "chance_scores_alike": (
        "Its probabilities score a log-loss of {log_loss:.4f} a number ({low:.4f} to {high:.4f}); answering 0.6 for every number scores {uniform:.4f}. They cannot be told apart.",
        "As probabilidades têm log-loss de {log_loss:.4f} por dezena ({low:.4f} a {high:.4f}); responder 0,6 para todas as dezenas dá {uniform:.4f}. Não se distinguem.",
    ),
    "chance_scores_worse": (
        "Its probabilities score a log-loss of {log_loss:.4f} a number ({low:.4f} to {high:.4f}), worse than the {uniform:.4f} of answering 0.6 for every number: they are surer than the draws allow.",
        "As probabilidades têm log-loss de {log_loss:.4f} por dezena ({low:.4f} a {high:.4f}), pior que os {uniform:.4f} de responder 0,6 para todas: têm mais certeza do que os sorteios permitem.",
    ),
    "chance_scores_better": (
        "Its probabilities score a log-loss of {log_loss:.4f} a number ({low:.4f} to {high:.4f}), below the {uniform:.4f} of answering 0.6 for every number. The interval does not count how many models were tried.",
        "As probabilidades têm log-loss de {log_loss:.4f} por dezena ({low:.4f} a {high:.4f}), abaixo dos {uniform:.4f} de responder 0,6 para todas. O intervalo não conta quantos modelos foram tentados.",
    ),
    "chance_random_tickets": (
        "Its tickets are drawn at random, one a contest, from seed {seed}: this is what luck alone looks like.",
        "Os palpites são sorteados ao acaso, um por concurso, com a semente {seed}: é assim que a sorte sozinha se parece.",
    ),
    "chance_simulated": (
        "These draws are simulated by the game's own law: no rule can find anything in them but chance.",
        "Estes sorteios são simulados pela própria lei do jogo: nenhuma regra pode achar neles mais que o acaso.",
    ),
    # seals
    "seal_no_ticket": (
        "There is no ticket to seal. Give at least one.",
        "Não há palpite para selar. Informe ao menos um.",
    ),
    "seal_ticket_wrong": (
        "{ticket} cannot be bet: a ticket is 15 to 20 distinct numbers from 1 to 25.",
        "{ticket} não pode ser apostado: um palpite tem de 15 a 20 dezenas distintas de 1 a 25.",
    ),
    "seal_already_drawn": (
        "Contest {contest} is already drawn: the record goes to {last}. Seal a ticket for a contest to come.",
        "O concurso {contest} já foi sorteado: o histórico vai até {last}. Sele um palpite para um concurso que ainda virá.",
    ),
    "seal_too_early": (
        "Contest {contest} is too far ahead: the record goes to {last}, and tickets are sealed at most {ahead} contests ahead. Bring the record up to date first.",
        "O concurso {contest} está longe demais: o histórico vai até {last}, e palpites são selados até {ahead} concursos à frente. Atualize antes o histórico.",
    ),
    "seal_closed": (
        "Bets on contest {contest} closed at {closes}, Brasília time. A ticket is sealed only while it could still be bet.",
        "As apostas do concurso {contest} encerraram em {closes}, horário de Brasília. Um palpite só é selado enquanto ainda pode ser apostado.",
    ),
    "seals_none": (
        "No ticket is sealed yet.",
        "Nenhum palpite foi selado ainda.",
    ),
    "seals_whole": (
        "All {n} seals follow from one another: nothing was changed, added or taken out before the last one.",
        "Os {n} selos decorrem um do outro: nada foi alterado, incluído ou retirado antes do último.",
    ),
    "seals_broken": (
        "The chain breaks at seal {place} of {n}: from there on it was changed, and it is no evidence.",
        "A corrente se rompe no selo {place} de {n}: dali em diante foi alterada e não serve de evidência.",
    ),
    "seals_digest_missing": (
        "The published digest {digest} is not in the chain: seals that were there were taken out or replaced.",
        "O resumo publicado {digest} não está na corrente: selos que existiam foram retirados ou trocados.",
    ),
    "seals_clock_went_back": (
        "Some seals bear an earlier instant than the one before them: this machine's clock was set back.",
        "Alguns selos trazem instante anterior ao do selo que os precede: o relógio desta máquina foi atrasado.",
    ),
    "seals_order_not_time": (
        "A local chain proves the order of the seals, not their time, which is this machine's own. No time stamp of a third party (RFC 3161) is present; publish the digest before a draw to prove the time.",
        "Uma corrente local prova a ordem dos selos, não a hora, que é a desta máquina. Não há carimbo do tempo de terceiros (RFC 3161); publique o resumo antes do sorteio para provar a hora.",
    ),
    # evidence
    "evidence_none": (
        "No sealed ticket has been drawn yet, so there is nothing to say for or against chance.",
        "Nenhum palpite selado foi sorteado ainda; não há o que dizer a favor nem contra o acaso.",
    ),
    "evidence_compatible": (
        "Compatible with chance: after {n_contests} contests E = {e_value:.3g}, and a signal needs {threshold} (models tried so far: {n_tried}).",
        "Compatível com o acaso: depois de {n_contests} concursos E = {e_value:.3g}, e um sinal exige {threshold} (modelos já tentados: {n_tried}).",
    ),
    "evidence_signal": (
        "Over {n_contests} contests E reached {peak:.3g}, past the threshold of {threshold} (models tried so far: {n_tried}). Chance gets there once in 20 at most. It is no promise about the next draw.",
        "Em {n_contests} concursos E chegou a {peak:.3g}, acima do limite de {threshold} (modelos já tentados: {n_tried}). O acaso chega lá no máximo uma vez em 20. Não é promessa sobre o próximo sorteio.",
    ),
    "evidence_late": (
        "{n_late} tickets were sealed when bets had closed. They are shown and counted, and are no evidence.",
        "{n_late} palpites foram selados com as apostas já encerradas. Aparecem e são contados, mas não servem de evidência.",
    ),
    # economics
    "ticket_size_not_sold": (
        "A ticket of {size} numbers is not sold. Choose 15 to 20.",
        "Não se vende aposta de {size} dezenas. Escolha de 15 a 20.",
    ),
    "prizes_unknown": (
        "The record holds no contest with both its sales and its prizes. Bring in the official file to see what comes back.",
        "O histórico não tem concurso com arrecadação e prêmios. Importe o arquivo oficial para ver quanto volta.",
    ),
    "lottery_no_gain": (
        "Of each real spent, about {share:.0f} centavos come back on average, whatever the numbers: one ticket in each of the {n_draws} draws of a year costs R$ {cost:,.2f} and gives back about R$ {back:,.2f}. No model changes that.",
        "De cada real gasto voltam em média cerca de {share:.0f} centavos, sejam quais forem as dezenas: um palpite em cada um dos {n_draws} sorteios do ano custa R$ {cost:,.2f} e devolve cerca de R$ {back:,.2f}. Nenhum modelo muda isso.",
    ),
    "lottery_adults_only": (
        "For adults only (18+). Bet only what you can afford to lose, and seek help if betting stops being a pastime.",
        "Proibido para menores de 18 anos (+18). Aposte só o que pode perder e procure ajuda se apostar deixar de ser passatempo.",
    ),
    # tests of randomness
    "randomness_too_few": (
        "Tests of randomness need at least {needed} draws; there are {n_draws}.",
        "Os testes de aleatoriedade precisam de pelo menos {needed} sorteios; há {n_draws}.",
    ),
    "randomness_simulated": (
        "These draws are simulated by the game's own law; the tests show what chance alone looks like.",
        "Estes sorteios são simulados pela própria lei do jogo; os testes mostram como é o acaso sozinho.",
    ),
    "randomness_fair": (
        "None of {n_tests} tests finds more unevenness than a fair game gives: the smallest p is {p_value:.2g}, and {p_adjusted:.2g} once all tests are counted. Small departures cannot be excluded.",
        "Nenhum dos {n_tests} testes acha mais irregularidade do que um jogo justo produz: o menor p é {p_value:.2g}, e {p_adjusted:.2g} contados todos os testes. Desvios pequenos não podem ser descartados.",
    ),
    "randomness_uneven": (
        "On the test of frequencies this record is more uneven than chance gives: Q = {statistic:.2f} on {degrees} degrees of freedom, p = {p_value:.2g}, and {p_adjusted:.2g} once all {n_tests} tests are counted. The cause is unknown.",
        "No teste de frequências este histórico é mais irregular do que o acaso produz: Q = {statistic:.2f} com {degrees} graus de liberdade, p = {p_value:.2g}, e {p_adjusted:.2g} contados os {n_tests} testes. A causa é desconhecida.",
    ),
    "randomness_era": (
        "It stands mostly in contests {first} to {last} (Q = {statistic:.2f}, p = {p_value:.2g}). That era was noticed after looking at the record, which makes it seem rarer than it is, and it says nothing about draws to come.",
        "Está sobretudo nos concursos {first} a {last} (Q = {statistic:.2f}, p = {p_value:.2g}). Esse período foi notado depois de olhar o histórico, o que o faz parecer mais raro do que é, e nada diz sobre sorteios futuros.",
    ),
    "randomness_uneven_other": (
        "{test}: beyond chance in contests {first} to {last} (p = {p_value:.2g}, and {p_adjusted:.2g} once all {n_tests} tests are counted). The cause is unknown.",
        "{test}: além do acaso nos concursos {first} a {last} (p = {p_value:.2g}, e {p_adjusted:.2g} contados os {n_tests} testes). A causa é desconhecida.",
    ),
    "randomness_bet": (
        "Betting on the numbers drawn most often so far, from contest {first} on, gave {gain:+.3f} ± {half_width:.3f} hit a draw over {n_draws} draws; about {needed:+.2f} would be needed to break even.",
        "Apostar nas dezenas mais sorteadas até então, a partir do concurso {first}, deu {gain:+.3f} ± {half_width:.3f} acerto por sorteio em {n_draws} sorteios; para empatar seriam precisos cerca de {needed:+.2f}.",
    ),
    "randomness_test_frequency": ("How often each number came out", "Frequência de cada dezena"),
    "randomness_test_pairs": ("Pairs of numbers", "Pares de dezenas"),
    "randomness_test_repeats": ("Repeats from the draw before", "Repetições do sorteio anterior"),
    "randomness_test_transitions": ("From one draw to the next", "De um sorteio para o seguinte"),
    "randomness_test_runs": ("Streaks of single numbers", "Sequências de cada dezena"),
    # statistics
    "no_draws_to_describe": (
        "There is no draw to describe. Bring in the official file first.",
        "Não há sorteio para descrever. Importe antes o arquivo oficial.",
    ),
    "heat_map_stretch": (
        "Stretches of {stretch} draws cannot be counted. Give a whole number from 1 up.",
        "Não dá para contar trechos de {stretch} sorteios. Informe um número inteiro a partir de 1.",
    ),
}
