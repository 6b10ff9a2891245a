"""Where tellings find their incidents inside one transaction: the ledger's shelf, joined with how linking decides.

One of these stands between ledger and incidents while the writer's lock is held; `linking` makes one for each
transaction. What a person said comes first, then what linking says, then what the same reports tell together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from according.incidents import linking as matching
from according.incidents import merging
from according.incidents.tellings import Shelved, Telling
from according.ledger import joining, links
from according.ledger.decisions import Decision, Standing, places_of, reason
from according.ledger.incident_schema import ATTACHED, tellings

_FITTED = 12  # of each of two incidents that may be one
_MEMBERS = 12  # of an incident whose numbers are read beforehand: as many as linking asks for
_BOTH = 60  # reports that tell two incidents whose wording is compared
_SOME = 240  # of their tellings of each
_DATED = 120  # of the tellings of each whose days are read
_PAIR = 2  # reports: what fewer tell is told by one alone


class Desk:
    """Where tellings find their incidents inside one transaction: the ledger's shelf, and what people said.

    What stands on the shelf are parts: the tellings that linking joined. An incident holds one part, or several that
    the same reports tell, and what was attached to it; linking never looks at those together, so that what was merged
    early does not change where a later report belongs. What was read from the store stays true while the writer's lock
    is held, so it is read once.
    """

    def __init__(self, connection: Connection, standing: Standing) -> None:
        self.connection, self.decisions = connection, standing.at(connection)
        self.new = 0
        self._barred: set[int] = set()
        self._touched: set[int] = set()
        self._joined: set[int] = set()
        self._tellings: dict[int, Shelved] = {}
        self._of_part: defaultdict[int, set[int]] = defaultdict(set)  # the numbers of those
        self._members: dict[int, tuple[int, list[int]]] = {}  # of parts: asked for so many, found these

    def place(self, n: int, telling: Telling, event_keys: Sequence[str]) -> None:
        """Make the telling member of a part: where a person wants it, else where linking does."""
        part, why = self._decided(event_keys)
        fit = matching.Fit(why=why)
        if part is None:
            fit = matching.link(telling, self)
            part = None if fit.incident is None else int(fit.incident)
        if part is None:
            part = incident_n = links.found_incident(self.connection)
            self.new += 1
        else:
            incident_n = self._opened(part)
        links.join(self.connection, n, part, incident_n, why=fit.why)
        self._changed(incident_n)
        self._members.pop(part, None)
        self._shelve(n, telling, part)
        for other in fit.also:
            part = self._fitted(part, int(other))

    def settle(self, report_ns: Sequence[int]) -> None:
        """Once all tellings of some reports have a place: attach what no other report tells."""
        joined = sorted(self._joined)
        self._joined.clear()
        reports = dict.fromkeys(report_ns)
        for n, number in joining.reports_of(self.connection, joined).items():
            if number == _PAIR:  # the first of the two reports may have had to wait for the second
                reports |= dict.fromkeys(joining.telling_reports(self.connection, n, limit=_PAIR))
        for report_n in reports:
            self._attach(report_n)

    def _changed(self, incident_n: int) -> None:
        self._touched.add(incident_n)
        self._joined.add(incident_n)

    def _opened(self, part: int) -> int:
        """The incident of a part; if it was attached to one, it leaves and is one by itself."""
        home = joining.home_of(self.connection, part)
        if not home.attached:
            return home.incident_n
        joining.detach(self.connection, part)
        self.new += 1
        for n in (home.incident_n, part):
            self._changed(n)
        return part

    def _fitted(self, part: int, other: int) -> int:
        """The number of a part after another was joined to it, if what stands in both fits."""
        own, theirs = (self.members(str(p), limit=_FITTED) for p in (part, other))
        why = matching.fits(own, theirs)
        if not why or part == other or joining.parted_parts(self.connection, self.decisions, part, other):
            return part
        self._join(self._opened(part), self._opened(other), why)
        stays, ends = joining.older(self.connection, tellings.c.part_n, part, other)
        joining.join_parts(self.connection, stays, ends)
        for p in (stays, ends):
            self._members.pop(p, None)
        for n in list(self._of_part[ends]):
            self._shelve(n, self._tellings[n].telling, stays)
        return stays

    def _join(self, one_n: int, other_n: int, why: Sequence[str]) -> int:
        """Make two incidents one: the number that stays."""
        if one_n == other_n:
            return one_n
        stays, ends = joining.older(self.connection, tellings.c.incident_n, one_n, other_n)
        joining.join(self.connection, stays, ends, why=why)
        for n in (stays, ends):
            self._changed(n)
        return stays

    def merge(self, incident_n: int) -> int:
        """Join the incidents that the same reports tell, in words of their own, about the same days; how many."""
        ended, found = 0, True
        while found:
            found = False
            shared = joining.shared(self.connection, incident_n, least=merging.REPORTS)
            numbers = joining.reports_of(self.connection, [incident_n, *shared]) if shared else {}
            for other_n, both in shared.items():
                enough = merging.enough(both, numbers[incident_n], numbers[other_n])
                if enough and self._one(incident_n, other_n):
                    incident_n = self._join(incident_n, other_n, [f"{both} reports tell both, each in its own words"])
                    ended, found = ended + 1, True
                    break
        return ended

    def _one(self, one_n: int, other_n: int) -> bool:
        """Whether two incidents that enough reports tell are one: about the same days, and each in words of its own."""
        pair = (one_n, other_n)
        if not merging.same_days(*(self._told(links.member_ns(self.connection, n, limit=_DATED)) for n in pair)):
            return False
        reports = joining.both(self.connection, one_n, other_n, limit=_BOTH)
        some = (self._told(joining.some_ns(self.connection, n, reports, limit=_SOME)) for n in pair)
        return merging.own_words(*some) and not joining.parted(self.connection, self.decisions, one_n, other_n)

    def _attach(self, report_n: int) -> None:
        """Let what a report alone tells join the incident with which it shares most events in the report."""
        own = joining.of_report(self.connection, report_n)
        number = joining.reports_of(self.connection, own)
        homes = {n: told.events for n, told in own.items() if number[n] >= _PAIR and told.tellings}
        for n, told in own.items() if homes else ():
            # What was attached before may share more with an incident that another report tells only now.
            alone = told.attached if number[n] >= _PAIR else told.tellings | told.attached
            for telling_n, events in alone.items():
                part, to, why = self._home(telling_n, events, homes)
                if to is None or to == n:
                    continue
                links.join(self.connection, telling_n, part, to, why=why)
                for changed in (n, to):
                    self._changed(changed)
        self._barred = set()

    def _home(
        self, telling_n: int, events: set[int], homes: Mapping[int, set[int]]
    ) -> tuple[int, int | None, Sequence[str]]:
        """The part and incident of a passage that no other report tells: as a person wants, else with most events."""
        own = int(self._read([telling_n])[0].incident)
        if self.decisions:
            decided, why = self._decided(links.event_keys(self.connection, telling_n))
            if decided is not None:
                self._shelve(telling_n, self._tellings[telling_n].telling, decided)
                for part in (own, decided):
                    self._members.pop(part, None)
                return decided, self._opened(decided), why
        shared = [(len(events & its), -home) for home, its in homes.items() if home not in self._barred]
        most, where = max(shared, default=(0, 0))
        return own, (-where if most else None), [ATTACHED]

    def finish(self) -> int:
        """Mark what was touched, at the end of the transaction; how many incidents are new comes back."""
        links.touch(self.connection, self._touched)
        return self.new

    def _decided(self, event_keys: Sequence[str]) -> tuple[int | None, list[str]]:
        """The part in which a person wants a telling of these events; the incidents without it become `_barred`."""
        self._barred = set()
        said = self.decisions.of(event_keys)
        if not said:
            return None, []
        where = places_of(self.connection, said)
        self._barred = {where[key][1] for key, (together, _) in said.items() if key in where and not together}
        wanted: list[tuple[int, int, Decision]] = [
            (*where[key], decision) for key, (together, decision) in said.items() if key in where and together
        ]
        for part, incident_n, decision in sorted(wanted, key=lambda item: (item[1], item[0])):
            if incident_n not in self._barred:
                return part, [reason(decision.who, decision.id)]
        return None, []

    # What `incidents.tellings.Shelf` asks for

    def candidates(self, keys: Sequence[str], *, limit: int) -> list[Shelved]:
        """Tellings that share a key, those that share most first, then the newest."""
        shared = links.postings(self.connection, links.hashed(keys))
        best = sorted(shared, key=lambda n: (-shared[n], -n))
        found: list[Shelved] = []
        while best and len(found) < limit:
            some, best = best[:limit], best[limit:]
            found += [shelved for shelved in self._read(some) if self._free(shelved)]
        self._look_up({int(shelved.incident) for shelved in found}, limit=_MEMBERS)
        return found[:limit]

    def members(self, incident: str, *, limit: int) -> list[Telling]:
        """Some tellings of a part, the oldest first."""
        part = int(incident)
        self._look_up([part], limit=limit)
        return self._told(self._members[part][1][:limit])

    def _look_up(self, parts: Iterable[int], *, limit: int) -> None:
        """Read the numbers of so many members of each, as far as they are not known."""

        def known(n: int) -> bool:
            asked, found = self._members.get(n, (0, []))
            return asked >= limit or len(found) < asked

        if missing := [n for n in parts if not known(n)]:
            found = links.part_ns(self.connection, missing, limit=limit)
            self._members |= {n: (limit, found[n]) for n in missing}

    def _free(self, shelved: Shelved) -> bool:
        """Whether no person said that what is placed does not belong to the incident in which a part stands."""
        return (
            not self._barred or joining.home_of(self.connection, int(shelved.incident)).incident_n not in self._barred
        )

    def _read(self, telling_ns: Sequence[int]) -> list[Shelved]:
        """The tellings of these numbers that were linked, in their order, each with its part."""
        if missing := [n for n in telling_ns if n not in self._tellings]:
            for kept in links.numbered(self.connection, missing):
                if kept.part_n is not None:
                    self._shelve(kept.n, Telling.from_dict(kept.plain()), kept.part_n)
        return [self._tellings[n] for n in telling_ns if n in self._tellings]

    def _shelve(self, n: int, telling: Telling, part: int) -> None:
        """Keep what is known of a telling, and in which part it is."""
        if n in self._tellings:
            self._of_part[int(self._tellings[n].incident)].discard(n)
        self._tellings[n] = Shelved(telling, str(part))
        self._of_part[part].add(n)

    def _told(self, telling_ns: Sequence[int]) -> list[Telling]:
        return [shelved.telling for shelved in self._read(telling_ns)]
