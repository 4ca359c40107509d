"""A synthesis less its members: what a total over organisations tells of the one that hides its own number."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluatie.disclosure.auditing.attack import Attacked, attack_on
from evaluatie.disclosure.auditing.claims import Claims
from evaluatie.disclosure.auditing.precision import Precision
from evaluatie.disclosure.auditing.solvable import Solvable
from evaluatie.disclosure.auditing.targets import Target
from evaluatie.disclosure.auditing.unknowns import Source, Sum, Unknowns
from evaluatie.disclosure.policy import DisclosurePolicy

Row = Mapping[str, Any]
_INF = float("inf")
_CHANGE = "mean_change"


@dataclass
class Pool:
    """One outcome taken together.

    Attributes
    ----------
    outcome : str
        The outcome.
    total : Row
        The pooled number.
    members : dict of str to (Row or None)
        What the synthesis gives of each organisation; None where it gives nothing.
    weights : dict of str to float
        How much each organisation weighs in it.
    """

    outcome: str
    total: Row
    members: dict[str, Row | None] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)


def pools_of(content: Mapping[str, Any]) -> list[Pool]:
    """Find what a synthesis takes together.

    Parameters
    ----------
    content : mapping
        Its results.json, parsed.
    """
    rows = content["results"]
    everyone = [str(one["id"]) for one in content["organisations"]]
    found = []
    for row in rows:
        head, _, last = str(row["id"]).rpartition("/")
        if last != f"pooled.{_CHANGE}" or row["suppressed"] or row["n"] is None:
            continue
        pool = Pool(str(row["outcome"]), row)
        for other in rows:
            about, _, term = str(other["id"]).removeprefix(f"{head}/").rpartition(".")
            way, _, organisation = about.partition("/")
            if not str(other["id"]).startswith(f"{head}/") or organisation not in everyone:
                continue
            if way == "of" and term == _CHANGE:
                pool.members[organisation] = other
            if way == "place" and term == "weight" and other["estimate"] is not None:
                pool.weights[organisation] = float(other["estimate"])
        pool.members = pool.members or dict.fromkeys(everyone)
        found.append(pool)
    return found


def attack_pool(
    pool: Pool, release: int, content: Mapping[str, Any], of: Mapping[str, Sequence[Claims]], policy: DisclosurePolicy
) -> list[tuple[str, Attacked]]:
    """Try to work out the number and change of each organisation that does not show its own.

    Of an organisation with several releases nobody knows which one was taken: each is tried, counted from the last.

    Parameters
    ----------
    pool : Pool
        What was taken together.
    release : int
        The place of the synthesis among the releases.
    content : mapping
        The synthesis.
    of : mapping of str to (sequence of Claims)
        What each organisation released itself.
    policy : DisclosurePolicy
        What counts as few, and as too close.

    Returns
    -------
    list of tuple of str and Attacked
        By organisation and release. Nothing where figures contradict each other, whatever releases are taken.
    """
    most = max((len(of.get(one, ())) for one in pool.members), default=0)
    found: list[tuple[str, Attacked]] = []
    for back in range(max(most, 1)):
        taken = {one: of[one][-1 - min(back, len(of[one]) - 1)] for one in pool.members if of.get(one)}
        found += _attack(pool, release, content, taken, policy).items()
    return found


def _attack(
    pool: Pool, release: int, content: Mapping[str, Any], of: Mapping[str, Claims], policy: DisclosurePolicy
) -> dict[str, Attacked]:
    known = Unknowns()
    precision = Precision.of(content["results"])
    low, high = _range(content, pool.outcome)
    source = (release, str(pool.total["id"]))
    numbers: dict[str, dict[Hashable, float]] = {one: {("n", one): 1.0} for one in pool.members}
    known.know({name: 1.0 for n in numbers.values() for name in n}, pool.total["n"], pool.total["n"], source)
    if pool.weights.keys() == pool.members.keys():
        known.know({("y", one): weight for one, weight in pool.weights.items()}, *precision.between(pool.total), source)
    for one, row in pool.members.items():
        known.let_free(("y", one))
        known.know({("y", one): 1.0}, low - high, high - low)
        for n, ends, by in _told(row, release, pool.outcome, of.get(one), precision):
            known.know(numbers[one], n, n, by)
            known.know({("y", one): 1.0}, *ends, by)
    system = Solvable.of(known)
    if not system.possible():
        return {}
    return {one: attack_on(system, list(_targets(one)), policy, (low, high)) for one in pool.members}


def _targets(organisation: str) -> Iterator[Target]:
    n: Sum = {("n", organisation): 1.0}
    base = Target("everyone who is in the synthesis", "pool", n, "people", None, (), (organisation,))
    yield base
    yield Target(base.about, "pool", n, "change", {("y", organisation): 1.0}, (), (organisation, 1))


def _told(
    row: Row | None, release: int, outcome: str, own: Claims | None, precision: Precision
) -> Iterator[tuple[float, tuple[float, float], Source]]:
    """Give the number of people and the change that the synthesis, or the organisation itself, shows."""
    if row is not None and not row["suppressed"] and row["n"] is not None:
        yield float(row["n"]), precision.between(row), (release, str(row["id"]))
        return
    if own is None:
        return
    estimator, waves = own.content["plan"].get("estimator"), [wave["id"] for wave in own.content["waves"]]
    for number in own.content["results"]:
        way = str(number["id"]).removesuffix(f".{_CHANGE}").rpartition("/")[2]
        if (
            number["term"] == _CHANGE and number["outcome"] == outcome and number["group"] == "all" and way == estimator
            and list(number["waves"]) == [waves[0], waves[-1]] and not number["suppressed"] and number["n"] is not None
        ):  # fmt: skip
            between = Precision.of(own.content["results"]).between(number)
            yield float(number["n"]), between, (own.release, str(number["id"]))


def _range(content: Mapping[str, Any], outcome: str) -> tuple[float, float]:
    about = content["outcomes"].get(outcome)
    return (float(about["low"]), float(about["high"])) if about else (-_INF, _INF)
