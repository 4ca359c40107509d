"""What an audit finds: about whom something can be worked out, how closely, from which figures, and the remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

#: how something was worked out, in words
ATTACKS = {
    "shown": "shown as it is",
    "share": "percentages times numbers of people",
    "mean": "means times numbers of people",
    "complement": "everyone less the other groups",
    "linked": "everyone less those who answered twice",
    "difference": "the difference between two releases",
    "overlap": "groups that lie over each other",
    "synthesis": "a synthesis less its members",
    "bounds": "the lowest and highest that all figures together leave (linear programming)",
}
_OF_MEANS = ("mean", "mean_change", "difference")


@dataclass(frozen=True)
class Culprit:
    """A released number that gives something away together with others.

    Attributes
    ----------
    release : str
        Which release it stands in.
    id : str
        The number.
    """

    release: str
    id: str


@dataclass(frozen=True)
class Finding:
    """Something about few people that can be worked out from all that was released.

    Attributes
    ----------
    organisation : str
        Whose people they are.
    about : str
        Who they are, in words.
    quantity : str
        ``"people"``, ``"mean"`` or ``"change"``: what can be worked out.
    outcome : str or None
        What was answered; None for taking part.
    also : tuple of str
        Other outcomes of which the same can be worked out about the same people.
    low, high : float
        Between what it lies for anyone who has all releases.
    needed : float
        How many different numbers should be possible, or how far the ends of a mean should lie apart.
    people : tuple of two int
        Between what the number of people lies.
    cells : tuple of Culprit
        The numbers in the releases that hide it. None where it is no number of a release by itself, such as people by
        whom two releases differ.
    culprits : tuple of Culprit
        Released numbers that suffice to work it out, none of which can be missed.
    attacks : tuple of str
        How: see ``ATTACKS``.
    remedy : str
        What takes it away.
    """

    organisation: str
    about: str
    quantity: str
    outcome: str | None
    also: tuple[str, ...]
    low: float
    high: float
    needed: float
    people: tuple[int, int]
    cells: tuple[Culprit, ...]
    culprits: tuple[Culprit, ...]
    attacks: tuple[str, ...]
    remedy: str

    @property
    def id(self) -> str:
        """The number that hides it, or that shows it by itself; where there is none, who the people are."""
        if self.cells:
            return self.cells[0].id
        return self.culprits[0].id if len(self.culprits) == 1 else self.about

    @property
    def width(self) -> float:
        """How many different numbers of people are possible, or how far the ends of a mean lie apart."""
        return self.high - self.low + (self.quantity == "people")

    @property
    def attack(self) -> str:
        """How it was worked out, in words."""
        return "; ".join(ATTACKS[name] for name in self.attacks)

    def __str__(self) -> str:
        between = _between(self.low, self.high)
        of = "" if self.outcome is None else f" ({', '.join((self.outcome, *self.also))})"
        if self.quantity == "people":
            found = f"number of people{of}: {between}"
        else:
            found = f"{self.quantity}{of}: {between}, of {_between(*self.people)} people"
        return f"{self.organisation}: {self.about}: {found}"

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {"id": self.id, "width": self.width, **asdict(self)}


def attacks_of(
    kind: str, quantity: str, exact: bool, rows: Sequence[Mapping[str, Any]], releases: int
) -> tuple[str, ...]:
    """Name the ways in which something was worked out.

    Parameters
    ----------
    kind : str
        As for :func:`remedy`.
    quantity : str
        ``"people"``, ``"mean"`` or ``"change"``.
    exact : bool
        Whether it is known as it is, and not between two ends.
    rows : sequence of mapping
        The numbers that give it away.
    releases : int
        In how many releases they stand.
    """
    terms, groups = {row["term"] for row in rows}, {row["group"] for row in rows}
    found = {
        "synthesis": kind == "pool",
        "difference": kind == "added" or (releases > 1 and kind != "pool"),
        "overlap": kind == "divided",
        "linked": kind == "once",
        "complement": kind in ("group", "together") and "all" in groups and len(groups) > 1,
        "share": "proportion" in terms,
        "mean": quantity != "people" and not terms.isdisjoint(_OF_MEANS) and len(rows) > 1,
        "shown": len(rows) == 1 and rows[0]["suppressed"] is None and "proportion" not in terms,
        "bounds": not exact,
    }
    return tuple(name for name, used in found.items() if used) or ("bounds",)


def remedy(releases: Sequence[str], characteristics: Sequence[str], culprits: Sequence[Culprit], kind: str) -> str:
    """Say what takes a finding away.

    Parameters
    ----------
    releases : sequence of str
        The releases of the culprits, in the order of time.
    characteristics : sequence of str
        The characteristics that groups of these people are of.
    culprits : sequence of Culprit
        The numbers that give it away.
    kind : str
        ``"pool"``: a synthesis less its members; ``"added"``: people by whom two releases differ; ``"once"``: people
        who answered at one of two waves; ``"divided"``: groups that lie over each other; ``"together"``: hidden groups
        taken together; ``"group"``: any other group.
    """
    last = releases[-1] if releases else "the report"
    groups = f"groups of {' and '.join(characteristics)}" if characteristics else "groups"
    if kind == "pool":
        return f"Withdraw {last}, or make it anew without this organisation."
    if kind == "added" and len(releases) > 1:
        return f"Withdraw {last}: make no new report for a few people more or fewer."
    if kind == "divided" and len(releases) > 1:
        return f"Withdraw {last}, or make it anew with the same {groups} as {releases[0]}."
    if len(releases) > 1:
        return f"Withdraw {last}, or make it anew with what {releases[0]} hides hidden as well."
    if kind == "once":
        return f"Hide the mean at that wave, or the change of the linked, in {last}, and make it anew."
    if len(culprits) == 1:
        return f"Hide this number: withdraw {last}, take {groups} together, and make it anew."
    return f"Take {groups} together, or hide another of them as well: withdraw {last} and make it anew."


def _between(low: float, high: float) -> str:
    one, other = f"{low:.4g}", f"{high:.4g}"
    return one if one == other else f"{one} to {other}"
