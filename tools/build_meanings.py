"""Build the table of what words for happenings mean, from the files of WordNet 3.0.

    python tools/build_meanings.py FOLDER

FOLDER holds index.verb, data.noun and so on (Debian's package wordnet-base has them in /usr/share/wordnet).
What is written: incidents/data/meanings.tsv.gz, with single words only:

    v WORD IDEAS...          a verb and its commonest ideas, the first sense first
    n WORD VERBS IDEAS...    a noun for a happening; the verbs of its family (or -); its ideas, "12,40" for one sense
    p IDEA PARENTS...        an idea and what it is a kind or a part of
    x FORM WORD, y FORM WORD irregular forms of verbs and of nouns

An idea is a number for a set of synonyms; nouns that are derived from a verb share the verb's ideas ("acquisition" has
those of "acquire"), so that a deed and its name meet. Same input, same bytes.
"""

from __future__ import annotations

import gzip
import io
import sys
from dataclasses import dataclass
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src" / "according" / "incidents" / "data" / "meanings.tsv.gz"
#: WordNet's lexicographer files of nouns for happenings: acts, attributes, cognition, communication, events, feelings,
#: phenomena, possession, processes, states.
HAPPENINGS = {4, 7, 9, 10, 11, 12, 19, 21, 22, 26}
VERB_SENSES, NOUN_SENSES, LOOKED_AT = 4, 3, 6

Key = tuple[str, str]


@dataclass
class Synset:
    words: list[str]
    pointers: list[tuple[str, str, str, str]]
    file: int


def synsets(folder: Path, name: str, letter: str) -> dict[Key, Synset]:
    """The synsets of one part of speech by letter and offset."""
    out = {}
    for line in (folder / f"data.{name}").read_text(encoding="utf8").splitlines():
        if line.startswith(" "):
            continue
        cells = line.split(" | ")[0].split()
        count = int(cells[3], 16)
        at = 4 + 2 * count
        pointers = [
            (cells[p], cells[p + 1], cells[p + 2], cells[p + 3]) for p in range(at + 1, at + 1 + 4 * int(cells[at]), 4)
        ]
        out[letter, cells[0]] = Synset([cells[4 + 2 * i].lower() for i in range(count)], pointers, int(cells[1]))
    return out


def senses(folder: Path, name: str) -> dict[str, list[str]]:
    """The synset offsets of every single word, the commonest sense first."""
    out = {}
    for line in (folder / f"index.{name}").read_text(encoding="utf8").splitlines():
        cells = line.split()
        if not line.startswith(" ") and cells[0].isalpha():
            out[cells[0]] = cells[6 + int(cells[3]) :]
    return out


def derived(word: str, synset: Synset) -> list[tuple[str, int]]:
    """The verb synsets that a noun is derived from in this sense, and which of their words it is derived from."""
    own = f"{synset.words.index(word) + 1:02x}"
    return [
        (offset, int(which[2:], 16))
        for kind, offset, part, which in synset.pointers
        if kind == "+" and part == "v" and which[:2] in (own, "00")
    ]


def build(folder: Path) -> list[str]:
    """All lines of the table."""
    known = synsets(folder, "verb", "v") | synsets(folder, "noun", "n")
    verbs, nouns = senses(folder, "verb"), senses(folder, "noun")
    numbers: dict[Key, int] = {}

    def number(key: Key) -> str:
        return str(numbers.setdefault(key, len(numbers) + 1))

    lines = []
    for word in sorted(verbs):
        lines.append("\t".join(["v", word, *(number(("v", o)) for o in verbs[word][:VERB_SENSES])]))
    for word in sorted(nouns):
        family: set[str] = set()
        groups: list[str] = []
        for offset in nouns[word][:LOOKED_AT]:
            synset = known["n", offset]
            links = derived(word, synset)
            for verb_offset, which in links:
                verb = known["v", verb_offset].words[which - 1] if which else ""
                if verb.isalpha() and verb[:3] == word[:3]:
                    family.add(verb)
            happening = synset.file in HAPPENINGS
            if len(groups) < NOUN_SENSES and (happening or links):
                ideas = [number(("v", o)) for o, _ in links] + ([number(("n", offset))] if happening else [])
                groups.append(",".join(dict.fromkeys(ideas)))
        if groups:
            lines.append("\t".join(["n", word, ",".join(sorted(family)) or "-", *groups]))
    for key in list(numbers):
        above = [
            number((part, offset))
            for kind, offset, part, _ in known[key].pointers
            if kind in ("@", "*", ">", "$") and part == key[0]
        ]
        if above:
            lines.append("\t".join(["p", number(key), *dict.fromkeys(above)]))
    for letter, name, words in (("x", "verb", verbs), ("y", "noun", nouns)):
        for line in sorted((folder / f"{name}.exc").read_text(encoding="utf8").splitlines()):
            form, *bases = line.split()
            base = next((b for b in bases if b in words), None)
            if base and form.isalpha() and form != base:
                lines.append(f"{letter}\t{form}\t{base}")
    return lines


def main() -> None:
    lines = build(Path(sys.argv[1]))
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as f:
        f.write(("\n".join(lines) + "\n").encode("utf8"))
    TARGET.write_bytes(packed.getvalue())
    print(f"{len(lines)} lines, {len(packed.getvalue())} bytes in {TARGET}")


if __name__ == "__main__":
    main()
