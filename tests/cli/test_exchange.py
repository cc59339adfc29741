"""Models that come from elsewhere and notices of the store, in the shell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from bancada import bootstrap
from tests.worked import Worked

pytestmark = pytest.mark.xdist_group("worked")

Bancada = Callable[..., object]
PHRASE = "I trust this pickle"


def first_of(worked: Worked) -> str:
    return next(path.name for path in sorted(worked.models.glob("piloto-*")))


def _doubling() -> bytes:
    """Return the smallest ONNX model."""
    from onnx import TensorProto, helper

    weight = helper.make_tensor("w", TensorProto.FLOAT, [1], [2.0])
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("x", "y")]
    graph = helper.make_graph([helper.make_node("Mul", ["x", "w"], ["y"])], "g", values[:1], values[1:], [weight])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)]).SerializeToString()


def test_a_model_moves_to_another_installation_only_when_it_is_trusted(
    worked: Worked, bancada: Bancada, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = worked.folder / "parcel.zip"
    assert bancada("models", "export", first_of(worked), parcel).code == 0
    given = ("--set", "lux=900", "--set", "temperatura=25", "--set", "galpao=sul", "--json")
    here = bancada("predict", first_of(worked), *given).json
    monkeypatch.setenv("BANCADA_MODELS_DIR", str(worked.folder / "other-store"))
    monkeypatch.setenv("BANCADA_SIGNING_KEY_FILE", str(worked.folder / "other-keys" / "signing.key"))
    bootstrap.default_parts().close()
    bootstrap.default_parts.cache_clear()

    refused = bancada("models", "import", parcel, "vindo", "--json")
    taken = bancada("models", "import", parcel, "vindo", "--trust", PHRASE, "--json")

    assert (refused.code, refused.error["code"]) == (6, "signed_elsewhere")
    assert (taken.code, taken.json["name"]) == (0, "vindo")
    assert bancada("models", "verify", "vindo").code == 0
    there = bancada("predict", "vindo", *given).json
    assert (there["answer"], there["probabilities"]) == (here["answer"], here["probabilities"])


def test_an_onnx_file_of_another_tool_comes_in_and_pickles_are_refused_by_name(
    worked: Worked, bancada: Bancada
) -> None:
    (worked.folder / "fora.onnx").write_bytes(_doubling())
    (worked.folder / "fora.pkl").write_bytes(b"\x80\x04N.")
    (worked.folder / "fora.h5").write_bytes(b"\x89HDF\r\n\x1a\n")
    (worked.folder / "fora.pt").write_bytes(b"PK\x03\x04")

    taken = bancada("models", "import", worked.folder / "fora.onnx", "de-fora", "--json")
    codes = {
        kind: bancada("models", "import", worked.folder / f"fora.{kind}", "x", "--json").error["code"]
        for kind in ("pkl", "h5", "pt")
    }

    assert (taken.code, taken.json["kind"]) == (0, "onnx")
    assert codes == {"pkl": "foreign_pickle", "h5": "foreign_h5", "pt": "foreign_torch"}


def test_a_model_of_onnx_alone_answers_where_it_has_a_signature(worked: Worked) -> None:
    from bancada import registry, serving

    store = registry.ModelStore(
        worked.models, key=registry.SigningKey.load_or_create(worked.folder / "keys/signing.key")
    )
    opened = store.open(first_of(worked))
    draft = registry.ModelDraft(
        files={"model.onnx": opened.files["model.onnx"]}, kind="onnx", signature=opened.info.signature
    )
    store.save("so-onnx", draft)
    rows = [{"lux": 900.0, "temperatura": 25.0, "galpao": "sul"}]

    predictor = serving.load_predictor(store, "so-onnx")

    assert predictor.engine == "onnx"
    assert np.array_equal(predictor.predict(rows), serving.load_model(store, first_of(worked)).predict(rows))


def test_signing_anew_names_what_it_leaves_out_and_a_changed_file_is_told_as_changed(
    worked: Worked, bancada: Bancada
) -> None:
    (worked.folder / "keys" / "signing.key").unlink()
    changed = first_of(worked)
    with (worked.models / changed / "model.joblib").open("ab") as file:
        file.write(b"x")

    found = bancada("models", "verify", changed, "--json").json[changed]
    answer = bancada("models", "resign", "--after-key-loss", "--reason", "disco novo")

    assert [finding["code"] for finding in found] == ["artefact_changed"]
    assert answer.code == 6
    assert "Trusted: " in answer.out
    assert f"Left out: {changed}" in answer.out
    assert changed in answer.err


def test_notices_name_the_command_that_puts_them_away(worked: Worked, bancada: Bancada) -> None:
    (worked.models / "registry.json").write_text("{")

    assert "bancada models acknowledge" in bancada("models", "list").out
    assert bancada("models", "acknowledge").code == 3
    assert bancada("models", "acknowledge", "--reason", "visto").code == 0
    assert "acknowledge" not in bancada("models", "list").out


def test_a_task_that_had_no_champion_then_is_told_with_the_instant(worked: Worked, bancada: Bancada) -> None:
    answer = bancada("models", "champion", "nada", "--as-of", "2020-01-01", "--json")

    assert (answer.code, answer.error["code"]) == (4, "champion_not_then")
    assert "2020-01-01" in answer.error["message"]
