"""The reader's network: one MiniLM encoder over word pieces, small heads over words.

Heads over single words: cue (BIO), trigger type and continuation, modality, polarity, modes. Heads over pairs: what a
word is to a cue (source, content), what a word is to a trigger (actor, recipient, place, time, figure), mentions as
(first, last) word pairs, and whether two mentions, or two triggers, are the same. The pair heads add a bilinear term to
a one-layer perceptron: a biaffine arc scorer (Dozat & Manning 2017) with distance features.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from according.reading import labels
from according.reading.features import DISTANCES, ENTITY_PAIR, EVENT_PAIR, SENTENCE_DISTANCES
from according.reading.words import LAYOUTS, QUOTED, SHAPES

HIDDEN, LAYERS, HEADS, INNER, POSITIONS, VOCABULARY = 384, 6, 12, 1536, 512, 30522


class Layer(nn.Module):
    """One BERT layer (post-norm)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query = nn.Linear(HIDDEN, HIDDEN)
        self.key = nn.Linear(HIDDEN, HIDDEN)
        self.value = nn.Linear(HIDDEN, HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, _ = x.shape
        split = lambda y: y.view(b, t, HEADS, HIDDEN // HEADS).transpose(1, 2)  # noqa: E731
        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        if self.training:
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        else:
            score = q @ k.transpose(2, 3) * (HIDDEN // HEADS) ** -0.5 + bias
            y = torch.softmax(score, -1) @ v
        y = self.out(y.transpose(1, 2).reshape(b, t, HIDDEN))
        x = self.norm1(x + self.drop(y))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Word pieces and their surface features to word vectors."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.pieces = nn.Embedding(VOCABULARY, HIDDEN)
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.kind = nn.Parameter(torch.zeros(HIDDEN))
        self.shape = nn.Embedding(len(SHAPES) + 1, HIDDEN)
        self.layout = nn.Embedding(len(LAYOUTS) + 1, HIDDEN)
        self.quoted = nn.Embedding(len(QUOTED) + 1, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.drop = nn.Dropout(dropout)
        for table in (self.shape, self.layout, self.quoted):
            nn.init.zeros_(table.weight)

    def load_minilm(self, path: Path) -> None:
        """Take the weights of all-MiniLM-L6-v2 from its safetensors file."""
        from safetensors.torch import load_file

        w = load_file(str(path))
        w = {k.removeprefix("bert."): v for k, v in w.items()}
        with torch.no_grad():
            self.pieces.weight.copy_(w["embeddings.word_embeddings.weight"])
            self.position.weight.copy_(w["embeddings.position_embeddings.weight"])
            self.kind.copy_(w["embeddings.token_type_embeddings.weight"][0])
            self.norm.load_state_dict(
                {"weight": w["embeddings.LayerNorm.weight"], "bias": w["embeddings.LayerNorm.bias"]}
            )
            names = {
                "query": "attention.self.query",
                "key": "attention.self.key",
                "value": "attention.self.value",
                "out": "attention.output.dense",
                "norm1": "attention.output.LayerNorm",
                "up": "intermediate.dense",
                "down": "output.dense",
                "norm2": "output.LayerNorm",
            }
            for i, layer in enumerate(self.layers):
                for ours, theirs in names.items():
                    part = getattr(layer, ours)
                    part.weight.copy_(w[f"encoder.layer.{i}.{theirs}.weight"])
                    part.bias.copy_(w[f"encoder.layer.{i}.{theirs}.bias"])

    def forward(self, pieces: Tensor, features: Tensor, first: Tensor) -> Tensor:
        """`pieces` [B,T] ids, 0 = padding; `features` [B,T,3] shape, layout, quoted (0 = none); `first` [B,W] index of
        each word's first piece. Returns [B,W,HIDDEN]."""
        t = pieces.shape[1]
        x = self.pieces(pieces) + self.position.weight[:t] + self.kind
        x = x + self.shape(features[..., 0]) + self.layout(features[..., 1]) + self.quoted(features[..., 2])
        x = self.drop(self.norm(x))
        bias = (pieces == 0).to(x.dtype)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return torch.gather(x, 1, first[..., None].expand(-1, -1, HIDDEN))


class Arcs(nn.Module):
    """Scores of every word for every query span of its window: perceptron plus bilinear term, with distances."""

    def __init__(self, inner: int, classes: int) -> None:
        super().__init__()
        self.word = nn.Linear(HIDDEN, inner)
        self.begin = nn.Linear(HIDDEN, inner)
        self.end = nn.Linear(HIDDEN, inner, bias=False)
        self.near = nn.Embedding(DISTANCES, inner)
        self.far = nn.Embedding(SENTENCE_DISTANCES, inner)
        self.gate = nn.Linear(HIDDEN, inner)
        self.out = nn.Linear(inner, classes)
        self.drop = nn.Dropout(0.2)

    def forward(
        self, h: Tensor, row: Tensor, begin: Tensor, end: Tensor, distance: Tensor, sentences: Tensor
    ) -> Tensor:
        """`h` [B,W,HIDDEN]; queries q: `row` [Q] window, `begin`, `end` [Q] words; `distance`, `sentences` [Q,W]
        bucketed. Returns [Q,W,classes]."""
        u = self.word(h)[row]
        x, y = h[row, begin], h[row, end]
        v = (self.begin(x) + self.end(y))[:, None]
        g = self.gate(x)[:, None]
        z = u * (1 + g) + v + self.near(distance) + self.far(sentences)
        return self.out(self.drop(F.relu(z)))


class Spans(nn.Module):
    """Mentions: scores for every (first, last) pair of words up to MENTION_WIDTH words."""

    def __init__(self, inner: int = 96) -> None:
        super().__init__()
        self.begin = nn.Linear(HIDDEN, inner)
        self.end = nn.Linear(HIDDEN, inner)
        self.begin2 = nn.Linear(HIDDEN, inner)
        self.width = nn.Embedding(labels.MENTION_WIDTH, inner)
        self.out = nn.Linear(inner, len(labels.MENTIONS))
        self.drop = nn.Dropout(0.2)

    def forward(self, h: Tensor) -> Tensor:
        """[B,W,HIDDEN] -> [B,W,MENTION_WIDTH,classes]; ends beyond the window repeat its last word."""
        b, w, _ = h.shape
        last = torch.arange(w)[:, None] + torch.arange(labels.MENTION_WIDTH)[None]
        last = torch.clamp(last, max=w - 1)
        e = self.end(h)[:, last.reshape(-1)].view(b, w, labels.MENTION_WIDTH, -1)
        z = self.begin(h)[:, :, None] + e * (1 + self.begin2(h)[:, :, None]) + self.width.weight
        return self.out(self.drop(F.relu(z)))


class Pairs(nn.Module):
    """Whether two mentions (or two triggers) are the same one: projected vectors, their product, surface features."""

    def __init__(self, parts: int, features: int, inner: int = 96) -> None:
        super().__init__()
        self.project = nn.Linear(HIDDEN * parts, inner)
        self.left = nn.Linear(inner, inner)
        self.right = nn.Linear(inner, inner, bias=False)
        self.both = nn.Linear(inner, inner, bias=False)
        self.surface = nn.Linear(features, inner)
        self.hidden = nn.Linear(inner, inner)
        self.out = nn.Linear(inner, 1)
        self.drop = nn.Dropout(0.2)

    def vector(self, h: Tensor) -> Tensor:
        """[N,parts*HIDDEN] -> [N,inner]."""
        return torch.tanh(self.project(h))

    def forward(self, a: Tensor, b: Tensor, features: Tensor) -> Tensor:
        """`a`, `b` [P,inner], `features` [P,F] -> logits [P]."""
        z = self.left(a) + self.right(b) + self.both(a * b) + self.surface(features)
        z = F.relu(self.hidden(self.drop(F.relu(z))))
        return self.out(z).squeeze(-1)


class Perceptron(nn.Module):
    """A word vector to class scores through one hidden layer."""

    def __init__(self, inner: int, classes: int) -> None:
        super().__init__()
        self.inner = nn.Linear(HIDDEN, inner)
        self.out = nn.Linear(inner, classes)
        self.drop = nn.Dropout(0.2)

    def forward(self, h: Tensor) -> Tensor:
        return self.out(self.drop(F.relu(self.inner(h))))


@dataclass
class Single:
    """Scores of the heads that look at one word: each [B,W,classes]."""

    cue: Tensor
    trigger: Tensor
    goes_on: Tensor
    modality: Tensor
    polarity: Tensor
    modes: Tensor


class Dyad(nn.Module):
    """What one given actor does to another in this sentence: attention over words, asked by the two actors' heads."""

    def __init__(self, inner: int = 128) -> None:
        super().__init__()
        self.word = nn.Linear(HIDDEN, inner)
        self.source = nn.Linear(HIDDEN, inner)
        self.target = nn.Linear(HIDDEN, inner, bias=False)
        self.score = nn.Linear(inner, 1)
        self.value = nn.Linear(HIDDEN, inner)
        self.out = nn.Linear(inner, len(labels.TYPES))
        self.drop = nn.Dropout(0.2)

    def forward(self, h: Tensor, row: Tensor, source: Tensor, target: Tensor, blank: Tensor) -> Tensor:
        """Queries [Q]: window row, head word of source and of target; `blank` [B,W] true at padding. -> [Q,types]."""
        q = self.source(h[row, source]) + self.target(h[row, target])
        z = F.relu(self.word(h)[row] + q[:, None])
        s = self.score(z).squeeze(-1).masked_fill(blank[row], -1e4)
        pooled = (torch.softmax(s, -1)[..., None] * self.value(h)[row]).sum(1)
        return self.out(self.drop(F.relu(pooled + q)))


class Reader(nn.Module):
    """Encoder and heads together."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(dropout)
        self.cue = Perceptron(128, len(labels.CUES))
        self.trigger = Perceptron(192, len(labels.TRIGGERS))
        self.goes_on = Perceptron(64, 1)
        self.modality = Perceptron(128, len(labels.MODALITIES))
        self.polarity = Perceptron(64, 1)
        self.modes = Perceptron(128, len(labels.MODES))
        self.parts = Arcs(160, len(labels.PARTS))
        self.roles = Arcs(160, len(labels.ROLES))
        self.spans = Spans()
        self.same_entity = Pairs(2, ENTITY_PAIR)
        self.same_event = Pairs(1, EVENT_PAIR)
        self.dyad = Dyad()
        self.drop = nn.Dropout(dropout)
        with torch.no_grad():  # most words are nothing: start there instead of learning it first
            self.cue.out.bias[0] = 3.0
            self.trigger.out.bias[0] = 5.0
            self.goes_on.out.bias.fill_(-3.0)
            self.polarity.out.bias.fill_(-2.5)
            self.modes.out.bias.fill_(-4.0)
            self.parts.out.bias[0] = 2.0
            self.roles.out.bias.fill_(-5.0)
            self.spans.out.bias[0] = 5.0

    def encode(self, pieces: Tensor, features: Tensor, first: Tensor) -> Tensor:
        """Word vectors [B,W,HIDDEN]."""
        return self.drop(self.encoder(pieces, features, first))

    def single(self, h: Tensor) -> Single:
        """The heads over single words."""
        return Single(self.cue(h), self.trigger(h), self.goes_on(h), self.modality(h), self.polarity(h), self.modes(h))
