"""How often words stand in news: `python -m training.words SHARED` writes `incidents/data/words.tsv`.

Statistics of the training corpora only: the share of reports that have a word, averaged over the corpora so that no
single subject decides what is rare. A word of one corpus alone is left out (it counts as rarest), which also keeps
private names out.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from pathlib import Path

from according.incidents.terms import tokens
from training.corpora import lines

CORPORA = (
    "incidents/gva_train.jsonl.gz",
    "incidents/ecb_plus_train.jsonl.gz",
    "attribution/polnear_train.jsonl.gz",
    "corpus/reuters_dev.jsonl.gz",
)
TARGET = Path(__file__).parent.parent / "src/according/incidents/data/words.tsv"
LEAST_REPORTS = 4


def shares(shared: Path) -> dict[str, float]:
    """The mean share of reports with each word that at least two corpora have."""
    total: Counter[str] = Counter()
    corpora: Counter[str] = Counter()
    mean: dict[str, float] = defaultdict(float)
    for name in CORPORA:
        counts: Counter[str] = Counter()
        n = 0
        for row in lines(shared / "data" / name):
            text = "\n".join(filter(None, (row.get("title"), row["text"])))
            counts.update({t.key for t in tokens(text) if t.key})
            n += 1
        total.update(counts)
        corpora.update(counts.keys())
        for word, count in counts.items():
            mean[word] += count / n / len(CORPORA)
    return {w: s for w, s in mean.items() if corpora[w] > 1 and total[w] >= LEAST_REPORTS}


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("shared", type=Path)
    levels: dict[str, list[str]] = defaultdict(list)
    for word, share in shares(p.parse_args().shared).items():
        levels[f"{-math.log(share):.1f}"].append(word)
    TARGET.parent.mkdir(exist_ok=True)
    with TARGET.open("w", encoding="utf8") as f:
        f.write("# -ln of the mean share of news reports that have a word, and the stems of which it holds\n")
        for level in sorted(levels, key=float):
            f.write(f"{level}\t{' '.join(sorted(levels[level]))}\n")
    print(f"{sum(map(len, levels.values()))} words in {TARGET}")


if __name__ == "__main__":
    main()
