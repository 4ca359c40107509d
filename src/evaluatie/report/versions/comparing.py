"""What differs between two versions of a report: of numbers only, in no language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evaluatie.report.versions.figures import Figures, side_by_side
from evaluatie.report.versions.settings import Setting, settings

if TYPE_CHECKING:
    from evaluatie.evaluation.released_verdicts import ReleasedVerdict

Content = Mapping[str, Any]
_TEXTS = ("id", "section", "group", "term")
_PERHAPS = ("outcome", "method", "suppressed")


class NotComparableError(ValueError):
    """Two files that are no two versions of one report; the message says why."""


@dataclass(frozen=True)
class VerdictPair:
    """The verdict on one outcome in two versions.

    Attributes
    ----------
    outcome : str
        Its id.
    waves : tuple of two str
        Between which waves.
    before, now : ReleasedVerdict or None
        What each says; None where it says nothing of it.
    """

    outcome: str
    waves: tuple[str, str]
    before: ReleasedVerdict | None
    now: ReleasedVerdict | None

    @property
    def changed(self) -> bool:
        """Whether the words differ."""
        return (self.before and self.before.word) != (self.now and self.now.word)


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions of a report.

    Attributes
    ----------
    before, now : mapping
        The two results.json files.
    verdicts : tuple of VerdictPair
        Every verdict on the change of everyone, changed or not.
    figures : Figures
        Every figure.
    settings : tuple of Setting
        What differs before any figure.
    """

    before: Content
    now: Content
    verdicts: tuple[VerdictPair, ...]
    figures: Figures
    settings: tuple[Setting, ...]

    @property
    def differ(self) -> bool:
        """Whether anything does."""
        return self.figures.differ or bool(self.settings)


def compare(before: Content, now: Content) -> Comparison:
    """Compare two versions of one organisation's report.

    Parameters
    ----------
    before, now : mapping
        Two results.json files, parsed; as :func:`evaluatie.evaluation.releases.read_releases` accepts them.

    Returns
    -------
    Comparison

    Raises
    ------
    NotComparableError
        They are of different organisations or different versions of the file, or a number is not as it should be.
    """
    if before["schema"] != now["schema"]:
        raise NotComparableError(f'one is of the version "{before["schema"]}", the other of "{now["schema"]}"')
    one, other = (str(content["organisation"]["id"]) for content in (before, now))
    if one != other:
        raise NotComparableError(f"they are of different organisations: {one} and {other}")
    for content in (before, now):
        _check(content["results"])
    figures = side_by_side(before["results"], now["results"])
    return Comparison(before, now, tuple(_verdicts(before, now)), figures, tuple(settings(before, now)))


def _verdicts(before: Content, now: Content) -> Iterator[VerdictPair]:
    from evaluatie.evaluation.released_verdicts import released_verdicts

    one, other = released_verdicts(before), released_verdicts(now)
    for outcome, waves in dict.fromkeys((*other, *one)):
        yield VerdictPair(outcome, waves, one.get((outcome, waves)), other.get((outcome, waves)))


def _check(results: Sequence[Mapping[str, Any]]) -> None:
    """Check what is used of a number: a file may come from anyone."""
    for row in results:
        texts = all(isinstance(row.get(name), str) for name in _TEXTS)
        complete = row.keys() >= {*_PERHAPS, "interval", "statistic", "p", "waves"}
        perhaps = complete and all(isinstance(row[name], str | None) for name in _PERHAPS)
        if not (texts and perhaps and _numbers(row) and _waves(row["waves"])):
            raise NotComparableError(f"the number {str(row.get('id'))[:80]!r} is not as evaluatie writes it")
    if len({row["id"] for row in results}) != len(results):
        raise NotComparableError("one has two numbers with the same id")


def _numbers(row: Mapping[str, Any]) -> bool:
    interval = row["interval"]
    paired = interval is None or (isinstance(interval, list) and len(interval) == 2 and None not in interval)
    values = [row["statistic"], row["p"], *(interval or ())] if paired else []
    return paired and all(value is None or type(value) in (int, float) for value in values)


def _waves(waves: Any) -> bool:
    return isinstance(waves, list) and all(isinstance(wave, str) for wave in waves)
