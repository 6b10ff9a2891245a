"""What a newer reading changed: two records of one report, line by line."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from according.ledger import ids
from according.records import Record
from according.rendering.lines import figure, joined, status, voice_chain, voice_name


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. For "changed", `field` went from `before` to `after`; else the whole line came or went."""

    report: str
    key: str
    kind: Literal["statement", "event"]
    what: Literal["added", "removed", "changed"]
    words: str
    field: str
    before: str
    after: str

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)


def compare(report: str, before: Record, after: Record) -> list[Change]:
    """The differences between two readings of a report, in plain words; confidence and local ids do not count."""
    return [
        *_compare(report, "statement", _statements(report, before), _statements(report, after)),
        *_compare(report, "event", _events(report, before), _events(report, after)),
    ]


def _compare(
    report: str, kind: Literal["statement", "event"], old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]
) -> list[Change]:
    changes = []
    for key in [*old, *(k for k in new if k not in old)]:
        words = (new.get(key) or old[key])["words"]
        if key not in new:
            changes.append(Change(report, key, kind, "removed", words, "", _summary(old[key]), ""))
        elif key not in old:
            changes.append(Change(report, key, kind, "added", words, "", "", _summary(new[key])))
        else:
            changes += [
                Change(report, key, kind, "changed", words, field, old[key][field], new[key][field])
                for field in new[key]
                if old[key][field] != new[key][field]
            ]
    return changes


def _summary(line: dict[str, str]) -> str:
    return "; ".join(f"{field} {value}" for field, value in line.items() if value and field != "words")


def _statements(report: str, record: Record) -> dict[str, dict[str, str]]:
    within = {s.id: voice_name(record, s) for s in record.statements}
    return {
        key: {
            "words": joined(s.content),
            "voice": voice_name(record, s),
            "cue": joined(s.cue),
            "kind": s.kind,
            "within": within.get(s.within or "", ""),
        }
        for key, s in zip(ids.statement_keys(report, record.statements), record.statements, strict=True)
    }


def _events(report: str, record: Record) -> dict[str, dict[str, str]]:
    entities = {e.id: e.name for e in record.entities}
    places = {p.id: p.name for p in record.places}
    return {
        key: {
            "words": joined(e.triggers),
            "type": e.type,
            "modes": " ".join(e.modes),
            "contexts": " ".join(e.contexts),
            "status": status(e),
            "voices": " < ".join(v.name for v in voice_chain(record, e.said_in)),
            "who": ", ".join(entities[a] for a in e.actors),
            "whom": ", ".join(entities[a] for a in e.recipients),
            "places": ", ".join(places[p] for p in e.places),
            "time": e.time.value if e.time is not None else "",
            "figures": "; ".join(map(figure, e.casualties)),
        }
        for key, e in zip(ids.event_keys(report, record.events), record.events, strict=True)
    }
