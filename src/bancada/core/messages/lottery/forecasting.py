"""Sentences of the lottery: forecasting."""

SENTENCES: dict[str, tuple[str, str]] = {
    "forecaster_unknown": (
        "There is no forecaster {kind}. There are: {known}.",
        "Não existe o previsor {kind}. Existem: {known}.",
    ),
    "window_too_short": (
        "A window of {window} draws cannot be used; it takes at least 1.",
        "Uma janela de {window} concursos não pode ser usada; é preciso ao menos 1.",
    ),
    "draws_not_indicators": (
        "Draws are a table of 0 and 1 with 25 columns, one a number; this one has the shape {shape}.",
        "Os concursos são uma tabela de 0 e 1 com 25 colunas, uma por dezena; esta tem a forma {shape}.",
    ),
    "draws_not_fifteen": (
        "A draw holds 15 of 25 numbers, as 15 ones among zeros; {n_rows} rows do not, the first of them row {row}.",
        "Um concurso tem 15 de 25 dezenas, isto é, 15 uns entre zeros; {n_rows} linhas não têm, a primeira é a linha {row}.",
    ),
    "draws_too_few": (
        "Training takes at least {needed} draws and there are {found}. Import more draws or choose a shorter window.",
        "O treino precisa de ao menos {needed} concursos, e há {found}. Importe mais concursos ou escolha uma janela menor.",
    ),
    "training_options_wrong": (
        "These training options cannot be used: {names}. Counts start at 1, the learning rate and the weight are above 0, and the validation share lies above 0 and at most at 0.5.",
        "Estas opções de treino não podem ser usadas: {names}. Contagens começam em 1, a taxa de aprendizado e o peso são maiores que 0, e a parte de validação é maior que 0 e no máximo 0,5.",
    ),
    "training_diverged": (
        "The loss of epoch {epoch} is no finite number: the network learned nothing and is not kept. Choose a smaller weight or learning rate.",
        "A perda da época {epoch} não é um número finito: a rede não aprendeu nada e não é guardada. Escolha um peso ou uma taxa de aprendizado menor.",
    ),
    "history_of_draws_too_short": (
        "This forecaster looks back on {needed} draws and there are {found}. Import more draws.",
        "Este previsor olha para os últimos {needed} concursos, e há {found}. Importe mais concursos.",
    ),
    "not_a_forecaster": (
        "The model {name} does not forecast draws. Choose one that was trained on the lottery.",
        "O modelo {name} não faz previsões de concursos. Escolha um que tenha sido treinado na loteria.",
    ),
    "target_exists": (
        "{path} is already there and is not written over. Choose another name, or move it away.",
        "{path} já existe e não será sobrescrito. Escolha outro nome ou mova o que está lá.",
    ),
    "forecaster_folder_unreadable": (
        "{path} holds no forecaster that can be read: {detail}. Give a folder that save wrote.",
        "{path} não contém um previsor que possa ser lido: {detail}. Informe uma pasta gravada por save.",
    ),
    "forecaster_folder_newer": (
        "{path} was written in format {found}, and this version reads up to {known}. Update Bancada.",
        "{path} foi gravado no formato {found}, e esta versão lê até o {known}. Atualize o Bancada.",
    ),
    # conversion
    "conversion_source_missing": (
        "There is nothing at {path}. Give a .keras file or a SavedModel folder.",
        "Não há nada em {path}. Informe um arquivo .keras ou uma pasta SavedModel.",
    ),
    "conversion_target": (
        "{source} (format {format}) cannot become {target}: a .keras file becomes a folder, and a SavedModel folder becomes a file that ends in .keras.",
        "{source} (formato {format}) não pode virar {target}: um arquivo .keras vira uma pasta, e uma pasta SavedModel vira um arquivo que termina em .keras.",
    ),
    "conversion_folder": (
        "The folder {path} holds no saved_model.pb, so it is no SavedModel.",
        "A pasta {path} não tem saved_model.pb; não é um SavedModel.",
    ),
    "conversion_pickle": (
        "{path} is a pickle: opening one runs its author's code, so it is not opened. Save the network as .keras where it was made.",
        "{path} é um pickle: abri-lo executa o código do autor, por isso não é aberto. Salve a rede como .keras onde ela foi feita.",
    ),
    "conversion_hdf5": (
        "{path} is an HDF5 model, a format that can carry code. Save the network as .keras where it was made.",
        "{path} é um modelo HDF5, um formato que pode carregar código. Salve a rede como .keras onde ela foi feita.",
    ),
    "conversion_torch": (
        "{path} is a PyTorch file, which is a pickle and carries no architecture that Keras knows. Only .keras files and SavedModel folders are converted.",
        "{path} é um arquivo do PyTorch, que é um pickle e não traz arquitetura que o Keras conheça. Só arquivos .keras e pastas SavedModel são convertidos.",
    ),
    "conversion_format": (
        "{path} is neither a .keras file nor a SavedModel folder. Only these two are converted.",
        "{path} não é um arquivo .keras nem uma pasta SavedModel. Só esses dois são convertidos.",
    ),
    "conversion_not_keras": (
        "{path} is named .keras, and what is inside is not: it holds no configuration that can be read.",
        "{path} tem o nome .keras, mas o conteúdo não é: não traz configuração que possa ser lida.",
    ),
    "conversion_lambda": (
        "{path} holds a Lambda layer, that is code of its author, and is not opened. Replace the layer where the network was made.",
        "{path} contém uma camada Lambda, isto é, código do autor, e não é aberto. Troque a camada onde a rede foi feita.",
    ),
    "conversion_tfsmlayer": (
        "{path} holds a TFSMLayer, which loads another model from a path, and is not opened. Convert that SavedModel folder itself.",
        "{path} contém uma TFSMLayer, que carrega outro modelo de um caminho, e não é aberto. Converta a própria pasta SavedModel.",
    ),
    "conversion_several_inputs": (
        "{path} has several inputs or outputs; only networks with one of each are converted.",
        "{path} tem várias entradas ou saídas; só redes com uma de cada são convertidas.",
    ),
    "conversion_without_signature": (
        "The SavedModel {path} has no signature serving_default, so nobody can tell how it is asked. Export it with one.",
        "O SavedModel {path} não tem a assinatura serving_default; não há como saber como perguntar a ele. Exporte-o com uma.",
    ),
    "conversion_failed": (
        "{path} could not be converted: {detail}. Nothing was written.",
        "{path} não pôde ser convertido: {detail}. Nada foi gravado.",
    ),
    "conversion_died": (
        "The process that converts ended before it was done: {detail}. Nothing was written.",
        "O processo que converte terminou antes da hora: {detail}. Nada foi gravado.",
    ),
    "conversion_withdrawn": (
        "The converted network answers otherwise than the original (largest difference {found}, {allowed} is allowed), so {target} was withdrawn.",
        "A rede convertida responde de outro modo que a original (maior diferença {found}; o permitido é {allowed}), por isso {target} foi retirado.",
    ),
    "conversion_inference_only": (
        "The SavedModel was made by another tool: the .keras file runs its graph as it is. It answers, cannot be trained further, and is to be opened only if you trust where it comes from.",
        "O SavedModel foi feito por outra ferramenta: o arquivo .keras executa o grafo como ele é. Ele responde, não pode continuar o treino, e só deve ser aberto se você confia na origem.",
    ),
}
