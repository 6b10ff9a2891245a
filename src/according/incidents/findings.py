"""Findings: where the accounts of one incident agree, contradict each other, correct themselves or are silent.

Every finding names a field, its accounts and the reason in one sentence. Nothing is decided: a finding says that two
accounts differ, never which one is right. Accounts that say the same thing stand in one finding, so that five copies
of an agreement are not ten findings; how many independent origins stand behind them is counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from according.incidents import figures
from according.incidents.accounts import Told
from according.incidents.parties import sides_agree, sides_clash
from according.incidents.voices import Identities
from according.records import Casualties, CasualtyKind, Finding, FindingKind

HARMS: tuple[CasualtyKind, ...] = ("killed", "injured", "missing", "detained", "displaced")


@dataclass(frozen=True, slots=True)
class Side:
    """Accounts that say the same in one field, and what they say in words."""

    told: tuple[Told, ...]
    value: str


class Comparer:
    """Compares the accounts of one incident."""

    def __init__(self, told: Sequence[Told], *, origins: Sequence[Collection[str]] = ()) -> None:
        self.told = list(told)
        self.identities = Identities(t.voice for t in told)
        self._origin = {r: f"origin:{i}" for i, group in enumerate(origins) for r in group}

    def findings(self) -> list[Finding]:
        """All findings, by field."""
        out = [*self._whether(), *self._actor()]
        for harm in HARMS:
            out += self._harm(harm)
        out += self._time()
        return out

    def independent(self, told: Iterable[Told]) -> int:
        """How many origins stand behind accounts: copies of one text and repetitions of one voice count once."""
        groups: list[set[str]] = []
        for t in told:
            marks = (
                {self._origin.get(t.account.report, f"report:{t.account.report}")} if not t.voice.speakers else set()
            )
            marks.add(self.identities.of(t.voice))
            touched = [g for g in groups if g & marks]
            groups = [g for g in groups if not g & marks] + [marks.union(*touched)]
        return len(groups)

    def _finding(
        self, kind: FindingKind, field: str, told: Sequence[Told], why: str, *, soft: bool | None = None
    ) -> Finding:
        return Finding(
            kind=kind,
            field=field,
            accounts=[t.account.id for t in told],
            why=why,
            soft=soft,
            independent=self.independent(told),
        )

    def _against(self, field: str, a: Side, b: Side, *, soft: bool | None = None) -> Finding:
        why = f"{_names(a.told)}: {a.value}; {_names(b.told)}: {b.value}"
        return self._finding("contradict", field, [*a.told, *b.told], why, soft=soft)

    def _agreement(self, field: str, side: Side) -> Iterable[Finding]:
        if len({t.account.report for t in side.told}) < 2 and self.independent(side.told) < 2:
            return
        yield self._finding("agree", field, side.told, f"{_names(side.told)}: {side.value}")

    def _whether(self) -> Iterable[Finding]:
        by: dict[str, list[Told]] = {}
        for t in self.told:
            by.setdefault(t.account.whether, []).append(t)
        happened = by.get("happened", [])
        for other in ("denied", "unconfirmed"):
            if happened and by.get(other):
                yield self._against("whether", Side(tuple(by[other]), other), Side(tuple(happened), "happened"))

    def _actor(self) -> Iterable[Finding]:
        named = [t for t in self.told if t.parties and t.account.whether != "denied"]
        groups = _groups(named, lambda a, b: sides_agree(a.parties, b.parties))
        sides = [Side(tuple(g), " and ".join(p.label for p in g[0].parties)) for g in groups]
        for side in sides:
            yield from self._agreement("actor", side)
        for i, a in enumerate(sides):
            for b in sides[i + 1 :]:
                if sides_clash(a.told[0].parties, b.told[0].parties):
                    yield self._against("actor", a, b)

    def _harm(self, harm: CasualtyKind) -> Iterable[Finding]:
        having = [(t, f) for t in self.told if (f := t.account.figure(harm)) is not None]
        figure = {t.account.id: f for t, f in having}
        groups = _groups([t for t, _ in having], lambda a, b: figures.same(figure[a.account.id], figure[b.account.id]))
        sides = [Side(tuple(g), figures.words(figure[g[0].account.id])) for g in groups]
        for side in sides:
            yield from self._agreement(harm, side)
        differing = [s for s in sides if any(_differ(figure, s, o) for o in sides)]
        if len(differing) > 1:
            soft = all(
                figures.overlap(figure[a.told[0].account.id], figure[b.told[0].account.id])
                for a in differing
                for b in differing
            )
            why = "; ".join(f"{_names(s.told)}: {s.value}" for s in differing)
            yield self._finding("contradict", harm, [t for s in differing for t in s.told], why, soft=soft)

    def _time(self) -> Iterable[Finding]:
        having = [t for t in self.told if t.account.time is not None and t.account.time.granularity == "day"]
        groups = _groups(having, lambda a, b: _day(a) == _day(b))
        for g in groups:
            yield from self._agreement("time", Side(tuple(g), _day(g[0])))


def _day(t: Told) -> str:
    return (t.account.time.start or t.account.time.value) if t.account.time is not None else ""


def _differ(figure: dict[str, Casualties], a: Side, b: Side) -> bool:
    return a is not b and not figures.same(figure[a.told[0].account.id], figure[b.told[0].account.id])


def _groups(told: Iterable[Told], same: Callable[[Told, Told], bool]) -> list[list[Told]]:
    """Accounts gathered by what they say; each joins the first group whose first member says the same."""
    groups: list[list[Told]] = []
    for t in told:
        home = next((g for g in groups if same(g[0], t)), None)
        if home is None:
            groups.append([t])
        else:
            home.append(t)
    return groups


def _names(told: Sequence[Told]) -> str:
    names = list(dict.fromkeys(t.voice.name for t in told))
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
