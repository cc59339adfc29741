"""Conversion: both ways with a certificate, exact on the way back, and nothing left where it is refused."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bancada.core.errors import AlreadyExists, BadInput, NotFound, Refused
from bancada.domains.lottery import conversion_process
from bancada.domains.lottery.conversion import convert
from bancada.domains.lottery.features import Recipe

pytestmark = [
    pytest.mark.xdist_group("tensorflow"),
    pytest.mark.filterwarnings("ignore::FutureWarning:keras"),
    pytest.mark.filterwarnings("ignore:.*np.object.*"),
]


def here(arguments: Sequence[str]) -> dict[str, Any]:
    """Run a half of a conversion in this process: seconds less than a fresh one."""
    return conversion_process.main(list(arguments))


@pytest.fixture(scope="module")
def keras() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    return pytest.importorskip("keras", reason="the extra `neural` is not installed")


@pytest.fixture(scope="module")
def network(keras: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from bancada.domains.lottery.networks import build_network

    path = tmp_path_factory.mktemp("network") / "ls14pp.keras"
    build_network(Recipe("ls14pp", 3), units=4, weight=1.5).save(path)
    return path


@pytest.fixture(scope="module")
def folder(network: Path) -> Path:
    target = network.parent / "saved"
    convert(network, target, run=here)
    return target


@pytest.mark.slow
def test_a_network_goes_to_a_saved_model_and_comes_back_to_the_byte_each_checked_by_a_fresh_process(
    network: Path, tmp_path: Path
) -> None:
    there = convert(network, tmp_path / "saved")
    back = convert(tmp_path / "saved", tmp_path / "back.keras")

    assert (there.source_format, there.target_format) == ("keras", "saved_model")
    assert (back.source_format, back.target_format) == ("saved_model", "keras")
    assert max(there.max_difference, back.max_difference) <= 1e-5
    assert not there.is_inference_only
    assert not back.is_inference_only
    assert (tmp_path / "back.keras").read_bytes() == network.read_bytes()
    for certificate in (tmp_path / "saved" / "certificate.json", tmp_path / "back.keras.certificate.json"):
        assert json.loads(certificate.read_text())["n_inputs"] == 256
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back.keras", "back.keras.certificate.json", "saved"]


def test_a_foreign_saved_model_comes_back_to_answer_only_and_says_so(keras: Any, folder: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    shutil.copytree(folder, foreign)
    (foreign / "model.keras").unlink()

    done = convert(foreign, tmp_path / "foreign.keras", run=here)

    assert done.is_inference_only
    assert [finding.code for finding in done.findings] == ["conversion_inference_only"]
    shutil.rmtree(foreign)  # the file needs the folder no longer
    model = keras.saving.load_model(tmp_path / "foreign.keras", safe_mode=True)
    original = keras.saving.load_model(folder / "model.keras", safe_mode=True, compile=False)
    rows = np.random.default_rng(1).random((5, model.input_shape[1])).astype(np.float32)
    np.testing.assert_allclose(np.asarray(model(rows)), np.asarray(original(rows)), atol=1e-6)
    assert not model.trainable_variables

    assert convert(tmp_path / "foreign.keras", tmp_path / "again", run=here).is_inference_only
    assert convert(tmp_path / "again", tmp_path / "again.keras", run=here).is_inference_only


def test_an_output_that_answers_otherwise_is_withdrawn(keras: Any, folder: Path, tmp_path: Path) -> None:
    from bancada.domains.lottery.networks import build_network

    shutil.copytree(folder, tmp_path / "mixed")
    build_network(Recipe("ls14pp", 3), units=4).save(tmp_path / "mixed" / "model.keras")

    with pytest.raises(Refused, match="withdrawn") as caught:
        convert(tmp_path / "mixed", tmp_path / "back.keras", run=here)
    assert caught.value.code == "conversion_withdrawn"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mixed"]


def test_a_process_that_dies_leaves_nothing(network: Path, tmp_path: Path) -> None:
    def dies(arguments: Sequence[str]) -> dict[str, Any]:
        if arguments[0] == "check":
            raise Refused("conversion_died", detail="killed")
        return here(arguments)

    with pytest.raises(Refused):
        convert(network, tmp_path / "saved", run=dies)
    assert not list(tmp_path.iterdir())


def test_what_is_there_already_is_not_written_over(network: Path, folder: Path) -> None:
    with pytest.raises(AlreadyExists):
        convert(network, folder, run=here)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("model.h5", "conversion_hdf5"),
        ("model.pt", "conversion_torch"),
        ("model.PTH", "conversion_torch"),
        ("model.joblib", "conversion_pickle"),
        ("model.txt", "conversion_format"),
    ],
)
def test_other_formats_are_refused_by_name(name: str, code: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"something")
    with pytest.raises(BadInput) as caught:
        convert(tmp_path / name, tmp_path / "out.keras", run=here)
    assert caught.value.code == code


def test_a_missing_source_a_folder_of_something_else_and_a_target_that_does_not_go_with_it_are_refused(
    network: Path, tmp_path: Path
) -> None:
    with pytest.raises(NotFound):
        convert(tmp_path / "none.keras", tmp_path / "out", run=here)
    with pytest.raises(BadInput) as no_model:
        convert(tmp_path, tmp_path / "out.keras", run=here)
    with pytest.raises(BadInput) as same:
        convert(network, tmp_path / "out.keras", run=here)
    assert (no_model.value.code, same.value.code) == ("conversion_folder", "conversion_target")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"class_name": "Lambda"}', "conversion_lambda"),
        (b'{"class_name": "TFSMLayer"}', "conversion_tfsmlayer"),
        (None, "conversion_not_keras"),
    ],
    ids=["Lambda", "TFSMLayer", "no archive"],
)
def test_a_keras_file_that_brings_code_or_is_none_is_not_opened(
    content: bytes | None, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "model.keras"
    if content is None:
        path.write_bytes(b"no archive")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("config.json", content)
    with pytest.raises(Refused) as caught:
        convert(path, tmp_path / "out", run=here)
    assert caught.value.code == code
    assert [found.name for found in tmp_path.iterdir()] == ["model.keras"]


def test_a_network_with_two_inputs_is_refused_by_name(keras: Any, tmp_path: Path) -> None:
    one, two = keras.Input((2,)), keras.Input((2,))
    keras.Model([one, two], keras.layers.Concatenate()([one, two])).save(tmp_path / "two.keras")
    with pytest.raises(Refused) as caught:
        convert(tmp_path / "two.keras", tmp_path / "out", run=here)
    assert caught.value.code == "conversion_several_inputs"


def test_the_fixed_inputs_are_always_the_same_and_fill_an_open_length() -> None:
    one, again = (conversion_process.fixed_inputs((None, 25)) for _ in range(2))

    assert one.shape == (256, 8, 25)
    np.testing.assert_array_equal(one, again)
