"""Findings: where the accounts of one incident agree, contradict each other, correct themselves or are silent.

Every finding names a field, its accounts and the reason in one sentence. Nothing is decided: a finding says that two
accounts differ, never which one is right. Accounts that say the same thing stand in one finding, so that five copies
of an agreement are not ten findings; how many independent origins stand behind them is counted apart. What one report
tells from several sides is found for that report; what differs between reports is found once for all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from according import codebook
from according.incidents import scopes
from according.incidents.accounts import Told
from according.incidents.figures import overlap, same, size, vague, words
from according.incidents.parties import compatible, one_side, sides_agree, sides_clash
from according.incidents.parties import same as same_side
from according.incidents.voices import Identities
from according.incidents.weapons import exclude, known, particular
from according.records import CasualtyKind, Finding, FindingKind

HARMS: tuple[CasualtyKind, ...] = ("killed", "injured", "missing", "detained", "displaced")

_KINDS: tuple[FindingKind, ...] = ("contradict", "revise", "other_scope")
_SIDES = 2  # that one deed has in one account: more of them are the doers of several
_PLAIN = frozenset({"place", "time", "weapon"})

Relation = Callable[[Told, Told], FindingKind | None]
Value = Callable[[Told], str]


class Comparer:
    """Compares the accounts of one incident."""

    def __init__(
        self, told: Sequence[Told], *, origins: Sequence[Collection[str]] = (), home: str | None = None
    ) -> None:
        self._home = home
        self.told = [t for t in told if t.account.apart is None]
        self.identities = Identities(t.voice for t in told)
        self._origin = {r: f"origin:{i}" for i, group in enumerate(origins) for r in group}
        types = Counter(t.account.type for t in told)
        self._type = types.most_common(1)[0][0] if types else None
        self._quad = codebook.quad(self._type) if self._type is not None else ""

    def findings(self) -> list[Finding]:
        """All findings, by field."""
        out = [*self._whether(), *self._actor()]
        for harm in HARMS:
            out += self._harm(harm)
        out += [*self._time(), *self._place(), *self._weapon()]
        out += self._silent({f.field for f in out if f.kind in ("agree", "contradict")})
        # That all say it happened is worth a finding where it is in dispute, is words alone, or is all they agree on.
        disputed = any(f.kind == "contradict" and f.field == "whether" for f in out)
        plain = not any(f.kind == "agree" and f.field not in _PLAIN for f in out)
        if disputed or plain or self._quad.startswith("verbal"):
            happened = [t for t in self.told if t.account.whether == "happened"]
            out += self._agreements("whether", happened, lambda a, b: True, lambda t: t.account.whether)
        return out

    def independent(self, told: Iterable[Told]) -> int:
        """How many origins stand behind accounts: copies of one text and repetitions of one voice count once."""
        return self.identities.independent((t.voice for t in told), self._origin)

    def _who(self, t: Told) -> str:
        """Who vouches for an account, the same for the publishers of copies."""
        return self.identities.of(t.voice) if t.voice.speakers else self._origin.get(t.account.report, t.account.report)

    def _copied(self, a: Told, b: Told) -> bool:
        """True for one voice in two copies of a text: where their figures differ, a copy was edited."""
        one, other = (self._origin.get(t.account.report) for t in (a, b))
        near = one is not None and one == other and a.account.report != b.account.report
        return near and a.voice.name == b.voice.name

    def _finding(
        self, kind: FindingKind, field: str, told: Sequence[Told], value: Value, *, soft: bool | None = None
    ) -> Finding:
        by: dict[str, list[Told]] = {}
        for t in told:
            by.setdefault(value(t), []).append(t)
        return Finding(
            kind=kind,
            field=field,
            accounts=[t.account.id for t in told],
            why="; ".join(f"{_names(group)}: {said}" for said, group in by.items()),
            soft=soft,
            independent=self.independent(told),
        )

    def _agreements(
        self, field: str, told: Sequence[Told], alike: Callable[[Told, Told], bool], value: Value
    ) -> Iterator[Finding]:
        groups = [g for g in _groups(told, alike) if len({t.account.report for t in g}) > 1]
        if field in _PLAIN:
            # That copies of one text name one place says nothing; that they give one toll is worth knowing.
            groups = sorted((g for g in groups if self.independent(g) > 1), key=self.independent)[-1:]
        for group in groups:
            first = value(group[0])
            yield self._finding("agree", field, group, lambda _, first=first: first)  # type: ignore[misc]

    def _differences(
        self,
        field: str,
        told: Sequence[Told],
        relation: Relation,
        value: Value,
        *,
        soft: Callable[[Sequence[Told]], bool] | None = None,
        wider: Collection[str] = (),
    ) -> Iterator[Finding]:
        """Findings from a relation of pairs: one for every report that holds both sides, one over all reports.

        `wider` are accounts that give a figure of another scope besides: no other account compares with that.
        """
        inside: dict[tuple[FindingKind, str], set[str]] = {}
        across: dict[FindingKind, set[str]] = {}
        for i, a in enumerate(told):
            for b in told[i + 1 :]:
                first = relation(a, b)
                kinds: set[FindingKind] = {first} if first is not None else set()
                if a.account.id in wider or b.account.id in wider:
                    kinds.add("other_scope")
                for kind in kinds:
                    near = a.account.report == b.account.report
                    found = (
                        inside.setdefault((kind, a.account.report), set()) if near else across.setdefault(kind, set())
                    )
                    found.update((a.account.id, b.account.id))
        for kind in _KINDS:
            own = [ids for (k, _), ids in inside.items() if k == kind]
            seen: list[set[tuple[str, str]]] = []
            for group in [*own, across.get(kind, set())]:
                ordered = [t for t in told if t.account.id in group]
                said = {(self._who(t), value(t).removeprefix("at least ")) for t in ordered}
                if not group or any(said <= other for other in seen):
                    continue  # the same voices say the same in another report: that is one difference
                seen.append(said)
                gentle = soft(ordered) if soft is not None and kind == "contradict" else None
                yield self._finding(kind, field, ordered, value, soft=gentle)

    def _whether(self) -> Iterator[Finding]:
        if not self._type or self._type == "ACCUSE":
            return  # to deny an accusation is not to deny that it was made
        # Who denies to have done it does not deny that it was done: there the two differ on the actor.
        doubting = {t.account.id for t in self.told if _denies(t) or t.doubts}
        asserting = {t.account.id for t in self.told if t.account.whether == "happened" and not t.doubts}
        told = [t for t in self.told if t.account.id in doubting | asserting]
        # A report that tells both is where the two meet; all reports are held together only for a denial that is
        # answered nowhere in its own, or that runs through several reports.
        claimed = {t.account.report for t in told if t.account.id in asserting and t.account.events}
        lone = any(t.account.id in doubting and t.account.report not in claimed for t in told)
        denials = {self._origin.get(t.account.report, t.account.report) for t in told if _denies(t)}
        alone = lone or len(denials) > 1

        def relation(a: Told, b: Told) -> FindingKind | None:
            d, h = (a, b) if a.account.id in doubting else (b, a)
            if d.account.id not in doubting or h.account.id not in asserting:
                return None
            near = d.account.report == h.account.report
            return "contradict" if near or (alone and not scopes.elsewhere(d, h)) else None

        def value(t: Told) -> str:
            return t.account.whether

        yield from self._differences("whether", told, relation, value)
        denied = [t for t in self.told if t.account.whether == "denied"]
        yield from self._agreements("whether", denied, lambda a, b: True, value)

    def _actor(self) -> Iterator[Finding]:
        named = [
            t
            for t in self.told
            if t.parties and (t.account.whether != "denied" or (t.blames and t.disowns) or t.counters)
        ]
        disowning = {t.account.id for t in self.told if t.disowns and t.speaks and not t.blames and not t.counters}

        def value(t: Told) -> str:
            return " and ".join(p.label for p in t.parties)

        yield from self._agreements("actor", named, lambda a, b: sides_agree(a.parties, b.parties), value)
        if self._quad == "material conflict":

            def clash(a: Told, b: Told) -> FindingKind | None:
                if scopes.elsewhere(a, b):
                    return None
                if {a.account.id, b.account.id} & disowning:
                    return "contradict" if self._disowned(a, b, disowning) else None
                if a.nobody != b.nobody:
                    return "contradict"
                met = sides_clash(a.parties, b.parties) and self._opposed(a, b)
                return "contradict" if met else None

            blamed = [
                t
                for t in self.told
                if (t in named and t.account.type == self._type and self._single(t))
                or t.account.id in disowning
                or t.nobody
            ]
            yield from self._differences("actor", blamed, clash, value)

    def _single(self, t: Told) -> bool:
        """True for an account of one deed as far as its doers tell: one side, and not many states at once."""
        return one_side(t.parties) and len(t.parties) <= _SIDES

    def _disowned(self, a: Told, b: Told, disowning: Collection[str]) -> bool:
        """True where one denies to have done what the other says that its side did."""
        denier, other = (a, b) if a.account.id in disowning else (b, a)
        if other.account.id in disowning:
            return False
        return any(compatible(p, q) for p in denier.speaks for q in other.parties)

    def _opposed(self, a: Told, b: Told) -> bool:
        """True where two sides that did it are two sides of a conflict: a state and those who fight it, or two at odds.

        Two states may have acted side by side; they are at odds where the one that is named by one voice speaks itself
        and names the other. Who is hit in the one account and hits in the other did another deed.
        """
        both = (a, b), (b, a)
        if any(same_side(p, q) for x, y in both for p in x.parties for q in y.struck):
            return False
        named = [*a.parties, *b.parties]
        if any(p.kind != "state" for p in named):
            # A foreign state and a group may be allies: "US aircraft", "the militia that they carried".
            # "The army", of no country that is known, is that of the place.
            states = [p for p in named if p.kind == "state"]
            groups = {p.kind for p in named if p.kind != "state"}
            return any(p.country is None or self._home in (None, p.country) or groups == {"rebels"} for p in states)
        hit = [t.account.report for t in self.told if any(same_side(p, q) for p in named for q in t.struck)]
        return len(set(hit)) < 2 and any(same_side(p, q) for x, y in both for p in x.parties for q in y.speaks)

    def _harm(self, harm: CasualtyKind) -> Iterator[Finding]:
        figure = {t.account.id: f for t in self.told if (f := t.account.figure(harm)) is not None}
        having = [t for t in self.told if t.account.id in figure]

        def alike(a: Told, b: Told) -> bool:
            x, y = figure[a.account.id], figure[b.account.id]
            return same(x, y) or (scopes.rounded(x, y) and not scopes.differ(a, b, x, y))

        every = [(t.account, size(f)) for t in self.told for f in t.account.casualties if f.kind == harm]

        def relation(a: Told, b: Told) -> FindingKind | None:
            if alike(a, b) or self._copied(a, b):
                return None
            x, y = figure[a.account.id], figure[b.account.id]
            if overlap(x, y) and (vague(x) or vague(y)):
                return None
            if scopes.differ(a, b, x, y):
                return "other_scope"
            if self.identities.of(a.voice) == self.identities.of(b.voice) and scopes.later(a, b):
                return "revise"  # before a part is looked for: "three more have died" makes eight of five
            if scopes.part(a, b, x, y, every):
                return "other_scope"
            if harm == "injured" and scopes.partial(x, y):
                return "other_scope"
            if scopes.corrects(a, b, x, y):
                return "revise"
            return "contradict"

        def value(t: Told) -> str:
            return words(figure[t.account.id])

        def soft(told: Sequence[Told]) -> bool:
            return all(overlap(figure[a.account.id], figure[b.account.id]) for a in told for b in told)

        yield from self._agreements(harm, having, alike, value)
        wider = {
            t.account.id for t in having for f in t.account.casualties if f.kind == harm and scopes.summed(t, f)
        } - {t.account.id for t in having if scopes.summed(t, figure[t.account.id])}
        yield from self._differences(harm, having, relation, value, soft=soft, wider=wider)
        for t in having:
            own = [f for f in t.account.casualties if f.kind == harm]
            if len(own) > 1 and scopes.corrected(t, own):
                earlier = " and ".join(words(f) for f in own[1:])
                yield self._finding("revise", harm, [t], lambda t, e=earlier: f"{value(t)}, earlier {e}")  # type: ignore[misc]

    def _silent(self, compared: Collection[str]) -> Iterator[Finding]:
        """Voices that tell the incident and say nothing on what others agree on or dispute."""
        for field in ("actor", *HARMS):
            if field not in compared:
                continue
            quiet = [t for t in self.told if t.account.whether == "happened" and _quiet(t, field)]
            if quiet:
                yield self._finding("silent", field, quiet, lambda _: "not told")

    def _time(self) -> Iterator[Finding]:
        told = [t for t in self.told if t.account.time is not None and scopes.day(t)]
        dated = {scopes.period(t) for t in told if scopes.dated(t)}
        # "On Tuesday" is worth it only beside a voice that names the date.
        plain = [t for t in told if scopes.period(t) in dated]
        yield from self._agreements("time", plain, lambda a, b: scopes.period(a) == scopes.period(b), scopes.period)

        def apart(a: Told, b: Told) -> FindingKind | None:
            # One report that gives two days tells of two deeds, and so may two that name no place in common.
            met = a.account.report != b.account.report and scopes.same_place(a, b)
            return "contradict" if met and (scopes.other_day(a, b) or scopes.other_month(a, b)) else None

        yield from self._differences("time", told, apart, scopes.period)

    def _place(self) -> Iterator[Finding]:
        having = [t for t in self.told if t.places]

        def value(t: Told) -> str:
            return t.places[0].name

        for found in self._agreements("place", having, scopes.same_place, value):
            # That all name one town is plain; that two names are one place is worth knowing.
            names = {scopes.own_name(p) for t in having if t.account.id in found.accounts for p in t.places[:1]}
            if len(names) > 1:
                yield found
        yield from self._differences(
            "place",
            having,
            lambda a, b: (
                "contradict"
                if scopes.apart(a, b) and scopes.period(a) and scopes.period(a) == scopes.period(b)
                else None
            ),
            value,
        )

    def _weapon(self) -> Iterator[Finding]:
        if self._quad != "material conflict":
            return
        means = {t.account.id: known(t.account.weapons) for t in self.told}
        having = [t for t in self.told if means[t.account.id]]

        def alike(a: Told, b: Told) -> bool:
            return bool(means[a.account.id] & means[b.account.id])

        def relation(a: Told, b: Told) -> FindingKind | None:
            met = exclude(means[a.account.id], means[b.account.id]) and not scopes.otherwise_named(a, b)
            return "contradict" if met else None

        def value(t: Told) -> str:
            return " and ".join(sorted(means[t.account.id]))

        differences = list(self._differences("weapon", having, relation, value))
        # That shells or jets were the means is plain, unless others say otherwise; a gas or a car bomb is not.
        telling = having if differences else [t for t in having if particular(means[t.account.id])]
        yield from self._agreements("weapon", telling, alike, value)
        yield from differences


def _denies(t: Told) -> bool:
    """True for an account by which the deed was not done at all."""
    return t.account.whether == "denied" and not t.disowns


def _quiet(t: Told, field: str) -> bool:
    return not t.account.actors if field == "actor" else all(f.kind != field for f in t.account.casualties)


def _groups(told: Iterable[Told], alike: Callable[[Told, Told], bool]) -> list[list[Told]]:
    """Accounts gathered by what they say; each joins the first group whose first member says the same."""
    groups: list[list[Told]] = []
    for t in told:
        home = next((g for g in groups if alike(g[0], t)), None)
        if home is None:
            groups.append([t])
        else:
            home.append(t)
    return groups


def _names(told: Sequence[Told]) -> str:
    # a publisher that nobody knows goes by its report
    anonymous = {t.account.id for t in told if not t.voice.speakers and t.voice.publisher is None}
    names = list(dict.fromkeys(t.account.report if t.account.id in anonymous else t.voice.name for t in told))
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
