"""Edited copies: where a copy says otherwise than the text that it repeats, in the words that accounts rest on.

A number, a name, a place or a negation that a copy changed is worth a look of its own. It is no disagreement between
voices: nobody but the one who copied stands behind it. Spellings of one name are no edit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from according.incidents import names
from according.incidents.copies import Copying, copying, in_common
from according.incidents.edits import Edit
from according.incidents.parties import Parties
from according.incidents.parties import same as same_side
from according.incidents.sentences import Sentences
from according.incidents.wording import told, wording
from according.records import Account, Entity, Finding, Place, Quoted, Record, Span, Words

_EARLIER = 4  # older reports of an origin that a report is held against
_ALIKE = 0.1  # by which the two shares of one of them may together fall short of the best
_BEFORE, _BEHIND = 2, 3  # words that are shown around a change


def edited(
    records: Sequence[Record],
    accounts: Sequence[Account],
    *,
    origins: Sequence[Collection[str]],
    home: str | None = None,
) -> list[Finding]:
    """What copies changed in the words of the accounts, a finding for each change, however often it stands there.

    Of the reports of one origin each is held against the older one that it repeats most; those that repeat none have
    changed nothing. `home` is the country of the incident.
    """
    by_id = {record.report.id: record for record in records}
    own: dict[str, list[Account]] = {}
    for account in accounts:
        own.setdefault(account.report, []).append(account)
    found: dict[tuple[str, ...], Finding] = {}
    for group in origins:
        some = [r for i, r in by_id.items() if i in group and i in own]
        some.sort(key=lambda r: r.report.published or "9999")
        seen: set[frozenset[str]] = set()
        for n, record in enumerate(some):
            said = _said(own[record.report.id])
            pair = None if said in seen else _nearest(record, some[:n][:_EARLIER], own)
            seen.add(said)
            if pair is None:
                continue
            copy_of = pair.b if pair.original != pair.b else pair.a
            first = pair.a if copy_of == pair.b else pair.b
            for key, finding in _findings(pair, by_id[first], by_id[copy_of], own, home):
                before = found.setdefault(key, finding)
                ids = list(dict.fromkeys([*before.accounts, *finding.accounts]))
                found[key] = before.model_copy(update={"accounts": ids})
    # a headline tells the same change without saying what is counted
    counted = {key[1:] for key in found if key[0] != "number"}
    return [finding for key, finding in found.items() if key[0] != "number" or key[1:] not in counted]


def without_edited(
    findings: Iterable[Finding], changed: Sequence[Finding], accounts: Sequence[Account]
) -> Iterator[Finding]:
    """The findings without contradictions that are nothing but a change in a copy, which is found by itself."""
    report = {account.id: account.report for account in accounts}
    pairs = {(f.field, frozenset(q.report for q in f.quoted)) for f in changed}
    for finding in findings:
        reports = frozenset(report[a] for a in finding.accounts)
        if finding.kind != "contradict" or (finding.field, reports) not in pairs:
            yield finding


def placed(pair: Copying, a: Record, b: Record) -> Copying:
    """The same with those changes told apart in which the one record has a place and the other another place.

    `a` and `b` are the records of the reports that the pair names so.
    """
    first, second = (b, a) if pair.original == pair.b else (a, b)
    return replace(
        pair,
        edits=tuple(
            replace(edit, kind="place")
            if edit.kind in ("name", "words") and _other_place(edit, first, second)
            else edit
            for edit in pair.edits
        ),
    )


def _nearest(record: Record, earlier: Sequence[Record], own: dict[str, list[Account]]) -> Copying | None:
    """How a report repeats the older one that it has most in common with, if its accounts are told otherwise there.

    Of those that it has nearly as much in common with, the one of which it is known to be a copy.
    """
    if any(
        _same_words(own[record.report.id], other) and _same_words(own[other.report.id], record) for other in earlier
    ):
        return None
    # the shares are cheap, the edits are not
    shares = [sum(in_common(other.report, record.report)) for other in earlier]
    near = [n for n, share in enumerate(shares) if share >= max(shares) - _ALIKE]
    pairs = [copying(earlier[n].report, record.report) for n in sorted(near, key=lambda n: -shares[n])]
    found = [pair for pair in pairs if pair is not None]
    return next((pair for pair in found if pair.original == pair.a), found[0] if found else None)


def _same_words(accounts: Iterable[Account], record: Record) -> bool:
    """True where all that accounts rest on stands in a report word for word."""
    text = f" {' '.join(told(record.report).words)} "
    return all(f" {' '.join(wording(w.text).words)} " in text for a in accounts for w in a.words)


def _said(accounts: Iterable[Account]) -> frozenset[str]:
    """What accounts rest on, as it is compared."""
    return frozenset(" ".join(wording(w.text).words) for a in accounts for w in a.words)


def _findings(
    pair: Copying, first: Record, second: Record, own: dict[str, list[Account]], home: str | None
) -> Iterator[tuple[tuple[str, ...], Finding]]:
    """What was changed from the one record to the other in the words of their accounts, with what tells it apart."""
    sides = (first, second)
    lines = [Sentences(r.report.text) for r in sides]
    for edit in pair.edits:
        if edit.before is None or edit.after is None:
            continue
        words = (edit.before, edit.after)
        accounts = [
            a
            for side, changed in zip(sides, words, strict=True)
            for a in own[side.report.id]
            if any(w.span.overlaps(changed.span) for w in a.words)
        ]
        fields = _fields(edit, words, first, second, accounts, home) if accounts else ()
        for field in fields:
            shown = [_around(line, w.span) for line, w in zip(lines, words, strict=True)]
            quoted = [
                Quoted(report=side.report.id, span=w.span, text=w.text) for side, w in zip(sides, words, strict=True)
            ]
            said = edit.detail or " -> ".join(" ".join(wording(q.text).words) for q in quoted)
            key = (field, *(q.report for q in quoted), said)
            yield (
                key,
                Finding(
                    kind="edit",
                    field=field,
                    accounts=[a.id for a in accounts],
                    why=_why(pair, _names(first, second), shown),
                    independent=1,
                    quoted=quoted,
                    original=pair.original,
                ),
            )


def _why(pair: Copying, reports: tuple[str, str], shown: Sequence[str]) -> str:
    how = "a copy of it" if pair.original is not None else "the same text, nobody can say whose"
    return f"“{shown[0]}” in {reports[0]}, “{shown[1]}” in {reports[1]}, {how}"


def _names(first: Record, second: Record) -> tuple[str, str]:
    """What two reports are called: by their publishers, by their ids where these are unknown or the same."""
    one, other = first.report, second.report
    if one.publisher and other.publisher and one.publisher != other.publisher:
        return one.publisher, other.publisher
    return (
        f"{one.publisher} ({one.id})" if one.publisher else one.id,
        f"{other.publisher} ({other.id})" if other.publisher else other.id,
    )


def _around(lines: Sentences, span: Span) -> str:
    """The words of a change with a few beside them in its sentence."""
    line = lines.span(lines.index(span.start))
    before = lines.text[line.start : span.start].split(" ")
    behind = lines.text[span.end : max(span.end, line.end)].split(" ")
    start = " ".join(before[-_BEFORE - 1 :])
    end = " ".join(behind[: _BEHIND + 1])
    more = ("… " if len(before) > _BEFORE + 1 else "", " …" if len(behind) > _BEHIND + 1 else "")
    return more[0] + (start + lines.text[span.start : span.end] + end).strip(" .,;") + more[1]


def _fields(
    edit: Edit,
    words: tuple[Words, Words],
    first: Record,
    second: Record,
    accounts: Sequence[Account],
    home: str | None,
) -> Iterator[str]:
    """The fields of an account that an edit changes."""
    if edit.kind == "number":
        if "none" not in (edit.detail or "").split(" -> "):
            yield _counted(words, first, second, accounts)
    elif edit.kind == "negation":
        yield "whether"
    elif edit.kind in ("name", "words") and _other_place(edit, first, second):
        yield "place"
    elif edit.kind == "name":
        pair = _other_name(words, first, second, home)
        if pair is not None:
            acting = {name for a in accounts for name in a.actors}
            yield "actor" if acting & {entity.name for entity in pair} else "name"


def _counted(words: tuple[Words, Words], first: Record, second: Record, accounts: Sequence[Account]) -> str:
    """Of what a number is: a kind of harm, a time, or anything."""
    for record, changed in zip((first, second), words, strict=True):
        figures = [c for event in record.events for c in event.casualties]
        figures += [c for a in accounts if a.report == record.report.id for c in a.casualties]
        for figure in figures:
            if figure.span is not None and figure.span.overlaps(changed.span):
                return figure.kind
    if all(any(t.span.overlaps(w.span) for t in r.times) for r, w in zip((first, second), words, strict=True)):
        return "time"
    return "number"


def _other_place(edit: Edit, first: Record, second: Record) -> bool:
    if edit.before is None or edit.after is None:
        return False
    a, b = (_places(w, r) for w, r in ((edit.before, first), (edit.after, second)))
    return bool(a) and bool(b) and not any(_same_place(p, q) for p in a for q in b)


def _places(words: Words, record: Record) -> list[Place]:
    """The places that are named in some words."""
    return [p for p in record.places if any(m.overlaps(words.span) and _capital(m, words, record) for m in p.mentions)]


def _capital(mention: Span, words: Words, record: Record) -> bool:
    """True where words of a mention that are written as a name are among those that were changed."""
    start, end = max(mention.start, words.span.start), min(mention.end, words.span.end)
    return any(w[:1].isupper() for w in record.report.text[start:end].split())


def _same_place(a: Place, b: Place) -> bool:
    if a.geonames is not None and a.geonames == b.geonames:
        return True
    return _same_name(a.name, b.name)


def _same_name(a: str, b: str) -> bool:
    """True for two spellings or two lengths of one name."""
    x, y = names.core(a), names.core(b)
    initials = {names.acronym(a), names.acronym(b)} - {None}
    return names.within(x, y) or names.within(y, x) or "".join(x) in initials or "".join(y) in initials


def _other_name(
    words: tuple[Words, Words], first: Record, second: Record, home: str | None
) -> tuple[Entity, Entity] | None:
    """Whom the one names and whom the other names in the same place, unless they are one."""
    a, b = (_entities(w, r) for w, r in zip(words, (first, second), strict=True))
    if not a or not b:
        return None
    sides = (Parties(first, home=home), Parties(second, home=home))
    for one, called in a:
        for other, named in b:
            x, y = sides[0].of(one, called), sides[1].of(other, named)
            if (x is not None and y is not None and same_side(x, y)) or _same_name(one.name, other.name):
                return None
            if set(one.links.values()) & set(other.links.values()) or _same_name(called, named):
                return None
    return a[0][0], b[0][0]


def _entities(words: Words, record: Record) -> list[tuple[Entity, str]]:
    """Those who are named in some words, with the mention."""
    return [
        (e, m.text)
        for e in record.entities
        if e.kind in ("person", "organization", "group")
        for m in e.mentions
        if m.overlaps(words.span) and _capital(m, words, record)
    ]
