"""Models as single files: from this installation, from another one, from another tool, and from somebody who means harm."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bancada.core.errors import AlreadyExists, BadInput, InvalidName, ModelExists, TamperedModel, UntrustedModel
from bancada.registry import TRUST_PHRASE, ModelDraft, ModelStore, SigningKey


@pytest.fixture
def exported(store: ModelStore, draft: ModelDraft, tmp_path: Path) -> Path:
    store.save("a", draft, title="T")
    return store.export("a", tmp_path / "a.zip")


@pytest.fixture
def elsewhere(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "elsewhere", key=SigningKey.load_or_create(tmp_path / "other-key"))


def test_an_exported_model_comes_back_under_another_name(store: ModelStore, exported: Path, draft: ModelDraft) -> None:
    info = store.import_file(exported, "b")
    assert dict(store.open("b").files) == dict(draft.files)
    assert store.diff("a", "b").is_empty
    assert info.name == "b"
    with pytest.raises(ModelExists):
        store.import_file(exported, "A")
    with pytest.raises(InvalidName):
        store.import_file(exported, "../b")


def test_an_export_overwrites_nothing_and_can_go_into_a_folder(
    store: ModelStore, exported: Path, tmp_path: Path
) -> None:
    before = exported.read_bytes()
    with pytest.raises(AlreadyExists):
        store.export("a", exported)
    assert exported.read_bytes() == before
    (tmp_path / "folder").mkdir()
    assert store.export("a", tmp_path / "folder").read_bytes() == before
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["a.zip"]


def test_another_installation_s_model_needs_the_phrase(
    elsewhere: ModelStore, exported: Path, draft: ModelDraft, key: SigningKey
) -> None:
    with pytest.raises(UntrustedModel, match=key.id) as caught:
        elsewhere.import_file(exported, "a")
    assert caught.value.code == "signed_elsewhere"
    assert elsewhere.names() == ()
    elsewhere.import_file(exported, "a", trust=TRUST_PHRASE)
    assert dict(elsewhere.open("a").files) == dict(draft.files)
    assert elsewhere.journal()[-1].facts["origin"]["key"] == key.id


def _packed(members: list[tuple[str, bytes]], *, compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def _members(path: Path) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


HARM: dict[str, tuple[str, Callable[[list[tuple[str, bytes]]], bytes]]] = {
    "path upwards": ("archive_bad_member", lambda members: _packed([*members, ("../../x", b"")])),
    "absolute path": ("archive_bad_member", lambda members: _packed([*members, ("/etc/x", b"")])),
    "backslashes": ("archive_bad_member", lambda members: _packed([*members, ("a\\..\\x:y", b"")])),
    "duplicate in another case": ("archive_duplicate", lambda members: _packed([*members, ("MODEL.onnx", b"")])),
    "bomb": (
        "archive_expands",
        lambda members: _packed([*members, ("zeros", bytes(2**26))], compression=zipfile.ZIP_DEFLATED),
    ),
    "many files": ("archive_many_files", lambda members: _packed([*members, *((f"f{i}", b"") for i in range(1001))])),
    "an unlisted file": ("archive_unlisted", lambda members: _packed([*members, ("extra.pkl", b"")])),
    "no manifest": (
        "archive_lacks",
        lambda members: _packed([member for member in members if member[0] != "manifest.json"]),
    ),
    "no signature": (
        "archive_lacks",
        lambda members: _packed([member for member in members if member[0] != "manifest.sig"]),
    ),
    "no archive": ("archive_broken", lambda members: b"PK\x03\x04 nothing more"),
    "half an archive": ("archive_broken", lambda members: _packed(members)[:-30]),
}


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("trust", ["", TRUST_PHRASE], ids=["doubted", "trusted"])
def test_an_archive_that_is_built_to_do_harm_is_refused(
    store: ModelStore, exported: Path, tmp_path: Path, harm: str, trust: str
) -> None:
    code, build = HARM[harm]
    path = tmp_path / "harm.zip"
    path.write_bytes(build(_members(exported)))
    with pytest.raises(BadInput) as caught:
        store.import_file(path, "b", trust=trust)
    assert (caught.value.code, caught.value.facts["reason"].code) == ("not_an_export", code)
    assert store.names() == ("a",)


@pytest.mark.parametrize("file", ["manifest.json", "manifest.sig", "model.joblib"])
@pytest.mark.parametrize("trust", ["", TRUST_PHRASE], ids=["doubted", "trusted"])
def test_an_altered_export_is_refused_whatever_is_said(
    store: ModelStore, exported: Path, tmp_path: Path, file: str, trust: str
) -> None:
    members = [(name, data[:-3] + b"\x00" + data[-2:] if name == file else data) for name, data in _members(exported)]
    path = tmp_path / "altered.zip"
    path.write_bytes(_packed(members))
    with pytest.raises(TamperedModel):
        store.import_file(path, "b", trust=trust)


def test_a_module_from_elsewhere_is_refused_even_of_a_trusted_installation(
    store: ModelStore, elsewhere: ModelStore, draft: ModelDraft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bancada.registry.manifest.check_modules", lambda modules, *, name: modules)
    elsewhere.save("a", replace(draft, modules=("antigravity",)))
    monkeypatch.setattr("bancada.registry.reading.check_modules", lambda modules, *, name: modules)
    path = elsewhere.export("a", tmp_path / "a.zip")
    monkeypatch.undo()
    with pytest.raises(UntrustedModel) as caught:
        store.import_file(path, "b", trust=TRUST_PHRASE)
    assert caught.value.code == "foreign_module"


def _keras(layer: str) -> bytes:
    return _packed([("config.json", f'{{"class_name": "{layer}"}}'.encode())])


REFUSED = {
    "model.pkl": (pickle.dumps([1]), "foreign_pickle"),
    "model.joblib": (b"", "foreign_pickle"),
    "model.pt": (b"PK", "foreign_torch"),
    "model.pth": (pickle.dumps([1]), "foreign_torch"),
    "model.bin": (pickle.dumps([1]), "foreign_pickle"),
    "model.h5": (b"", "foreign_h5"),
    "model.dat": (b"\x89HDF\r\n\x1a\n", "foreign_h5"),
    "lambda.keras": (_keras("Lambda"), "foreign_lambda"),
    "layer.keras": (_keras("TFSMLayer"), "foreign_tfsmlayer"),
    "plain.keras": (_keras("Dense"), "foreign_keras"),
    "broken.keras": (b"", "foreign_keras"),
    "saved_model.pb": (b"", "foreign_saved_model"),
    "model.txt": (b"", "foreign_format"),
    "pickle.onnx": (pickle.dumps([1]), "foreign_audit_failed"),
    "empty.skops": (b"", "foreign_audit_failed"),
}


@pytest.mark.parametrize("file", REFUSED)
def test_a_foreign_artefact_is_refused_by_name(store: ModelStore, tmp_path: Path, file: str) -> None:
    data, code = REFUSED[file]
    (tmp_path / file).write_bytes(data)
    with pytest.raises(UntrustedModel) as caught:
        store.import_foreign(tmp_path / file, "x")
    assert caught.value.code == code
    assert store.names() == ()


def test_a_foreign_folder_is_refused_and_a_missing_file_said(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    with pytest.raises(UntrustedModel):
        store.import_foreign(tmp_path / "saved", "x")
    with pytest.raises(BadInput) as caught:
        store.import_foreign(tmp_path / "none.onnx", "x")
    assert caught.value.code == "no_such_file"


def _onnx(*, domain: str = "", is_external: bool = False) -> bytes:
    from onnx import TensorProto, helper

    weight = helper.make_tensor("w", TensorProto.FLOAT, [1], [2.0])
    if is_external:
        weight.ClearField("float_data")
        weight.data_location = TensorProto.EXTERNAL
        weight.external_data.add(key="location", value="../../etc/passwd")
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("x", "y")]
    node = helper.make_node("Mul", ["x", "w"], ["y"], domain=domain)
    graph = helper.make_graph([node], "g", values[:1], values[1:], initializer=[weight])
    opsets = [helper.make_opsetid("", 18), *([helper.make_opsetid(domain, 1)] if domain else [])]
    model: bytes = helper.make_model(graph, opset_imports=opsets).SerializeToString()
    return model


def test_a_sound_onnx_model_comes_in_signed(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(_onnx())
    info = store.import_foreign(tmp_path / "m.onnx", "x", task="t")
    assert (info.kind, info.task, info.versions) == ("onnx", "t", {"onnx opset": "18"})
    assert store.open("x").files["model.onnx"] == _onnx()


@pytest.mark.parametrize(
    ("options", "code"), [({"domain": "evil.ops"}, "audit_operators"), ({"is_external": True}, "audit_external_data")]
)
def test_an_onnx_model_that_reaches_outside_is_refused(
    store: ModelStore, tmp_path: Path, options: dict[str, object], code: str
) -> None:
    (tmp_path / "m.onnx").write_bytes(_onnx(**options))
    with pytest.raises(UntrustedModel) as caught:
        store.import_foreign(tmp_path / "m.onnx", "x")
    assert caught.value.facts["reason"].code == code


def test_a_skops_file_of_known_types_comes_in_and_one_of_others_does_not(store: ModelStore, tmp_path: Path) -> None:
    from sklearn.linear_model import LogisticRegression
    from skops.io import dump

    dump(LogisticRegression().fit([[0.0], [1.0]], [0, 1]), tmp_path / "m.skops")
    assert store.import_foreign(tmp_path / "m.skops", "x").kind == "skops"
    dump(store.info("x"), tmp_path / "own.skops")
    with pytest.raises(UntrustedModel) as caught:
        store.import_foreign(tmp_path / "own.skops", "y")
    assert caught.value.facts["reason"].code == "audit_types"
