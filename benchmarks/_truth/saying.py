"""Verdicts in four words: that it became better, worse, that nothing changed, or nothing; and what is true."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from _truth import careers
from _truth.printed import Said
from _truth.values import EXPOSED, table
from _truth.worlds import World

#: a rise of these is no improvement
LOWER_IS_BETTER = ("turnover_intention.total",)
BETTER, WORSE, UNCHANGED, UNDECIDED = "better", "worse", "unchanged", "undecided"
WORDS = {
    "improved": BETTER, "improved_clear": BETTER, "worsened": WORSE, "worsened_clear": WORSE, "unchanged": UNCHANGED,
    "narrowed": BETTER, "widened": WORSE, "crossed": WORSE, "higher": BETTER, "lower": WORSE, "longer": BETTER,
    "shorter": WORSE, "same": UNCHANGED, "inconclusive": UNDECIDED, "uncorrected": UNDECIDED, "unclear": UNDECIDED,
}  # fmt: skip
NOTHING = "nothing"
#: true changes in standard deviations of the first wave: below the first no one would call it a change
SIZES = (
    (0.02, NOTHING),
    (0.1, "below 0.1 SD"),
    (0.2, "0.1 to 0.2 SD"),
    (0.3, "0.2 to 0.3 SD"),
    (9.0, "0.3 SD or more"),
)


@dataclass(frozen=True)
class Judged:
    """A verdict beside the truth.

    Attributes
    ----------
    about : str
        What it is on.
    true : str
        ``nothing``, or the direction and the size of what is true.
    said : str
        ``better``, ``worse``, ``unchanged`` or ``undecided``.
    """

    about: str
    true: str
    said: str


def judged(
    world: World, said: Iterable[Said], primary: Collection[str], secondary: Collection[str]
) -> Iterator[Judged]:
    """Go through verdicts with what is true of each; of flows those of people whose rates are the same."""
    for one in said:
        true = _true(world, one)
        if true is None:
            continue
        word = one.word.split()[-1]
        if one.word.startswith("open "):
            word = "inconclusive"
        about = one.about
        if about == "change":
            tier = "decided upon" if one.outcome in primary else "foreseen" if one.outcome in secondary else "others"
            about = f"change of everyone, outcomes {tier}"
        if about == "conclusion":
            about = f"conclusion, {'firm' if one.word.startswith('firm ') else 'not firm'}"
        yield Judged(about, _sized(true), WORDS[word])


def _sized(true: float) -> str:
    size = next(name for limit, name in SIZES if abs(true) < limit)
    return size if size == NOTHING else f"{BETTER if true > 0 else WORSE}, {size}"


def _true(world: World, one: Said) -> float | None:
    """Give what is true, in standard deviations, above 0 for better; None where it cannot be told so."""
    if one.about == "flow":
        flow = {"outflow": "outflow", "voluntary": "voluntary", "promotion": "promotion"}.get(one.detail)
        ratio = None if flow is None else careers.ratio(world, flow, one.characteristic, one.level)
        return 0.0 if ratio is not None and abs(ratio - 1) < 1e-9 else None
    if one.about == "years stayed":
        ratio = careers.ratio(world, "outflow", one.characteristic, one.level)
        return 0.0 if ratio is not None and abs(ratio - 1) < 1e-9 else None
    sign = -1 if one.outcome in LOWER_IS_BETTER else 1
    if one.about == "gap":
        true = 0.0 if one.characteristic == "age" else _known(world, "gap", one, "t0", "workforce")
        return true if abs(true) < SIZES[0][0] else None
    pair = "-".join(one.waves)
    if one.about == "change of a gap":
        true = 0.0 if one.characteristic == "age" else _known(world, "gap_change", one, pair, "workforce")
        return true if abs(true) < SIZES[0][0] else None
    if one.about == "difference":
        return sign * _spread(world, "gap_change", one.outcome, EXPOSED["with"], pair, "workforce")
    people = "stayers" if world.linked else "workforce"
    return sign * _known(world, "change", one, pair, people)


def _known(world: World, quantity: str, one: Said, waves: str, people: str) -> float:
    group = ("all", "all") if one.characteristic == "age" else (one.characteristic, one.level)
    return _spread(world, quantity, one.outcome, group, waves, people)


def _spread(world: World, quantity: str, outcome: str, group: tuple[str, str], waves: str, people: str) -> float:
    value = table(world)[(quantity, outcome, *group, waves, people)]
    return value / table(world)[("sd", outcome, "all", "all", "t0", "workforce")]
