"""Groups of whole reports with what a person wants to see of each: a label, days, places, and why they stand together.

For a pile of reports that nobody has read: `grouping` decides which belong together, without a reader; here each group
gets its words. What is said is counted over all reports of the group, never over the closest two.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from according.incidents.days import days, ordinal
from according.incidents.grouping import group_sheets
from according.incidents.mentions import TIMES
from according.incidents.origins import origins
from according.incidents.sheets import PLACED, PRIOR, furniture, own_text, read_sheets
from according.incidents.terms import NAME_WEIGHT, fold, rarity, tokens, whole_names
from according.records import GroupedReport, Report, ReportGroup

_LABEL = 6  # words
_PLACES = 3
_DAYS = 3
_KEPT = 60  # words of a group that may become its label
_TITLE = 100  # characters of a text that stand for a title that is missing
_MOST = 0.5  # of a group's reports
_WHOLE = 0.6  # of those that have a word


def groups(reports: Iterable[Report], *, threshold: float | None = None) -> list[ReportGroup]:
    """The reports by their main incident, groups with most reports first, then in the order of the input.

    Only title, text, day of publication and publisher are looked at, and every report is in exactly one group. How rare
    a word is depends on the batch, so a report can be grouped differently in another one. `threshold` is the average
    chance, 0 to 1, from which two groups are one (0.4 by default; higher keeps more apart). All reports are held in
    memory. Raises ModelError where the weights are damaged.
    """
    batch = list(reports)
    grouped = group_sheets(read_sheets(batch), threshold=threshold)
    near: dict[int, float] = defaultdict(float)
    group_of = {member: n for n, members in enumerate(grouped.groups) for member in members}
    for (a, b), chance in grouped.chances.items():
        if group_of[a] == group_of[b]:
            near[a] += chance
            near[b] += chance
    unwanted = furniture(batch)
    held: Counter[str] = Counter()
    read = []
    for members in grouped.groups:
        words = _Words()
        for n in members:
            held.update(words.add(batch[n], unwanted))
        read.append(words.kept())
    found = [
        _group(batch, members, words, typical=max(members, key=lambda n: (near[n], -n)), held=held)
        for members, words in zip(grouped.groups, read, strict=True)
    ]
    return sorted(found, key=lambda g: -len(g.reports))


@dataclass(slots=True)
class _Words:
    """What the reports of one group have, counted by reports: words, names, places, days."""

    reports: int = 0
    words: Counter[str] = field(default_factory=Counter)
    often: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)
    forms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, report: Report, unwanted: set[str]) -> set[str]:
        """Count a report; its keys come back."""
        _, text = own_text(report, unwanted)
        read = tokens(text)
        forms: dict[str, str] = {}
        names: set[str] = set()
        placed: set[str] = set()
        for before, token in zip([None, *read], read, strict=False):
            if not token.key or len(token.key) < 2:
                continue
            word = text[token.start : token.end]
            if token.name or token.key not in forms:
                forms[token.key] = word
            if token.name:
                names.add(token.key)
                if before is not None and text[before.start : before.end].lower() in PLACED and fold(word) not in TIMES:
                    placed.add(token.key)
        whole = set(whole_names(text, read))
        forms |= {name: " ".join(forms.get(part, part) for part in name.split()) for name in whole}
        self.reports += 1
        self.words.update(forms.keys())
        self.often.update(t.key for t in read if t.key in forms)
        self.names.update(names | whole)
        self.places.update(placed)
        self.days.update(days(text, published=ordinal(report.published)))
        for key, form in forms.items():
            self.forms[key][form.removesuffix("'s").removesuffix("’s")] += 1
        return set(forms)

    def kept(self) -> _Words:
        """The same with no more words than may become its label: of a large batch all would not fit."""
        least = max(1, math.ceil(self.reports * _MOST)) if self.reports > 2 else self.reports
        some = [key for key, n in self.words.items() if n >= least]
        best = sorted(some, key=lambda key: (-self.weight(key, rarity_of(key)), key))[:_KEPT]
        wanted = {*best, *(key for key, _ in self.places.most_common(_KEPT))}
        return _Words(
            self.reports,
            Counter({key: self.words[key] for key in wanted}),
            Counter({key: self.often[key] for key in wanted}),
            Counter({key: self.names[key] for key in wanted}),
            Counter(dict(self.places.most_common(_KEPT))),
            self.days,
            {key: self.forms[key] for key in wanted},
        )

    def weight(self, key: str, rare: float) -> float:
        """How much a word says of the group: in how many reports, how often there, how rare elsewhere, a name more."""
        often = 1 + math.log(max(1.0, self.often[key] / self.words[key])) if self.words[key] else 1.0
        return self.words[key] / self.reports * often * rare * (NAME_WEIGHT if self.is_name(key) else 1.0)

    def is_name(self, key: str) -> bool:
        """Whether most of the reports that have a word have it as a name."""
        return 2 * self.names[key] >= self.words[key] > 0

    def whole(self, key: str) -> str:
        """The longer name that a word mostly stands in: "baton roug" for "roug"; else the word itself."""
        longer = [w for w in self.words if " " in w and key in w.split() and self.words[w] >= _WHOLE * self.words[key]]
        return max(longer, key=lambda w: (self.words[w], len(w), w), default=key)

    def form(self, key: str) -> str:
        """The word as most of the reports write it, a name with its capital."""
        forms = self.forms[key].most_common()
        return next((form for form, _ in forms if form[0].isupper()), forms[0][0]) if self.is_name(key) else forms[0][0]


def rarity_of(key: str) -> float:
    """How rare a word or a whole name is in news."""
    return max(rarity(part) for part in key.split())


def _group(
    batch: Sequence[Report], members: Sequence[int], words: _Words, *, typical: int, held: Mapping[str, int]
) -> ReportGroup:
    def here(key: str) -> float:
        """How rare a word is in this batch, and in news as far as the batch is small."""
        news = math.exp(-rarity_of(key))
        return -math.log((held[key] + PRIOR * news) / (len(batch) + PRIOR))

    own = [batch[n] for n in members]
    least = max(2, math.ceil(len(members) * _MOST)) if len(members) > 1 else 1
    ranked = sorted(words.words, key=lambda key: (-words.weight(key, here(key)), key))
    telling = (key for key in ranked if words.words[key] >= least and fold(words.form(key)) not in TIMES)
    label = list(_apart(map(words.whole, telling)))[:_LABEL]
    places = sorted(
        (p for p, n in words.places.items() if n >= least and words.is_name(p)),
        key=lambda p: (-words.places[p], -here(p), p),
    )
    named = [day for day, n in words.days.most_common() if n >= least][:_DAYS]
    published = sorted(day for r in own if (day := ordinal(r.published)) is not None)
    title = batch[typical].title or " ".join(batch[typical].text[: 2 * _TITLE].split())[:_TITLE]
    return ReportGroup(
        title=" ".join(title.split()),
        label=[words.form(key) for key in label],
        reports=[
            GroupedReport(
                position=n,
                report=r.id,
                title=r.title,
                publisher=r.publisher,
                published=r.published,
                url=r.url,
            )
            for n, r in zip(members, own, strict=True)
        ],
        independent=_independent(own),
        first=date.fromordinal(published[0]).isoformat() if published else None,
        last=date.fromordinal(published[-1]).isoformat() if published else None,
        days=[date.fromordinal(day).isoformat() for day in sorted(named)],
        places=[words.form(p) for p in _apart(map(words.whole, places))][:_PLACES],
        why=list(_why(words, label, named, published)) if len(members) > 1 else [],
    )


def _independent(own: Sequence[Report]) -> int:
    """How many origins: the ids of the reports may repeat, so they get others."""
    if len(own) == 1:
        return 1
    return len(origins(r.model_copy(update={"id": str(n)}) for n, r in enumerate(own)))


def _apart(keys: Iterable[str]) -> Iterator[str]:
    """Without words that stand in one that came before, or hold one: "dana whitlock" and not "whitlock" as well."""
    said: set[str] = set()
    for key in keys:
        parts = set(key.split())
        if not parts & said:
            said |= parts
            yield key


def _why(words: _Words, label: Sequence[str], named: Sequence[int], published: Sequence[int]) -> Iterator[str]:
    total = words.reports
    for names, verb in ((True, "name"), (False, "have the word")):
        by: dict[int, list[str]] = {}
        for key in label:
            if words.is_name(key) is names:
                by.setdefault(words.words[key], []).append(words.form(key))
        for n, forms in sorted(by.items(), reverse=True):
            plural = "s" if verb == "have the word" and len(forms) > 1 else ""
            yield f"{_of(n, total)} {verb}{plural} {', '.join(forms)}"
    for day in named[:1]:
        yield f"{_of(words.days[day], total)} speak of {date.fromordinal(day).isoformat()}"
    if len(published) > 1:
        apart = published[-1] - published[0]
        known = "" if len(published) == total else f", as far as their days are known ({len(published)} of {total})"
        yield (f"published within {apart} days" if apart > 1 else "published within a day") + known


def _of(n: int, total: int) -> str:
    return f"{'both' if total == 2 else 'all'}" if n == total else f"{n} of {total}"
