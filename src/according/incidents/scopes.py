"""What two figures are about: other people, another day or another place make them incomparable, not contradictory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from math import cos, hypot, radians
from typing import Literal

from according.incidents import cues, names, wordlists
from according.incidents.accounts import Told
from according.incidents.figures import size
from according.records import Account, Casualties, Place

_NEAR_KM = 20.0
_WEEK = 7
_PART = 3  # from which on a second figure of the same account can be the rest: smaller ones fit by chance
_MANY_TIMES = 5
_LONG = 4  # letters of a name's sound from which on two names that begin alike are taken for one
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ROUND = 1.15  # a number that is told as "about" or "nearly" another lies this near
_MUCH = 1.25  # and one that is told as "more than" another
_MORE_THAN = re.compile(r"\b(?:more than|over|upwards of|above)\b", re.IGNORECASE)
_NEARLY = re.compile(r"\b(?:nearly|almost|close to|up to)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|around|some|approximately|roughly|an estimated)\b", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")

Who = Literal["part", "fighters", "civilians"]


def day(t: Told) -> str:
    """The first day of an account's time, as the record gives it; empty for none."""
    return (t.account.time.start or t.account.time.value) if t.account.time is not None else ""


def period(t: Told) -> str:
    """An account's time as long as it is told: a day, a month or a year; empty for none."""
    return t.account.time.value if t.account.time is not None else ""


def dated(t: Told) -> bool:
    """True for an account whose words date the deed by numbers or a month: more than "on Tuesday"."""
    time = t.account.time
    return time is not None and (time.span is None or re.search(r"\d", time.span.text) is not None)


def who(figure: Casualties) -> Who | None:
    """Whom a figure counts, where its words say more than "people"."""
    said = set((figure.who or "").casefold().replace("-", " ").split())
    for kind in ("part", "fighters", "civilians"):
        if said & wordlists.words(kind):
            return kind
    return None


def corrected(t: Told, figures: Sequence[Casualties]) -> bool:
    """True where a voice gives two figures for all and says that one of them was given before."""
    total = [f for f in figures if f.span is not None and who(f) != "part" and not summed(t, f)]
    return len({(f.low, f.high) for f in total}) > 1 and any(
        cues.corrects(w.text)
        for w in t.account.words
        if any(f.span is not None and w.span.contains(f.span) for f in total)
    )


def corrects(a: Told, b: Told, x: Casualties, y: Casualties) -> bool:
    """True where one account says that it corrects the other's figure: "has risen to nine, from six"."""
    return _mends(a, x, size(y)) or _mends(b, y, size(x))


def _mends(t: Told, figure: Casualties, earlier: int) -> bool:
    said = {str(earlier), _NUMBERS[earlier]} if 0 <= earlier < len(_NUMBERS) else {str(earlier)}
    lines = [w.text for w in t.account.words if figure.span is not None and w.span.contains(figure.span)]
    if any(cues.former(line) for line in lines) and size(figure) < earlier:
        return True
    return any(cues.corrects(line) and said & set(re.findall(r"\w+", line.casefold())) for line in lines)


def summed(t: Told, figure: Casualties) -> bool:
    """True for a figure that its sentence gives for a longer time: "since the beginning of May", "in two days"."""
    if figure.span is None:
        return False
    return any(w.span.contains(figure.span) and cues.sums(w.text) for w in t.account.words)


def differ(a: Told, b: Told, x: Casualties, y: Casualties) -> bool:
    """True where the figures count other people, another day, or one of them a longer time than the deed."""
    if summed(a, x) != summed(b, y) or some(a, x) != some(b, y) or _wider(a, b, x, y):
        return True
    of_a, of_b = who(x), who(y)
    if of_a != of_b and ("part" in (of_a, of_b) or {of_a, of_b} == {"fighters", "civilians"}):
        return True
    # "Six officers were hurt" leaves out who else was; of the dead a bare number may be the soldiers' too.
    if x.kind != "killed" and of_a != of_b and "fighters" in (of_a, of_b):
        return True
    return elsewhere(a, b)


def sentence(t: Told, figure: Casualties) -> tuple[str, str]:
    """The sentence of a figure before and behind it; empty for a figure without a place."""
    if figure.span is None:
        return "", ""
    line = next((w for w in t.account.words if w.span.contains(figure.span)), None)
    if line is None:
        return "", ""
    return line.text[: figure.span.start - line.span.start], line.text[figure.span.end - line.span.start :]


def some(t: Told, figure: Casualties) -> bool:
    """True for a figure that counts some of those who were hit by its words: "another 20", "in his hospital"."""
    before, behind = sentence(t, figure)
    said = figure.span.text if figure.span is not None else ""
    added = figure.kind == "killed" and cues.rest(before, f"{said}{behind}")
    return added or cues.received(before + said + behind) or cues.beside_others(behind)


def _wider(a: Told, b: Told, x: Casualties, y: Casualties) -> bool:
    """True where the larger figure's sentence speaks of several places and the other's does not."""
    (small, less), (large, more) = sorted([(a, x), (b, y)], key=lambda p: size(p[1]))
    if small.account.report == large.account.report and small.voice.key == large.voice.key:
        return False
    lines = ["".join(sentence(t, f)) for t, f in ((small, less), (large, more))]
    return all(lines) and cues.several_places(lines[1]) and not cues.several_places(lines[0])


def rounded(x: Casualties, y: Casualties) -> bool:
    """True where one figure is the other one rounded: "more than 30" and 33, "about 20" and 22, "nearly 50" and 50."""
    return _rounds(x, y) or _rounds(y, x)


def _rounds(x: Casualties, y: Casualties) -> bool:
    said, n, m = (x.span.text if x.span is not None else ""), size(x), size(y)
    if not n or not m or y.low is None:
        return False
    if _MORE_THAN.search(said):
        return n <= m <= n * _MUCH
    if _NEARLY.search(said):
        return n / _ROUND <= m <= n
    return _ABOUT.search(said) is not None and n / _ROUND <= m <= n * _ROUND


def partial(x: Casualties, y: Casualties) -> bool:
    """True where one figure is many times the other: so far apart it is one hospital's wounded against all."""
    less, more = sorted((size(x), size(y)))
    return less > 0 and more > less * _MANY_TIMES


def part(a: Told, b: Told, x: Casualties, y: Casualties, figures: Sequence[tuple[Account, int]]) -> bool:
    """True where the smaller figure is a part of the larger: a third one is the rest of it, or its place is narrower.

    `figures` are all figures of the incident for this harm with their accounts; the rest must stand in the same report
    as one of the two.
    """
    (small, less), (large, more) = sorted([(a, x), (b, y)], key=lambda p: size(p[1]))
    rest = size(more) - size(less)
    reports = (a.account.report, b.account.report)
    # Of the two accounts themselves a further figure counts that is not small: a small one fits by chance.
    own, compared = (a.account.id, b.account.id), (size(x), size(y))
    others = [n for t, n in figures if t.report in reports and (t.id not in own or (n >= _PART and n not in compared))]
    if rest > 0 and rest != size(less) and rest in others:
        return True
    return bool(small.places and large.places) and _narrower(small.places[0], large.places[0])


def _narrower(p: Place, q: Place) -> bool:
    """True for a town or district in a region that is named alone."""
    return (
        (p.feature or "").startswith("PPL")
        and (q.feature or "").startswith("ADM")
        and p.country == q.country
        and p.admin1 == q.admin1
    )


def elsewhere(a: Told, b: Told) -> bool:
    """True where two accounts are of other days or other towns: linked by mistake, or two parts of one incident."""
    return _days_apart(a, b) or apart(a, b)


def _days_apart(a: Told, b: Told) -> bool:
    times = a.account.time, b.account.time
    if any(t is None or t.granularity != "day" for t in times):
        return False
    return day(a) != day(b)


def other_day(a: Told, b: Told) -> bool:
    """True for two days of one week: more days apart two accounts rather speak of two things.

    A week apart to the day, one "on Monday" was counted from another report date.
    """
    x, y = period(a), period(b)
    if x == y or not (_DAY.fullmatch(x) and _DAY.fullmatch(y)):
        return False
    return abs((date.fromisoformat(x) - date.fromisoformat(y)).days) < _WEEK


def other_month(a: Told, b: Told) -> bool:
    """True for two months, one right after the other: further apart two accounts rather speak of two things."""
    x, y = period(a), period(b)
    if x == y or not (_MONTH.fullmatch(x) and _MONTH.fullmatch(y)):
        return False
    (year, month), (other, last) = (map(int, p.split("-")) for p in (x, y))
    return abs((year * 12 + month) - (other * 12 + last)) == 1


def later(a: Told, b: Told) -> bool:
    """True where one of two accounts of one voice was published after the other."""
    return a.published is not None and b.published is not None and a.published != b.published


def same_place(a: Told, b: Told) -> bool:
    """True where both name one place, more exact than a country."""
    return any(_is(p, q) for p in a.places for q in b.places if not _country(p) and own_name(p))


def otherwise_named(a: Told, b: Told) -> bool:
    """True where both name a place and none in common, so that other means rather are another deed."""
    x, y = ([p for p in t.places if not _country(p) and own_name(p)] for t in (a, b))
    return bool(x and y) and not any(_is(p, q) for p in x for q in y)


def own_name(p: Place) -> tuple[str, ...]:
    """The words of a place's name but for those that many places share; none for "the market"."""
    return tuple(w for w in names.fold(p.name) if w not in wordlists.words("sites"))


def apart(a: Told, b: Told) -> bool:
    """True where both name a town, and neither names one that lies near the other's."""
    if not any(_town(p) for p in a.places) or not any(_town(p) for p in b.places):
        return False
    return all(_apart(p, q) for p in a.places for q in b.places)


def _town(p: Place) -> bool:
    return (p.feature or "").startswith("PPL") and p.lat is not None


def _country(p: Place) -> bool:
    return (p.feature or "").startswith("PCL")


def _is(p: Place, q: Place) -> bool:
    if p.geonames is not None and q.geonames is not None:
        return p.geonames == q.geonames
    one, other = own_name(p), own_name(q)
    if not one or not other:
        return False
    # "Loi Sang" and "Loisan", "Kyzyl-Bel" and "Qizil-Bel": spellings of one name, however it is parted.
    x, y = names.sound("".join(one)), names.sound("".join(other))
    return one == other or (min(len(x), len(y)) >= _LONG and (x == y or x.startswith(y) or y.startswith(x)))


def _apart(p: Place, q: Place) -> bool:
    if _is(p, q) or p.lat is None or q.lat is None or p.lon is None or q.lon is None:
        return False
    if p.country != q.country:
        return True
    if _country(p) or _country(q):
        return False
    if p.admin1 != q.admin1:
        return True
    region = (p.feature or "").startswith("ADM") or (q.feature or "").startswith("ADM")
    return not region and hypot(p.lat - q.lat, (p.lon - q.lon) * cos(radians(p.lat))) * 111 > _NEAR_KM
