"""What two versions were told before any figure: rules of disclosure, plan, waves, outcomes, the organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]
_ORGANISATION = ("name", "synthetic", "sector", "headcount")
#: what a report's bundles do not tell is a part of none
_PARTS = ("policy", "plan")


@dataclass(frozen=True)
class Setting:
    """One thing that is not the same in both versions.

    Attributes
    ----------
    part : str
        ``"policy"``, ``"plan"``, ``"organisation"``, ``"wave"``, ``"outcome"`` or ``"report"``.
    name : str
        Which setting of that part; ``"there"`` where a wave or an outcome came or went.
    before, now : object
        As results.json has them; None where there was or is none.
    of : str
        The wave's or outcome's id; empty elsewhere.
    """

    part: str
    name: str
    before: Any
    now: Any
    of: str = ""


def settings(before: Content, now: Content) -> Iterator[Setting]:
    """List what differs in what stands before the numbers of a results.json.

    Parameters
    ----------
    before, now : mapping
        Two results.json files of one organisation.

    Yields
    ------
    Setting

    Examples
    --------
    >>> head = {"organisation": {}, "linking": "linked", "language": "nl", "waves": [], "outcomes": {}, "plan": {}}
    >>> one, other = ({**head, "policy": {"minimum_group": least}} for least in (10, 15))
    >>> [(setting.name, setting.before, setting.now) for setting in settings(one, other)]
    [('minimum_group', 10, 15)]
    """
    for part in _PARTS:
        yield from _differing(part, before[part], now[part])
    one, other = ({name: content["organisation"].get(name) for name in _ORGANISATION} for content in (before, now))
    yield from _differing("organisation", one, other)
    for name in ("linking", "language"):
        yield from _differing("report", {name: before[name]}, {name: now[name]})
    first, last = ({wave["id"]: wave for wave in content["waves"]} for content in (before, now))
    yield from _each("wave", first, last)
    yield from _each("outcome", before["outcomes"], now["outcomes"])


def _differing(part: str, before: Content, now: Content, of: str = "") -> Iterator[Setting]:
    for name in dict.fromkeys((*now, *before)):
        if before.get(name) != now.get(name):
            yield Setting(part, name, before.get(name), now.get(name), of)


def _each(part: str, before: Mapping[str, Content], now: Mapping[str, Content]) -> Iterator[Setting]:
    for id_ in dict.fromkeys((*now, *before)):
        if id_ in before and id_ in now:
            yield from _differing(part, before[id_], now[id_], id_)
        else:
            yield Setting(part, "there", id_ in before, id_ in now, id_)
