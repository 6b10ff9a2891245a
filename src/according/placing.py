"""Where tellings find their incidents inside one transaction: the ledger's shelf, joined with how linking decides.

One of these stands between ledger and incidents while the writer's lock is held; `linking` makes one for each
transaction. What a person said comes first, then what linking says, then what the same reports tell together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from according.incidents import linking as matching
from according.incidents import merging
from according.incidents.tellings import Shelved, Telling
from according.ledger import joining, links
from according.ledger.decisions import Decision, Standing, incidents_of, reason
from according.ledger.incident_schema import ATTACHED, MARK

_FITTED = 12  # of each of two incidents that may be one
_MEMBERS = 12  # of an incident whose numbers are read beforehand: as many as linking asks for
_BOTH = 60  # reports that tell two incidents whose wording is compared
_SOME = 240  # of their tellings of each
_DATED = 120  # of the tellings of each whose days are read
_PAIR = 2  # reports: what fewer tell is told by one alone
_BY_ITSELF = "+"  # before the number of a telling that is attached: on the shelf it is an incident by itself


class Desk:
    """Where tellings find their incidents inside one transaction: the ledger's shelf, and what people said.

    What was read from the store stays true while the writer's lock is held, so it is read once.
    """

    def __init__(self, connection: Connection, standing: Standing) -> None:
        self.connection, self.decisions = connection, standing.at(connection)
        self.new = 0
        self._barred: set[int] = set()
        self._touched: set[int] = set()
        self._joined: set[int] = set()
        self._tellings: dict[int, Shelved] = {}
        self._members: dict[int, tuple[int, list[int]]] = {}  # asked for so many, found these

    def place(self, n: int, telling: Telling, event_keys: Sequence[str]) -> None:
        """Make the telling part of an incident: where a person wants it, else where linking does."""
        wanted, why = self._decided(event_keys)
        fit = matching.Fit(why=why)
        if wanted is None:
            fit = matching.link(telling, self)
            wanted = None if fit.incident is None else self._opened(fit.incident)
        self.new += wanted is None
        incident_n = links.join(self.connection, n, wanted, why=fit.why)
        self._changed(incident_n)
        self._tellings[n] = Shelved(telling, str(incident_n))
        for other in fit.also:
            incident_n = self._fitted(incident_n, other)

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
        self._members.pop(incident_n, None)

    def _opened(self, incident: str) -> int:
        """The number of an incident on this shelf; a passage that was attached leaves, and is one by itself."""
        if not incident.startswith(_BY_ITSELF):
            return int(incident)
        n = int(incident[1:])
        (kept,) = links.numbered(self.connection, [n])
        if kept.incident_n is not None:
            self._changed(kept.incident_n)
        new = links.found_incident(self.connection)
        self.new += 1
        links.join(self.connection, n, new, why=[])
        self._changed(new)
        self._tellings[n] = Shelved(self._tellings[n].telling, str(new))
        return new

    def _fitted(self, incident_n: int, other: str) -> int:
        """The number of an incident after another was joined to it, if what stands in both fits."""
        own, theirs = (self.members(i, limit=_FITTED) for i in (str(incident_n), other))
        why = matching.fits(own, theirs)
        if not why or self._parted(incident_n, other):
            return incident_n
        stays = self._join(incident_n, self._opened(other), why)
        return incident_n if stays is None else stays

    def _parted(self, incident_n: int, other: str) -> bool:
        """Whether a person parted two incidents; of an attached passage its own words count."""
        if not self.decisions or not other.startswith(_BY_ITSELF):
            return bool(self.decisions) and joining.parted(self.connection, self.decisions, incident_n, int(other))
        said = self.decisions.of(links.event_keys(self.connection, int(other[1:])))
        return joining.holds(self.connection, incident_n, {key for key, (together, _) in said.items() if not together})

    def _join(self, one_n: int, other_n: int, why: Sequence[str]) -> int | None:
        """Make two incidents one: the number that stays, None where they are one already or a person parted them."""
        if one_n == other_n or joining.parted(self.connection, self.decisions, one_n, other_n):
            return None
        stays = joining.older(self.connection, one_n, other_n)
        ends = other_n if stays == one_n else one_n
        joining.join(self.connection, stays, ends, why=why)
        for n in (stays, ends):
            self._changed(n)
        for n, shelved in self._tellings.items():
            if shelved.incident == str(ends):
                self._tellings[n] = Shelved(shelved.telling, str(stays))
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
                    stays = self._join(incident_n, other_n, [f"{both} reports tell both, each in its own words"])
                    if stays is not None:
                        ended, incident_n, found = ended + 1, stays, True
                        break
        return ended

    def _one(self, one_n: int, other_n: int) -> bool:
        """Whether two incidents that enough reports tell are one: about the same days, and each in words of its own."""
        if not merging.same_days(*(self.members(str(n), limit=_DATED) for n in (one_n, other_n))):
            return False
        reports = joining.both(self.connection, one_n, other_n, limit=_BOTH)
        numbers = (joining.some_ns(self.connection, n, reports, limit=_SOME) for n in (one_n, other_n))
        return merging.own_words(*([shelved.telling for shelved in self._read(some)] for some in numbers))

    def _attach(self, report_n: int) -> None:
        """Let what a report alone tells join the incident with which it shares most events in the report."""
        own = joining.of_report(self.connection, report_n)
        number = joining.reports_of(self.connection, own)
        homes = {n: told.events for n, told in own.items() if number[n] >= _PAIR and told.tellings}
        for n, told in own.items() if homes else ():
            # What was attached before may share more with an incident that another report tells only now.
            alone = told.attached if number[n] >= _PAIR else told.tellings | told.attached
            for telling_n, events in alone.items():
                to, why = self._home(telling_n, events, homes)
                if to is not None and to != n:
                    self._move(telling_n, n, to, why)
        self._barred = set()

    def _home(
        self, telling_n: int, events: set[int], homes: Mapping[int, set[int]]
    ) -> tuple[int | None, Sequence[str]]:
        """Where a passage that no other report tells belongs: where a person wants it, else with most of its events."""
        if self.decisions:
            decided, why = self._decided(links.event_keys(self.connection, telling_n))
            if decided is not None:
                return decided, why
        shared = [(len(events & its), -home) for home, its in homes.items() if home not in self._barred]
        most, where = max(shared, default=(0, 0))
        return (-where if most else None), [ATTACHED]

    def _move(self, telling_n: int, source_n: int, to_n: int, why: Sequence[str]) -> None:
        links.join(self.connection, telling_n, to_n, why=why)
        for n in (source_n, to_n):
            self._changed(n)
        if telling_n in self._tellings:
            where = f"{_BY_ITSELF}{telling_n}" if ATTACHED in why else str(to_n)
            self._tellings[telling_n] = Shelved(self._tellings[telling_n].telling, where)

    def finish(self) -> int:
        """Mark what was touched, at the end of the transaction; how many incidents are new comes back."""
        links.touch(self.connection, self._touched)
        return self.new

    def _decided(self, event_keys: Sequence[str]) -> tuple[int | None, list[str]]:
        self._barred = set()
        said = self.decisions.of(event_keys)
        if not said:
            return None, []
        where = incidents_of(self.connection, said)
        self._barred = {where[key] for key, (together, _) in said.items() if key in where and not together}
        wanted: list[tuple[int, Decision]] = [
            (where[key], decision) for key, (together, decision) in said.items() if key in where and together
        ]
        for n, decision in sorted(wanted, key=lambda item: item[0]):
            if n not in self._barred:
                return n, [reason(decision.who, decision.id)]
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
        self._look_up({int(s.incident) for s in found if not s.incident.startswith(_BY_ITSELF)}, limit=_MEMBERS)
        return found[:limit]

    def members(self, incident: str, *, limit: int) -> list[Telling]:
        """Some tellings of an incident, the oldest first, without what was attached to it."""
        if incident.startswith(_BY_ITSELF):
            return [shelved.telling for shelved in self._read([int(incident[1:])])]
        n = int(incident)
        self._look_up([n], limit=limit)
        return [shelved.telling for shelved in self._read(self._members[n][1][:limit])]

    def _look_up(self, incident_ns: Iterable[int], *, limit: int) -> None:
        """Read the numbers of so many members of each, as far as they are not known."""

        def known(n: int) -> bool:
            asked, found = self._members.get(n, (0, []))
            return asked >= limit or len(found) < asked

        if missing := [n for n in incident_ns if not known(n)]:
            found = links.member_ns(self.connection, missing, limit=limit, but=MARK)
            self._members |= {n: (limit, found[n]) for n in missing}

    def put(self, telling: Telling, keys: Sequence[str], incident: str) -> None:
        """Nothing: `place` keeps what is linked."""

    def _free(self, shelved: Shelved) -> bool:
        """Whether no person said that what is placed is no part of the incident, or of what it is attached to."""
        if not self._barred:
            return True
        if not shelved.incident.startswith(_BY_ITSELF):
            return int(shelved.incident) not in self._barred
        homes = {kept.incident_n for kept in links.numbered(self.connection, [int(shelved.incident[1:])])}
        return homes.isdisjoint(self._barred)

    def _read(self, telling_ns: Sequence[int]) -> list[Shelved]:
        """The tellings of these numbers that belong to an incident, in their order; what was attached is by itself."""
        if missing := [n for n in telling_ns if n not in self._tellings]:
            for kept in links.numbered(self.connection, missing):
                if kept.incident_n is not None:
                    where = f"{_BY_ITSELF}{kept.n}" if kept.why == MARK else str(kept.incident_n)
                    self._tellings[kept.n] = Shelved(Telling.from_dict(kept.plain()), where)
        return [self._tellings[n] for n in telling_ns if n in self._tellings]
