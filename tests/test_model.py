"""Weights that cannot be used say why, and what to do."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from according.errors import ModelError
from according.reading import features, labels, model
from according.reading.model import FORMAT, GRAPHS, OVERRIDE, THREADS, Model

NAMES = ("TRIGGERS", "CUES", "PARTS", "MODALITIES", "ROLES", "MENTIONS", "MODES")
TOKENIZER = '{"version": "1.0", "model": {"type": "WordLevel", "vocab": {"[UNK]": 0}, "unk_token": "[UNK]"}}'


def description(**changed):
    return {
        "format": FORMAT,
        "features": features.FEATURES,
        "name": "made",
        "labels": {n: list(getattr(labels, n)) for n in NAMES},
        **changed,
    }


def weights(*, without=(), **files):
    """A zip with the right files and nothing in its graphs."""
    made = {"model.json": json.dumps(description()), "tokenizer.json": TOKENIZER}
    made |= {f"{g}.onnx": "no graph" for g in GRAPHS}
    made |= {name.replace("__", "."): content for name, content in files.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, content in made.items():
            if name not in without:
                z.writestr(name, content)
    return out.getvalue()


def changed(**fields):
    return weights(model__json=json.dumps(description(**fields)))


def flipped(content, where):
    at = content.index(where)
    return content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


def test_the_right_files_make_a_model():
    made = Model(weights(), source="made.zip", threads=1)
    assert (made.name, made.settings, made.threads) == ("made", {}, 1)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a zip file"),
        (b"\x00" * 1000, "not a zip file"),
        (weights()[:-300], "not a zip file"),
        (flipped(weights(), b"no graph"), "CRC"),
        (weights(without=["model.json"]), "it holds no model.json"),
        (weights(without=["tokenizer.json"]), "it holds no tokenizer.json"),
        (weights(without=["roles.onnx", "dyad.onnx"]), "it holds no roles.onnx, dyad.onnx"),
        (weights(model__json="{"), "model.json: "),
        (weights(model__json=b"\xff\xfe\xff"), "model.json: "),
        (weights(model__json="[]"), "model.json describes no model"),
        (weights(model__json='{"labels": []}'), "model.json describes no model"),
        (weights(tokenizer__json="{}"), "tokenizer.json: "),
    ],
)
def test_damaged_weights_are_told_as_such(content, why):
    with pytest.raises(ModelError, match="not a reader's weights") as caught:
        Model(content, source="made.zip", threads=1)
    assert str(caught.value).startswith("made.zip: ")
    assert why in str(caught.value)
    assert f"Reinstall the package, or unset {OVERRIDE}." in str(caught.value)


def test_a_graph_that_is_none_is_told_when_it_is_first_run():
    made = Model(weights(), source="made.zip", threads=1)
    with pytest.raises(ModelError, match=r"made.zip: not a reader's weights \(entities.onnx: .*Reinstall"):
        made.same("entities", None, None, None, None)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"format": FORMAT + 1}, "'format': 2.*this version reads.*'format': 1"),
        ({"format": None}, "'format': None"),
        ({"features": features.FEATURES + 1}, "'features': "),
        *[({"labels": {**description()["labels"], n: ["other"]}}, f"its {n} differ") for n in NAMES],
        ({"labels": {}}, "its TRIGGERS differ"),
        ({"labels": {**description()["labels"], "ROLES": list(labels.ROLES)[::-1]}}, "its ROLES differ"),
    ],
)
def test_weights_of_another_version_are_told_as_such(fields, why):
    with pytest.raises(ModelError, match=why) as caught:
        Model(changed(**fields), source="made.zip", threads=1)
    assert "Train or install matching weights." in str(caught.value)


def test_another_version_is_told_before_files_that_it_may_not_have():
    content = weights(model__json=json.dumps(description(format=FORMAT + 1)), without=["roles.onnx"])
    with pytest.raises(ModelError, match="this version reads"):
        Model(content, source="made.zip", threads=1)


def test_a_named_file_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setenv(OVERRIDE, str(tmp_path / "none.zip"))
    with pytest.raises(ModelError, match=r"No such file.*Name a readable file or unset the variable"):
        model.shipped()


def test_a_named_file_is_used_instead_of_the_shipped_one(monkeypatch, tmp_path):
    (tmp_path / "other.zip").write_bytes(weights())
    monkeypatch.setenv(OVERRIDE, str(tmp_path / "other.zip"))
    assert model.shipped() == (str(tmp_path / "other.zip"), weights())


def test_a_package_without_weights(monkeypatch, tmp_path):
    monkeypatch.delenv(OVERRIDE, raising=False)
    monkeypatch.setattr(model.resources, "files", lambda package: tmp_path)
    with pytest.raises(ModelError, match=r"holds no weights.*Install a released wheel, or train them"):
        model.shipped()


@pytest.mark.parametrize("threads", ["0", "-1", "many", "1.5", " "])
def test_a_number_of_threads_that_is_none(monkeypatch, threads):
    monkeypatch.setenv(THREADS, threads)
    with pytest.raises(ModelError, match=r"not a number of threads. Give 1 or more, or unset the variable"):
        Model(weights(), source="made.zip")


def test_threads_are_those_asked_for_or_all_that_may_be_used(monkeypatch):
    monkeypatch.setenv(THREADS, "3")
    assert Model(weights(), source="made.zip").threads == 3
    monkeypatch.delenv(THREADS)
    assert Model(weights(), source="made.zip").threads >= 1


def test_settings_beside_the_weights_take_their_place_and_show_in_the_name():
    plain = Model(weights(), source="made.zip", threads=1)
    other = Model(weights(), source="made.zip", threads=1, settings=b'{"thresholds": {"cue": 0.9}}')
    assert other.settings == {"thresholds": {"cue": 0.9}}
    assert other.name.startswith(f"{plain.name}+")


@pytest.mark.parametrize("content", [b"{", b"[]"])
def test_damaged_settings_are_a_model_error(content):
    with pytest.raises(ModelError, match=r"settings\.json"):
        Model(weights(), source="made.zip", threads=1, settings=content)
