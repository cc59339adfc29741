"""Sentences of the registry floor."""

SENTENCES: dict[str, tuple[str, str]] = {
    "model_not_found": (
        "There is no model called {name!r}. `bancada models list` shows all.",
        "Não há modelo chamado {name!r}. `bancada models list` mostra todos.",
    ),
    "model_not_found_similar": (
        "There is no model called {name!r}. Did you mean one of these: {close}? `bancada models list` shows all.",
        "Não há modelo chamado {name!r}. Seria um destes: {close}? `bancada models list` mostra todos.",
    ),
    "model_exists": (
        "The name {name!r} is taken by {found!r}; nothing was overwritten. Choose another name, or rename or delete that one.",
        "O nome {name!r} já está em uso por {found!r}; nada foi sobrescrito. Escolha outro nome, ou renomeie ou exclua aquele.",
    ),
    "tampered_model": (
        "The model {name!r} does not match its signature and was not opened. Delete it and save it again, or restore it from a backup.",
        "O modelo {name!r} não confere com sua assinatura e não foi aberto. Exclua-o e salve de novo, ou recupere-o de um backup.",
    ),
    "artefact_changed": (
        "The file {file!r} of the model {name!r} was changed after it was signed, and was not opened. Restore it from a backup, or delete the model and save it again.",
        "O arquivo {file!r} do modelo {name!r} foi alterado depois de assinado e não foi aberto. Recupere-o de um backup, ou exclua o modelo e salve de novo.",
    ),
    "artefact_missing": (
        "The model {name!r} lacks its file {file!r} (expected at {path}). Put it back from a backup, or delete the model.",
        "Falta ao modelo {name!r} o arquivo {file!r} (esperado em {path}). Recoloque-o de um backup, ou exclua o modelo.",
    ),
    "signature_missing": (
        "The model {name!r} has no usable signature and was not opened. Restore manifest.sig from a backup, or delete the model.",
        "O modelo {name!r} não tem assinatura utilizável e não foi aberto. Recupere manifest.sig de um backup, ou exclua o modelo.",
    ),
    "signature_mismatch": (
        "The manifest of the model {name!r} was changed after it was signed; nothing was opened. Restore it from a backup, or delete the model.",
        "O manifesto do modelo {name!r} foi alterado depois de assinado; nada foi aberto. Recupere-o de um backup, ou exclua o modelo.",
    ),
    "signed_by_another_key": (
        "The model {name!r} was signed by the key {found}, and this installation's key ({path}) is {key}. Put the old key back; if it is lost, `bancada models resign --after-key-loss` says what it trusts and signs again.",
        "O modelo {name!r} foi assinado pela chave {found}, e a chave desta instalação ({path}) é {key}. Recoloque a chave antiga; se ela se perdeu, `bancada models resign --after-key-loss` diz em que confia e assina de novo.",
    ),
    "signed_for_another_name": (
        "The folder of the model {name!r} holds what was signed as {found!r}; nothing was opened. Put the folders back in their places.",
        "A pasta do modelo {name!r} contém o que foi assinado como {found!r}; nada foi aberto. Recoloque as pastas em seus lugares.",
    ),
    "manifest_unreadable": (
        "The manifest of {name!r} cannot be read: {detail}. Restore it from a backup, or delete the model.",
        "O manifesto de {name!r} não pode ser lido: {detail}. Recupere-o de um backup, ou exclua o modelo.",
    ),
    "entry_unreadable": (
        "What registry.json says of {name!r} cannot be read: {detail}. It is rebuilt where the store can be written.",
        "O que o registry.json diz de {name!r} não pode ser lido: {detail}. Ele é refeito onde o repositório pode ser gravado.",
    ),
    "path_altered": (
        "registry.json sends the model {name!r} to {found!r}, outside its own folder; nothing was opened. Set its path back to the name.",
        "O registry.json aponta o modelo {name!r} para {found!r}, fora de sua própria pasta; nada foi aberto. Volte o caminho para o nome.",
    ),
    "link_in_store": (
        "A link, or something that is no plain file, stands at {file!r} of the model {name!r}; it was not followed. Remove it.",
        "Há um link, ou algo que não é um arquivo comum, em {file!r} do modelo {name!r}; ele não foi seguido. Remova-o.",
    ),
    "card_changed": (
        "CARD.md of the model {name!r} was edited after saving. The model is not affected; its card can be made anew from the store.",
        "O CARD.md do modelo {name!r} foi editado depois de salvo. O modelo não é afetado; a ficha pode ser refeita pelo repositório.",
    ),
    "file_unlisted": (
        "The folder of the model {name!r} holds {file!r}, which its manifest does not list. It is never opened; remove it.",
        "A pasta do modelo {name!r} contém {file!r}, que o manifesto não lista. Ele nunca é aberto; remova-o.",
    ),
    "folder_unlisted": (
        "The folder {name!r} is in the store, is not listed, and is not validly signed; it was left alone. Move it elsewhere.",
        "A pasta {name!r} está no repositório, não está listada e não tem assinatura válida; ela não foi tocada. Mova-a para outro lugar.",
    ),
    "untrusted_model": (
        "The model {name!r} was not made by this installation and nobody vouched for it; it was not opened.",
        "O modelo {name!r} não foi feito por esta instalação e ninguém respondeu por ele; não foi aberto.",
    ),
    "legacy_model": (
        "The model {name!r} is a file from before ({file}) and is not opened as it is. If you know who made it, adopt it: `bancada models adopt {name}`. Opening a pickle runs whatever code its author put into it.",
        "O modelo {name!r} é um arquivo de antes ({file}) e não é aberto como está. Se você sabe quem o fez, adote-o: `bancada models adopt {name}`. Abrir um pickle executa qualquer código que o autor tenha posto nele.",
    ),
    "legacy_not_adopted": (
        "The model {name!r} is a file from before. Adopt it first: `bancada models adopt {name}`.",
        "O modelo {name!r} é um arquivo de antes. Adote-o primeiro: `bancada models adopt {name}`.",
    ),
    "already_adopted": (
        "The model {name!r} is signed already; there is nothing to adopt.",
        "O modelo {name!r} já está assinado; não há o que adotar.",
    ),
    "trust_phrase_missing": (
        "{name!r} is a pickle that this installation did not make. Opening it runs whatever code its author put into it, with your rights. If you know its author, say so to the letter: {phrase!r}.",
        "{name!r} é um pickle que esta instalação não fez. Abri-lo executa qualquer código que o autor tenha posto nele, com os seus direitos. Se você conhece o autor, diga exatamente: {phrase!r}.",
    ),
    "signed_elsewhere": (
        "The file for {name!r} was signed by another installation (key {key}; here it is {here}). Opening a model from elsewhere may run code of its author. If you trust that installation, say so to the letter: {phrase!r}.",
        "O arquivo para {name!r} foi assinado por outra instalação (chave {key}; aqui é {here}). Abrir um modelo de fora pode executar código do autor. Se você confia naquela instalação, diga exatamente: {phrase!r}.",
    ),
    "foreign_module": (
        "The model {name!r} asks for the modules {modules}; only modules of Bancada are imported for a model. Nothing was opened.",
        "O modelo {name!r} pede os módulos {modules}; só módulos do Bancada são importados para um modelo. Nada foi aberto.",
    ),
    "foreign_pickle": (
        "{path} is a pickle: opening one runs its author's code. Export the model to ONNX or skops where it was made, and import that.",
        "{path} é um pickle: abri-lo executa o código do autor. Exporte o modelo para ONNX ou skops onde ele foi feito e importe isso.",
    ),
    "foreign_torch": (
        "{path} is a PyTorch file: opening one runs its author's code. Bancada trains the same networks with Keras; to bring this one, export it to ONNX where it was made (`torch.onnx.export`), and import that.",
        "{path} é um arquivo do PyTorch: abri-lo executa o código do autor. O Bancada treina as mesmas redes com Keras; para trazer esta, exporte-a para ONNX onde ela foi feita (`torch.onnx.export`) e importe isso.",
    ),
    "foreign_h5": (
        "{path} is an HDF5 model, a format that can carry code. Export it to ONNX where it was made, and import that.",
        "{path} é um modelo HDF5, um formato que pode carregar código. Exporte-o para ONNX onde ele foi feito e importe isso.",
    ),
    "foreign_lambda": (
        "{path} holds a Lambda layer, that is code of its author. Replace the layer, export the model to ONNX, and import that.",
        "{path} contém uma camada Lambda, isto é, código do autor. Troque a camada, exporte o modelo para ONNX e importe isso.",
    ),
    "foreign_tfsmlayer": (
        "{path} holds a TFSMLayer, which loads another model from a path. Export the whole model to ONNX, and import that.",
        "{path} contém uma TFSMLayer, que carrega outro modelo de um caminho. Exporte o modelo inteiro para ONNX e importe isso.",
    ),
    "foreign_keras": (
        "{path} is a Keras file from elsewhere. Export it to ONNX where it was made (`model.export(..., format='onnx')`), and import that.",
        "{path} é um arquivo Keras de fora. Exporte-o para ONNX onde ele foi feito (`model.export(..., format='onnx')`) e importe isso.",
    ),
    "foreign_saved_model": (
        "{path} is a SavedModel, which can read and write files when it runs. Convert it to ONNX (tf2onnx), and import that.",
        "{path} é um SavedModel, que pode ler e gravar arquivos ao rodar. Converta-o para ONNX (tf2onnx) e importe isso.",
    ),
    "foreign_format": (
        "{path} is no format that can be checked before it is opened. Models from elsewhere come in as .onnx or .skops.",
        "{path} não é um formato que possa ser conferido antes de aberto. Modelos de fora entram como .onnx ou .skops.",
    ),
    "foreign_audit_failed": (
        "{path} was checked and refused: {reason} Correct it where it was made.",
        "{path} foi conferido e recusado: {reason} Corrija-o onde ele foi feito.",
    ),
    "audit_not_onnx": ("it is no ONNX model.", "não é um modelo ONNX."),
    "audit_external_data": ("it keeps data in other files.", "ele guarda dados em outros arquivos."),
    "audit_operators": (
        "it needs operators that are not standard ({domains}).",
        "ele precisa de operadores fora do padrão ({domains}).",
    ),
    "audit_invalid": ("it is not well formed ({detail}).", "ele não está bem formado ({detail})."),
    "audit_not_skops": ("it is no skops file ({detail}).", "não é um arquivo skops ({detail})."),
    "audit_types": (
        "it needs types that are not on the list ({types}).",
        "ele precisa de tipos que não estão na lista ({types}).",
    ),
    "audit_timeout": ("checking it took more than {seconds} s.", "conferi-lo levou mais de {seconds} s."),
    "audit_died": ("checking it failed ({status}: {detail}).", "conferi-lo falhou ({status}: {detail})."),
    "registry_newer": (
        "The model {name!r} has the format {found}, and this Bancada knows formats up to {supported}. Update Bancada, or point BANCADA_MODELS_DIR to another folder.",
        "O modelo {name!r} tem o formato {found}, e este Bancada conhece formatos até {supported}. Atualize o Bancada, ou aponte BANCADA_MODELS_DIR para outra pasta.",
    ),
    "registry_corrupt": (
        "{path} cannot be read, and the folder {root} cannot be written to rebuild it. Make the folder writable, or restore the file from a backup.",
        "{path} não pode ser lido, e a pasta {root} não pode ser gravada para refazê-lo. Torne a pasta gravável, ou recupere o arquivo de um backup.",
    ),
    "store_read_only": (
        "The model store at {root} cannot be written ({path}). Nothing was changed. Give this user the right to write, or point BANCADA_MODELS_DIR to another folder.",
        "O repositório de modelos em {root} não pode ser gravado ({path}). Nada foi alterado. Dê a este usuário o direito de gravar, ou aponte BANCADA_MODELS_DIR para outra pasta.",
    ),
    "store_full": (
        "There is no room left at {root}. What was stored is safe; free some space (`bancada models` lists sizes; emptying the trash helps).",
        "Não há mais espaço em {root}. O que estava guardado está a salvo; libere espaço (esvaziar a lixeira ajuda).",
    ),
    "registry_rebuilt": (
        "registry.json could not be read. It was set aside as {aside} and rebuilt from manifests and journal: {n} models. Once seen: `bancada models acknowledge`.",
        "O registry.json não pôde ser lido. Ele foi guardado como {aside} e refeito dos manifestos e do diário: {n} modelos. Depois de ler: `bancada models acknowledge`.",
    ),
    "aliases_rebuilt": (
        "aliases.json could not be read. It was set aside as {aside} and rebuilt from the journal: champions of {n} tasks. Once seen: `bancada models acknowledge`.",
        "O aliases.json não pôde ser lido. Ele foi guardado como {aside} e refeito do diário: campeões de {n} tarefas. Depois de ler: `bancada models acknowledge`.",
    ),
    "journal_cut_short": (
        "The journal holds {found} lines where {expected} were signed: it was cut short or exchanged. Restore journal.jsonl from a backup.",
        "O diário tem {found} linhas onde {expected} foram assinadas: foi cortado ou trocado. Recupere journal.jsonl de um backup.",
    ),
    "journal_altered": (
        "The journal was altered after line {length}. What follows was set aside; restore journal.jsonl from a backup. Once seen: `bancada models acknowledge`.",
        "O diário foi alterado depois da linha {length}. O que segue foi posto à parte; recupere journal.jsonl de um backup. Depois de ler: `bancada models acknowledge`.",
    ),
    "journal_head_missing": (
        "The signed end of the journal ({length} lines) was not found beside the key: the store or the key was moved, or it was removed. From now on it is kept again. Once seen: `bancada models acknowledge`.",
        "O fim assinado do diário ({length} linhas) não estava junto da chave: o repositório ou a chave mudou de lugar, ou ele foi removido. De agora em diante é mantido de novo. Depois de ler: `bancada models acknowledge`.",
    ),
    "signing_key_unusable": (
        "The signing key {path} cannot be used: {detail}. Restore it from a backup, or point BANCADA_SIGNING_KEY_FILE elsewhere.",
        "A chave de assinatura {path} não pode ser usada: {detail}. Recupere-a de um backup, ou aponte BANCADA_SIGNING_KEY_FILE para outro lugar.",
    ),
    "signing_key_open": (
        "The signing key {path} can be read or changed by others, who could then sign models. Close it: chmod 600 {path}",
        "A chave de assinatura {path} pode ser lida ou alterada por outros, que então poderiam assinar modelos. Feche-a: chmod 600 {path}",
    ),
    "model_is_champion": (
        "The model {name!r} is the champion of {tasks} and was not deleted. Promote another model or roll back first.",
        "O modelo {name!r} é o campeão de {tasks} e não foi excluído. Promova outro modelo ou volte ao anterior primeiro.",
    ),
    "resign_left_out": (
        "These models were not signed anew, for the reasons above: {names}. Restore their files from a backup, or delete them.",
        "Estes modelos não foram assinados de novo, pelos motivos acima: {names}. Recupere os arquivos de um backup, ou exclua-os.",
    ),
    "champion_not_then": (
        "{task} had no champion at {instant}. `bancada models champion {task} --history` shows every reign.",
        "{task} não tinha campeão em {instant}. `bancada models champion {task} --history` mostra todos os reinados.",
    ),
    "no_champion": ("The task {task!r} has no champion yet.", "A tarefa {task!r} ainda não tem campeão."),
    "nothing_to_roll_back": (
        "The task {task!r} has no earlier champion that is still in the store; {name!r} stays. Promote another model instead.",
        "A tarefa {task!r} não tem campeão anterior que ainda esteja no repositório; {name!r} fica. Promova outro modelo.",
    ),
    "already_rolled_back": (
        "The task {task!r} was already given back to {name!r}, and no champion before it is in the store. Promote a model instead.",
        "A tarefa {task!r} já foi devolvida a {name!r}, e nenhum campeão anterior a ele está no repositório. Promova um modelo.",
    ),
    "task_missing": (
        "The model {name!r} was saved without a task; say which task it is to be the champion of.",
        "O modelo {name!r} foi salvo sem tarefa; diga de que tarefa ele deve ser o campeão.",
    ),
    "instant_without_zone": (
        "The instant {found} has no time zone; give one, for instance 2026-01-31T12:00:00+00:00.",
        "O instante {found} não tem fuso horário; informe um, por exemplo 2026-01-31T12:00:00+00:00.",
    ),
    "trash_not_found": (
        "There is nothing called {trash_id} in the trash. `bancada models restore` lists what is.",
        "Não há nada chamado {trash_id} na lixeira. `bancada models restore` mostra o que há.",
    ),
    "trash_note_unreadable": (
        "The note of {trash_id} in the trash cannot be read or was altered; nothing was restored.",
        "A anotação de {trash_id} na lixeira não pode ser lida ou foi alterada; nada foi restaurado.",
    ),
    "draft_without_files": (
        "The model {name!r} has no files; there is nothing to save.",
        "O modelo {name!r} não tem arquivos; não há o que salvar.",
    ),
    "invalid_file_name": (
        "A model cannot hold a file called {file}: use letters, digits, '.', '_' and '-', folders joined by '/'.",
        "Um modelo não pode ter um arquivo chamado {file}: use letras, dígitos, '.', '_' e '-', pastas ligadas por '/'.",
    ),
    "invalid_text": (
        "The field {field} must be text of at most 20,000 characters; tags are a list of texts of 1 to 100 characters.",
        "O campo {field} deve ser texto de no máximo 20.000 caracteres; etiquetas são uma lista de textos de 1 a 100 caracteres.",
    ),
    "metadata_not_json": (
        "The metadata cannot be stored as JSON: {detail}. Use texts, numbers, booleans, lists and dictionaries of these.",
        "Os metadados não podem ser guardados como JSON: {detail}. Use textos, números, booleanos, listas e dicionários destes.",
    ),
    "reason_missing": ("Say why: the reason is written into the journal.", "Diga por quê: o motivo vai para o diário."),
    "no_such_file": ("There is no plain file at {path}.", "Não há um arquivo comum em {path}."),
    "model_file_too_large": (
        "{path} is larger than {limit} bytes and was not read.",
        "{path} é maior que {limit} bytes e não foi lido.",
    ),
    "file_exists": (
        "{path} exists already; nothing was overwritten. Choose another path.",
        "{path} já existe; nada foi sobrescrito. Escolha outro caminho.",
    ),
    "not_an_export": (
        "{path} is not a model that Bancada exported: {reason} Export it again where it came from.",
        "{path} não é um modelo exportado pelo Bancada: {reason} Exporte-o de novo na origem.",
    ),
    "archive_broken": ("it cannot be unpacked ({detail}).", "não pode ser descompactado ({detail})."),
    "archive_lacks": ("it has no {file}.", "falta {file}."),
    "archive_unlisted": (
        "it holds files that its manifest does not list ({files}).",
        "contém arquivos que o manifesto não lista ({files}).",
    ),
    "archive_many_files": ("it has {n} files, more than {limit}.", "tem {n} arquivos, mais que {limit}."),
    "archive_duplicate": ("it has two files of one name.", "tem dois arquivos com o mesmo nome."),
    "archive_expands": (
        "it would unpack from {packed} to {unpacked} bytes.",
        "ele descompactaria de {packed} para {unpacked} bytes.",
    ),
    "archive_encrypted": ("it is encrypted.", "está criptografado."),
    "archive_bad_member": ("it holds a file called {file}.", "contém um arquivo chamado {file}."),
}
