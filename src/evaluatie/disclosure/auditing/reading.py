"""From the numbers of results.json to what each of them says.

A number of which no sum over people follows (a reliability, a p-value, a model's estimate) says nothing here;
docs/privacy says what that leaves out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from evaluatie.disclosure.auditing.claims import Claim, Claims, Kind
from evaluatie.disclosure.auditing.precision import Precision
from evaluatie.disclosure.policy import DisclosurePolicy
from evaluatie.evaluation.section import EVERYONE
from evaluatie.evaluation.standings import KINDS, UNLINKED_KINDS

Row = Mapping[str, Any]
#: group characteristics whose figures come without numbers of people, so that no sum follows from them
_NO_NUMBERS = ("unit",)
_COUNTED: Mapping[str, Kind] = {"respondents": "n", "linked": "n", "only_first": "once_n", "only_last": "once_n"}
_RESPONSE_SHARES = ("rate", "retained", "stayed")
#: how many different numbers show how they were rounded
_ENOUGH = 8
_MEANS_OF_LINKED: Mapping[str, Kind] = {"again": "mean", "once": "once_mean"}
_ABSENT = frozenset({*KINDS, *UNLINKED_KINDS})


def claims_of(release: int, content: Mapping[str, Any], *, exact: bool = True) -> Claims:
    """Read what a release says.

    Parameters
    ----------
    release : int
        Its place among those that are attacked.
    content : mapping
        A results.json, parsed.
    exact : bool
        Whether numbers are taken for exact where too few of them show how they were rounded.

    Returns
    -------
    Claims
    """
    rows, enough = content["results"], _ENOUGH if exact else 1
    policy = policy_told(content["policy"])
    reader = _Reader(release, Precision.of(rows, enough=enough), policy, frozenset(content["outcomes"]))
    by_row = [list(reader.claims(row)) for row in rows]
    if rounded := _told_apart(chain.from_iterable(by_row)):
        reader = replace(reader, precision=Precision.of(rows, enough=enough, rounded=rounded))
        by_row = [list(reader.claims(row)) for row in rows]
    said: dict[tuple[Any, ...], Claim] = {}
    hidden: list[Claim] = []
    read = set()
    for row, found in zip(rows, by_row, strict=True):
        if found:
            read.add(str(row["id"]))
        hidden += [claim for claim in found if claim.hidden]
        for claim in found:
            known = said.get(_about_what(claim))
            if known is None or _goes_before(claim, known):
                said[_about_what(claim)] = claim
    return Claims(release, content, tuple(said.values()), tuple(hidden), policy, frozenset(read))


def _about_what(claim: Claim) -> tuple[Any, ...]:
    return claim.kind, claim.outcome, claim.group, claim.waves, claim.at, claim.part


def _told_apart(claims: Iterable[Claim]) -> frozenset[str]:
    """Name the numbers that several sections give as if they were exact, and differently: some of them were rounded."""
    said: dict[tuple[Any, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.hidden and claim.low < claim.high:  # numbers of people are exact
            said[_about_what(claim)].append(claim)
    apart = (of for of in said.values() if max(claim.low for claim in of) > min(claim.high for claim in of))
    return frozenset(claim.id for of in apart for claim in of)


def _goes_before(one: Claim, other: Claim) -> bool:
    """Tell which of two numbers that say the same is read, in whatever order they come."""
    if one.hidden and other.hidden:
        return one.at_most < other.at_most
    if one.hidden or other.hidden:
        return bool(other.hidden)
    return (one.high - one.low, one.low) < (other.high - other.low, other.low)


def policy_told(told: Mapping[str, Any]) -> DisclosurePolicy:
    """Give the policy that a release tells of; the strict one where it is none of ours."""
    try:
        return DisclosurePolicy.from_data(told)
    except (KeyError, TypeError, ValueError):
        strict = DisclosurePolicy.preset_named("strict")
        return strict.tightened(minimum_group=max(strict.minimum_group, int(told["minimum_group"])))


@dataclass(frozen=True)
class _Reader:
    release: int
    precision: Precision
    policy: DisclosurePolicy
    outcomes: frozenset[str]

    def claims(self, row: Row) -> Iterator[Claim]:
        """Give what a number says; nothing where no sum over people follows from it."""
        name, _, level = str(row["group"]).partition("=")
        if name in _NO_NUMBERS or not row["waves"]:
            return
        about = _About(self.release, row, (name, level or EVERYONE), self.precision, self.policy)
        match row["term"]:
            case "count":
                yield from _counted(about)
            case "mean":
                yield from _averaged(about, self.outcomes)
            case "mean_change":
                yield from _changed(about, self.outcomes)
            case "difference":
                yield from _compared(about)
            case "proportion":
                yield from _shared(about)


@dataclass(frozen=True)
class _About:
    """A number, with what every claim from it has in common."""

    release: int
    row: Row
    group: tuple[str, str]
    precision: Precision
    policy: DisclosurePolicy

    @property
    def waves(self) -> tuple[str, ...]:
        return tuple(self.row["waves"])

    @property
    def tokens(self) -> list[str]:
        """The parts of the id between the section's name and the term."""
        id_ = str(self.row["id"]).partition(".")[2]
        return id_.removesuffix(f".{self.row['term']}").split("/")

    @property
    def hidden(self) -> bool:
        return self.row["suppressed"] is not None

    def people(self, kind: Kind, waves: Sequence[str] | None = None, n: float | None = None, **more: Any) -> Claim:
        """Say how many people; `n` where it is not the number's own."""
        n = self.row["n"] if n is None else n
        value = float("nan") if n is None else float(n)
        return self._claim(kind, waves, value, value, {**more, "at_most": self._at_most})

    @property
    def _at_most(self) -> float:
        match self.row["suppressed"]:
            case "small":
                return self.policy.most_hidden
            case "answers":
                return self.policy.minimum_answers - 1
        return float("inf")

    def value(self, kind: Kind, waves: Sequence[str] | None = None, **more: Any) -> Claim:
        """Say the number itself, with the slack that rounding leaves."""
        low, high = self.precision.between(self.row)
        return self._claim(kind, waves, low, high, more)

    def _claim(self, kind: Kind, waves: Sequence[str] | None, low: float, high: float, more: dict[str, Any]) -> Claim:
        return Claim(
            self.release, self.row["id"], kind, more.pop("outcome", self.row["outcome"]), self.group,
            self.waves if waves is None else tuple(waves), low, high, self.row["suppressed"], **more,
        )  # fmt: skip


def _counted(about: _About) -> Iterator[Claim]:
    last = about.tokens[-1]
    kind = _COUNTED.get(last, "n" if about.group[0] != EVERYONE else None)
    if about.row["outcome"] is not None:
        return
    value = about.row["estimate"]
    if kind is not None:
        yield about.people(kind, n=value, at=int(last == "only_last"))
    elif last in _ABSENT and len(about.waves) == 2:
        yield about.people("absent", n=value, part=last)


def _averaged(about: _About, outcomes: frozenset[str]) -> Iterator[Claim]:
    if about.row["method"] == "team_means" or about.row["outcome"] not in outcomes:
        return
    if len(about.waves) == 1:
        yield about.people("n")
        yield about.value("mean")
    elif (kind := _MEANS_OF_LINKED.get(about.tokens[-1])) is not None:
        at = int("last" in about.tokens)
        yield about.value(kind, at=at)
        yield about.people("n" if kind == "mean" else "once_n", at=at if kind == "once_mean" else 0)


def _changed(about: _About, outcomes: frozenset[str]) -> Iterator[Claim]:
    if about.row["outcome"] not in outcomes or len(about.waves) != 2:
        return
    method, way = str(about.row["method"] or ""), about.tokens[-1]
    if way == "linked" or method.startswith("paired"):
        yield about.people("n")
        yield about.value("change")
    elif not about.hidden and method.startswith(("overlapping", "independent")):
        yield about.value("shift")
        if method.startswith("overlapping"):
            yield about.people("union")


def _compared(about: _About) -> Iterator[Claim]:
    named = about.tokens[-1] == "gap" or str(about.row["method"]).startswith("gap_welch")
    if named and len(about.waves) == 1:
        yield about.value("difference")
        yield about.people("pair_n")


def _shared(about: _About) -> Iterator[Claim]:
    name, *rest = about.tokens
    way = rest[-1] if rest and rest[-1] in _RESPONSE_SHARES else name if name in _RESPONSE_SHARES else None
    n, share = about.row["n"], about.row["estimate"]
    times = None if about.hidden or n is None or share is None else (n, share)
    if way == "rate":
        if times:
            yield _times(about, "n", about.waves)
    elif way is not None:
        if times:
            yield about.people("n", about.waves[:1])
        yield _times(about, "n", about.waves)
    elif about.row["outcome"] is None:
        # a share of everyone at a wave: the group's number of people, and everyone's
        if times:
            yield _times(about, "n", about.waves)
    else:
        part = "/".join(token for token in rest if token not in (*_around(about), "share"))
        outcome = f"{about.row['outcome']}: {'change' if 'reliable' in rest else 'answers'}"
        yield _times(about, "part", about.waves, outcome=outcome, part=part or name)
        if times:
            yield about.people("n", outcome=outcome)


def _around(about: _About) -> tuple[str, ...]:
    return (str(about.row["group"]), EVERYONE, "-".join(about.waves), "reliable")


def _times(about: _About, kind: Kind, waves: Sequence[str], **more: Any) -> Claim:
    """Say how many people a share of so many is."""
    if about.hidden or about.row["n"] is None or about.row["estimate"] is None:
        return about.people(kind, waves, n=float("nan"), **more)
    low, high = about.precision.between(about.row)
    claim = about.value(kind, waves, **more)
    return replace(claim, low=low * about.row["n"], high=high * about.row["n"])
