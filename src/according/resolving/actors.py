"""Who the entities of a record are in the world: country, sectors, office on the report's day, and the reasons.

The record's words decide first (a name of the tables, a state in the phrase, a word for an agent), then what stands
beside a mention (a title, an apposition), then the sentence, then the report, each less certain than the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from according.records import Entity, Record, Span
from according.resolving import offices, tables
from according.resolving.fullnames import full_name
from according.resolving.names import Word, key, words
from according.resolving.phrases import Doer, Name, Phrase, phrase
from according.resolving.surroundings import Surroundings, survey
from according.resolving.tables import Entry, Index, some_words

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOST_TEXTS = 6
# How much the words beside a mention count against its own.
_TITLE, _APPOSITION = 0.8, 0.82
# Bodies of these sectors work across states: the report's country says nothing about them.
_NO_CONTEXT = frozenset(("IGO",))
# Sectors whose titles before a name are offices.
_OFFICIAL = frozenset(("GOV", "LEG", "JUD"))
_STATE_KINDS = frozenset(("state", "adjective", "seat"))


@dataclass(slots=True)
class Finding:
    """What one phrase says of an entity; scores from 0 to 1 order the findings and are no probabilities."""

    country: str | None = None
    country_score: float = 0.0
    country_why: str = ""
    sector: str | None = None
    sector_score: float = 0.0
    sector_why: str = ""
    more: list[str] = field(default_factory=list)
    office: str | None = None
    wikidata: str | None = None
    name: str | None = None

    def of_country(self, country: str | None, score: float, why: str) -> None:
        """Take a country where it is surer than the one before."""
        if score > self.country_score:
            self.country, self.country_score, self.country_why = country, score, why

    def of_sector(self, sector: str | None, score: float, why: str) -> None:
        """Take a sector where it is surer than the one before."""
        if sector is not None and score > self.sector_score:
            self.sector, self.sector_score, self.sector_why = sector, score, why


def resolve_actors(record: Record, *, own: Index | None = None) -> Record:
    """The record with its entities resolved: `country`, `sector`, `sectors`, `office`, `links` and `why`.

    A person whose name is the wording of a mention gets the proper name in it ("John Baird" of "Minister John Baird").
    Whatever else an entity already has stays. `own` is an index with entries of the user's (see `users.load`), else the
    shipped tables.
    """
    index = tables.index() if own is None else own
    report = record.report
    day = found[0] if report.published and (found := _DAY.match(report.published)) else None
    around = survey(report.text, index, title=report.title, places=record.places)
    entities = [_resolved(e, record, index, around, day) for e in record.entities]
    return record.model_copy(update={"entities": entities})


def _resolved(entity: Entity, record: Record, index: Index, around: Surroundings, day: str | None) -> Entity:
    best = finding(entity, record.report.text, index, around, day)
    change: dict[str, object] = {}
    why = []
    if entity.country is None and best.country is not None:
        change["country"] = best.country
    if best.country_why and entity.country is None:
        why.append(f"country {best.country or 'none'}: {best.country_why}")
    if entity.sector is None and best.sector is not None:
        change["sector"] = best.sector
        change["sectors"] = [best.sector, *(s for s in best.more if s != best.sector)]
        why.append(f"sector {best.sector}: {best.sector_why}")
    if entity.office is None and best.office is not None:
        change["office"] = best.office
    if best.wikidata is not None and "wikidata" not in entity.links:
        change["links"] = {**entity.links, "wikidata": best.wikidata}
    if entity.kind == "person" and entity.name in {record.report.text[m.start : m.end] for m in entity.mentions}:
        change["name"] = full_name(entity, record.report.text, index) or entity.name
    if why:
        change["why"] = [*entity.why, *why]
    return entity.model_copy(update=change) if change else entity


def finding(entity: Entity, text: str, index: Index, around: Surroundings, day: str | None) -> Finding:
    """The best that name, mentions and surroundings say of an entity."""
    spans = [m for m in entity.mentions if key(text[m.start : m.end]) not in some_words("pronouns")]
    runs: list[list[Word]] = [words(entity.name)]
    seen = {key(entity.name)}
    for m in spans:
        k = key(text[m.start : m.end])
        if k and k not in seen and len(runs) < _MOST_TEXTS:
            seen.add(k)
            runs.append(words(text, m.start, m.end))
    best = Finding()
    for n, run in enumerate(runs):
        read = phrase(run, index)
        if read.words:
            one = _of_phrase(read, entity.kind, index, around, day, len(runs))
            _take(best, one, 1.0 if n == 0 else 0.97)
    if entity.kind in ("person", "group") and (best.sector_score < 0.75 or best.country_score < 0.75):
        for m in spans[:3]:
            for run, weight in _beside(text, m, around, before=entity.kind == "person"):
                read = phrase(run, index)
                if weight == _TITLE and not (read.doers and read.doers[-1].last == len(read.words) - 1):
                    continue  # words before a mention count only where they end in a title
                one = _of_phrase(read, "group", index, around, day, 1) if read.words else Finding()
                _take(best, replace(one, wikidata=None, office=None, name=None), weight)
    if entity.kind == "person" and best.name is None:
        best.office = _said_office(text, spans, index)
    _from_surroundings(best, entity, spans, around)
    return best


def _said_office(text: str, spans: Sequence[Span], index: Index) -> str | None:
    """The title that the report gives a person whom no table knows: "Governor" of "Governor Petra Holm"."""
    for m in spans[:3]:
        read = phrase(words(text, m.start, m.end), index)
        for d in read.doers:
            named = d.last + 1 < read.head and read.words[d.last + 1].capital and d.agent.sector in _OFFICIAL
            if named and d.first >= read.core and not d.agent.weak and not read.former:
                return text[read.words[d.first].start : read.words[d.last].end]
    return None


def _take(best: Finding, one: Finding, weight: float) -> None:
    if one.country_score * weight > best.country_score:
        best.country, best.country_score = one.country, one.country_score * weight
        best.country_why = one.country_why
        best.wikidata = one.wikidata or best.wikidata
    if one.sector_score * weight > best.sector_score:
        best.sector, best.sector_score = one.sector, one.sector_score * weight
        best.sector_why, best.more = one.sector_why, one.more
        best.office = one.office or best.office
        best.name = one.name or best.name


def _of_phrase(read: Phrase, kind: str, index: Index, around: Surroundings, day: str | None, texts: int) -> Finding:
    out = Finding()
    persons, bodies, states, places = _sorted_names(read, kind)
    strong = [d for d in read.doers if not d.agent.weak]
    head = [d for d in read.doers if d.first < read.head]
    if kind == "person":
        states = [n for n in states if not _in_a_name(read, n)]
        places = [n for n in places if not _in_a_name(read, n)]
    _states(out, read, states, places)
    if kind in ("person", "other") or not (bodies or states):
        person = next((n for n in persons if n.first < read.head and _stands_alone(read, n)), None)
        if person is None and kind == "person" and texts <= 3:
            person = _by_surname(read, index, around, day, out.country)
        if person is not None:
            _person(out, read, person, day, head)
            return out
    owner = next((n for n in persons if n.last < read.core), None)
    if owner is not None:
        known = offices.held([e for e in owner.entries if e.kind == "person"], day)
        out.of_country(known.country, 0.8, f"of {known.name}")
    body = _body_of(read, bodies, day)
    armed = False
    last = head[-1] if head else None
    if body is not None:
        entry, where = body
        armed = entry.sector in ("REB", "PRM") and last is not None and last.agent.sector in ("MIL", "CVL", "GOV")
        vague = entry.source == "named_oeda" and entry.sector == "GOV" and last is not None and not last.agent.weak
        covers = not vague and (
            last is None or last.last <= where.last or last.agent.weak or (armed and where.first < read.head)
        )
        sure = 0.95 if where.first == 0 and where.last >= read.head - 1 else 0.88
        if where.first >= read.head:
            sure = 0.7
        elsewhere = entry.common and entry.country is not None and not around.counts[entry.country]
        named = out.country_score and any(n.first < where.first for n in states)
        if entry.common and not elsewhere and not named:
            out.of_country(entry.country, 0.6, f"{entry.name} ({entry.source}), and the report names the state")
        elif not elsewhere and not named:
            said = f"{entry.name} ({entry.source})"
            out.of_country(entry.country, max(sure, 0.9) if where.first < read.head else 0.7, said)
        if covers and (where.first < read.head or last is not None):
            out.of_sector(entry.sector, sure, f"{entry.name} ({entry.source})")
            if where.last >= read.head - 1 and where.first < read.head:
                out.wikidata = entry.wikidata
    if last is not None and not (body is not None and armed):
        _agent(out, read, last, head, strong, states)
    elif states and states[0].first < read.head:
        _bare_state(out, read, states, kind)
    if read.former and out.sector in ("GOV", "LEG"):
        out.sector, out.sector_why = "ELI", out.sector_why + ", former"
    out.more = list(dict.fromkeys(d.agent.sector for d in head if not d.agent.weak))
    return out


def _sorted_names(read: Phrase, kind: str) -> tuple[list[Name], list[Name], list[Name], list[Name]]:
    """Names of the phrase as persons, bodies, states and places; what a name means depends on the entity's kind."""
    persons: list[Name] = []
    bodies: list[Name] = []
    states: list[Name] = []
    places: list[Name] = []
    for n in read.names:
        kinds = {e.kind for e in n.entries}
        first = n.entries[0].kind
        if "person" in kinds and (kind == "person" or kinds == {"person"}) and (n.first < n.last or first == "person"):
            persons.append(n)
        elif first == "body":
            bodies.append(n)
        elif first in _STATE_KINDS:
            states.append(n)
        elif first == "place":
            places.append(n)
        elif kind != "person" and "body" in kinds:
            bodies.append(n)
    return persons, bodies, states, places


def _in_a_name(read: Phrase, state: Name) -> bool:
    """True for "Finn" in "Thomas Finn" and "Jordan" in "Jordan Smith": parts of a person's name, and no state."""
    taken = {i for d in read.doers for i in range(d.first, d.last + 1)}
    taken |= {i for n in read.names for i in range(n.first, n.last + 1)}

    def part(i: int) -> bool:
        return 0 <= i < read.head and i not in taken and read.words[i].capital and not read.words[i].owner

    if state.last == read.head - 1 and part(state.first - 1):
        return read.words[state.first].start - read.words[state.first - 1].end == 1
    kind = state.entries[0].kind
    return kind != "adjective" and state.last == read.head - 2 and part(state.last + 1) and state.first == read.core


def _stands_alone(read: Phrase, person: Name) -> bool:
    """False for an owner ("Obama's aides") and for a name inside a longer one ("Karzai International Airport")."""
    if person.last < read.core:
        return False
    nxt = person.last + 1
    if nxt >= read.head or not read.words[nxt].capital or read.words[nxt].start - read.words[person.last].end > 1:
        return True
    return any(d.first <= nxt <= d.last for d in read.doers)


def _states(out: Finding, read: Phrase, states: Sequence[Name], places: Sequence[Name]) -> None:
    """The country that the phrase's own words name; none for two states side by side, and for "allies"."""
    own = [n for n in states if read.own_state(n.first)]
    inside = any(n.first < read.head for n in own)
    for one, two in pairwise(own):
        between = read.text(one.last + 1, two.first - 1)
        apart = between in ("and", "or", "and the", "or the") or (
            two.first == one.last + 1 and read.words[two.first].start - read.words[one.last].end > 1
        )
        if apart and one.entries[0].country != two.entries[0].country and (one.first < read.head or not inside):
            both = f"{one.entries[0].name} and {two.entries[0].name}"
            out.of_country(None, 0.93 if one.first < read.head else 0.85, f"{both} together are no single state")
            return
    head = [d for d in read.doers if d.first < read.head]
    if head and head[-1].first == head[-1].last:
        said = read.words[head[-1].last].key
        named = [n for n in own if n.first < read.head]
        # "U.S. allies" are others; "European allies" are European
        if said in some_words("foreign") and all(n.entries[0].kind == "state" for n in named):
            out.of_country(None, 0.93, f"{said!r} are others than those named")
            return
    if head and not inside and head[-1].agent.sector in ("GOV", "MIL", "BUS"):
        # not in "foreign minister" and "Foreign Office"
        titles = {i for d in head for i in range(d.first, d.last + 1)}
        titles |= {i for n in read.names for i in range(n.first, n.last + 1)}
        some = (w.key for i, w in enumerate(read.words[: read.head]) if i not in titles)
        wide = next((k for k in some if k in some_words("wide")), None)
        if wide is not None:
            out.of_country(None, 0.85, f"{wide!r}: of no single state")
            return
    for n in states:
        if not read.own_state(n.first):
            continue
        entry = n.entries[0]
        if entry.country is None and n.first > 0:
            continue  # "African leaders" are of no single state; "Minister for the Middle East" is of his own
        score = 0.92 if n.first < read.head else 0.8
        out.of_country(entry.country, score, f"{read.text(n.first, n.last)!r} is {entry.name}")
    for n in places:
        if read.own_state(n.first):
            entry = n.entries[0]
            score = 0.8 if n.first < read.head else 0.78
            out.of_country(entry.country, score, f"{read.text(n.first, n.last)!r} is a place of {entry.country}")


def _person(out: Finding, read: Phrase, person: Name, day: str | None, head: Sequence[Doer]) -> None:
    entries = [e for e in person.entries if e.kind == "person"]
    titles = [d for d in head if d.last < person.first or d.first > person.last]
    title = " ".join(w.key for i, w in enumerate(read.words[: read.head]) if not person.first <= i <= person.last)
    before = (n.entries[0] for n in read.names if n.last < person.first)
    sectors = [e.sector for e in before if e.kind == "body" and e.sector is not None]
    sectors += [d.agent.sector for d in titles if not d.agent.weak]
    known = offices.held(entries, day, title=title, sectors=sectors)
    out.of_country(known.country, 0.95, known.why)
    if sectors and known.sector not in sectors and known.office is None and not read.former:
        out.of_sector(sectors[-1], 0.9, f"{title!r} stands with the name")
    out.of_sector(known.sector, 0.93 if known.source == "offices.tsv" else 0.85, known.why)
    if read.former and out.sector in ("GOV", "LEG", "MIL"):
        out.sector, out.sector_why = "ELI", out.sector_why + "; the report says former"
    out.office, out.wikidata, out.name = known.office, known.wikidata, known.name
    out.more = list(dict.fromkeys(sectors))


def _by_surname(read: Phrase, index: Index, around: Surroundings, day: str | None, country: str | None) -> Name | None:
    """A person of our own tables named by the last name alone, where the state or body is in the report too."""
    titled = {i for d in read.doers for i in range(d.first, d.last + 1)}
    titled |= {i for n in read.names for i in range(n.first, n.last + 1) if n.entries[0].kind in _STATE_KINDS}
    rest = [i for i in range(read.head) if i not in titled and read.words[i].key not in some_words("honorifics")]
    if len(rest) != 1 or not read.words[rest[0]].capital:
        return None
    ranked: list[tuple[float, str, list[Entry]]] = []
    for full in index.surnames.get(read.words[rest[0]].key, []):
        entries = [e for e in index.find(key(full)) if e.source not in ("named_oeda", "holders_schrodt")]
        places = {e.country for e in entries if e.country is not None}
        near = sum(around.counts[c] for c in places)
        if country is not None and country not in places:
            continue
        if near == 0 and country is None:
            continue
        now = day is not None and any(e.holds(day) for e in entries)
        ranked.append((near + (1000 if now else 0) + (500 if country is not None else 0), full, entries))
    if not ranked:
        return None
    best = max(ranked, key=lambda r: r[0])
    return Name(rest[0], rest[0], tuple(best[2]))


def _body_of(read: Phrase, bodies: Sequence[Name], day: str | None) -> tuple[Entry, Name] | None:
    """The body that the phrase is about: the last one of the head, else the first behind it."""
    inside = [n for n in bodies if n.first < read.head]
    where = inside[-1] if inside else next(iter(bodies), None)
    if where is None:
        return None
    entries = [e for e in where.entries if e.kind == "body"]
    if not entries:
        return None
    entry = next((e for e in entries if day is None or e.holds(day)), entries[0])
    return entry, where


def _agent(
    out: Finding, read: Phrase, last: Doer, head: Sequence[Doer], strong: Sequence[Doer], states: Sequence[Name]
) -> None:
    said = read.text(last.first, last.last)
    armed = next((d for d in reversed(head[:-1]) if d.agent.sector in ("REB", "PRM", "COP", "OPP")), None)
    if last.agent.sector == "MIL" and armed is not None:
        why = f"{said!r} of {read.text(armed.first, armed.last)!r}, which is {armed.agent.sector}"
        out.of_sector("REB" if armed.agent.sector == "OPP" else armed.agent.sector, 0.9, why)
        return
    after = {w.key for w in read.words[last.last + 1 : last.last + 4]}
    driven = next((d for d in head[:-1] if d.agent.sector == "REF"), None)
    if last.agent.sector == "CVL" and (driven is not None or after & some_words("driven")):
        out.of_sector("REF", 0.9, f"{said!r} who were driven out")
        return
    bodies = [n.entries[0] for n in read.names if n.last < last.first and n.entries[0].kind in ("state", "body")]
    if last.agent.sector == "GOV" and bodies and {e.sector for e in bodies} == {"IGO"}:
        out.of_sector("IGO", 0.9, f"{said!r} of {bodies[0].name}")
        return
    if not last.agent.weak:
        # a title before a name says as much as a noun at the end
        sure = 0.9 if all(w.capital for w in read.words[last.last + 1 : read.head]) else 0.8
        out.of_sector(last.agent.sector, sure, f"{said!r} is {last.agent.sector}")
        return
    inside = [d for d in strong if d.first < read.head and d.agent.sector != "CVL"]
    other = next(reversed(inside), None) or next((d for d in strong if d.first >= read.head), None)
    body = next((n.entries[0] for n in states if n.entries[0].sector in ("IGO", "PRE")), None)
    if other is not None:
        why = f"{said!r} of {read.text(other.first, other.last)!r}, which is {other.agent.sector}"
        out.of_sector(other.agent.sector, 0.8, why)
    elif body is not None:
        out.of_sector(body.sector, 0.85, f"{said!r} of {body.name}")
    else:
        out.of_sector(
            last.agent.sector, 0.65 if states else 0.5, f"{said!r} without a body is mostly {last.agent.sector}"
        )


def _of_unknown(read: Phrase, last: Doer) -> bool:
    """True for "TRW officials": a body is named that no table knows."""
    known = {i for d in read.doers for i in range(d.first, d.last + 1)}
    known |= {i for n in read.names for i in range(n.first, n.last + 1)}
    rest = (i for i in range(last.first) if i not in known)
    return any(read.words[i].capitals or (i > 0 and read.words[i].capital) for i in rest)


def _bare_state(out: Finding, read: Phrase, states: Sequence[Name], kind: str) -> None:
    """A state, a seat of government or a people by itself: the head has no other agent."""
    n = next(s for s in states if s.first < read.head)
    entry = n.entries[0]
    covered = {i for s in states for i in range(s.first, s.last + 1)}
    whole = all(i in covered or read.words[i].key in ("and", "or", "the", "ethnic") for i in range(read.head))
    said = read.text(n.first, n.last)
    if entry.kind == "adjective" and (kind in ("group", "person") or said.endswith("s")) and whole:
        out.of_sector("CVL", 0.7, f"{said!r} are people of {entry.name}")
    elif entry.kind == "seat" and whole:
        out.of_sector(entry.sector, 0.9, f"{said!r} acts: the government of {entry.name}")
    elif whole:
        out.of_sector(entry.sector, 0.9, f"{said!r} acts: the state")
    elif entry.sector in ("IGO", "PRE"):
        out.of_sector(entry.sector, 0.7, f"{said!r} in the phrase")
    if whole and entry.kind != "adjective":
        out.wikidata = entry.wikidata


def _beside(text: str, mention: Span, around: Surroundings, *, before: bool) -> Iterator[tuple[list[Word], float]]:
    """The title before a mention and the apposition behind it, each with how much it counts."""
    start, end = around.sentence(mention.start)
    run: list[Word] = []
    for w in reversed(words(text, max(start, mention.start - 80), mention.start) if before else []):
        nxt = run[0].start if run else mention.start
        if nxt - w.end > 1 or len(run) == 8:
            break
        run.insert(0, w)
    if run:
        yield run, _TITLE
    behind = re.compile(r"\s*(?:,|\(|[-–—])\s*([^,;:.()\n–—]{4,90})").match(text, mention.end, min(end, len(text)))
    if behind is not None:
        yield words(text, behind.start(1), behind.end(1))[:12], _APPOSITION


def _from_surroundings(best: Finding, entity: Entity, spans: Sequence[Span], around: Surroundings) -> None:
    if best.country_score > 0 or best.sector in _NO_CONTEXT:
        return
    first = spans[0].start if spans else (entity.mentions[0].start if entity.mentions else None)
    near = around.in_sentence(first) if first is not None else None
    top = around.in_report()
    if near is not None:
        best.of_country(near, 0.45, "the state named nearest in the sentence")
    elif top is not None:
        best.of_country(top, 0.4, "the report names this state most")
