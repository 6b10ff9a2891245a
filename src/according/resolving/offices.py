"""Which of the things known under a person's name holds on a day: the office then held, a former one, or unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from according.resolving.tables import Entry

# The dictionaries' open ends mean "still there when they were made".
_DICTIONARIES_END = "2011-09"


@dataclass(frozen=True, slots=True)
class Held:
    """What a person is on a day (or on none): country, sector, the office where it is known, and why."""

    name: str
    country: str | None
    sector: str | None
    office: str | None
    why: str
    wikidata: str | None = None
    source: str = ""


def days(entry: Entry) -> str:
    """The days of an entry in words: "since 2012-05-07", "2009-01-20 to 2017-01-20"."""
    if entry.since and entry.until:
        return f"{entry.since} to {entry.until}"
    if entry.since:
        return f"since {entry.since}"
    return f"until {entry.until}" if entry.until else "for days unknown"


def held(entries: Sequence[Entry], day: str | None, *, title: str = "", sectors: Iterable[str] = ()) -> Held:
    """What the entries of one name say about a day.

    `title` and `sectors` are the folded words that stand with the name and the sectors they mean: they choose where no
    day is known, or several offices are held.
    """
    own = [e for e in entries if e.source not in ("named_oeda", "holders_schrodt")]
    ours = own or list(entries)
    wanted = set(sectors)
    if day is None:
        return _any_day(ours, title, wanted)
    active = [e for e in ours if e.holds(day)]
    if not own and day >= _DICTIONARIES_END and active:
        # open ends of old dictionaries say nothing about today: the country stays, the office does not
        return _later(active, day)
    if active:
        best = max(active, key=lambda e: (_common(e, title), e.sector in wanted, e.office is not None, e.since))
        what = best.office or f"{best.sector} in the dictionary"
        return Held(
            best.name, best.country, best.sector, best.office, f"{best.name}: {what}, {days(best)}", *_ids(best)
        )
    past = [e for e in ours if e.until and e.until <= day]
    if past:
        last = max(past, key=lambda e: e.until)
        if not own:
            return _later(past, day)
        sector = "ELI" if last.sector in ("GOV", "LEG") else last.sector
        why = f"{last.name}: {last.office or last.sector} {days(last)}, before the report's day"
        return Held(last.name, last.country, sector, None, why, *_ids(last))
    first = min(ours, key=lambda e: e.since)
    sector = next((s for s in wanted), None)
    why = f"{first.name}: {first.office or first.sector} only {days(first)}, after the report's day"
    return Held(first.name, first.country, sector, None, why, *_ids(first))


def _any_day(entries: Sequence[Entry], title: str, wanted: set[str]) -> Held:
    most = max(_common(e, title) for e in entries)
    titled = [e for e in entries if most and _common(e, title) == most]
    some = titled or [e for e in entries if e.sector in wanted] or list(entries)
    # a life of offices and one line "former": the offices tell more where no day is known
    some = [e for e in some if e.sector != "ELI"] or some
    country = Counter(e.country for e in some).most_common(1)[0][0]
    sector = Counter(e.sector for e in some if e.country == country).most_common(1)[0][0]
    first = next(e for e in some if e.country == country and e.sector == sector)
    office = first.office if titled and len({e.office for e in titled}) == 1 else None
    offices = ", ".join(dict.fromkeys(e.office for e in some if e.office))
    why = f"{first.name}: {offices or sector}; the report has no day to choose by"
    return Held(first.name, country, sector, office, why, *_ids(first))


def _later(entries: Sequence[Entry], day: str) -> Held:
    last = max(entries, key=lambda e: (e.until or _DICTIONARIES_END, e.since))
    sector = last.sector if last.sector != "ELI" else "ELI"
    why = (
        f"{last.name}: {last.office or last.sector} {days(last)} in a dictionary that ends in 2011; later is not known"
    )
    return Held(last.name, last.country, sector, None, why, *_ids(last))


def _ids(entry: Entry) -> tuple[str | None, str]:
    return entry.wikidata, entry.source


def _common(entry: Entry, title: str) -> int:
    """How many words the office has in common with the words that stand with the name in the report."""
    if not title or not entry.office:
        return 0
    office = entry.office.casefold().replace("defense", "defence").replace("-", " ").split()
    return len({*title.replace("defense", "defence").split()} & {*office} - {"of", "the", "for", "and", "to"})
