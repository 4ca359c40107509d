"""How easily people can be recognised in data without names, by the combination of what is known of them.

k-anonymity: Sweeney (2002), Int. Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10(5), 557-570.
Distinct l-diversity: Machanavajjhala, Kifer, Gehrke & Venkitasubramaniam (2007), ACM Transactions on Knowledge
Discovery from Data 1(1), section 4. The mean risk is that of a recipient who knows that somebody is in the data
(Templ, Meindl & Kowarik, sdcMicro: the sum of 1 / f over people, divided by their number).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.amiss import did_you_mean
from evaluatie.frames import check_frame

Integers = NDArray[np.int64]
Merge = tuple[str, tuple[str, str]]


@dataclass(frozen=True)
class Diversity:
    """What the combination tells about something else.

    Attributes
    ----------
    l : int
        Fewest different values within a combination; 1 where a combination tells the value.
    told : int
        People whose combination tells it: all who share it have the same value.
    people : int
        People who have a value at all; combinations of others are left out.
    """

    l: int  # noqa: E741 - its name in the paper
    told: int
    people: int


@dataclass(frozen=True)
class Coarser:
    """What would come of it if a characteristic were coarser, or left out.

    Attributes
    ----------
    key : str
        The characteristic.
    merged : tuple of str or None
        The two values that are taken together; None where it is left out.
    k, unique, in_small : int
        As :class:`ReidentificationRisk` has them, afterwards.
    """

    key: str
    merged: tuple[str, str] | None
    k: int
    unique: int
    in_small: int


@dataclass(frozen=True)
class ReidentificationRisk:
    """How easily people can be recognised; numbers only, and none of the combinations themselves.

    Attributes
    ----------
    keys : tuple of str
        The characteristics that somebody may know.
    people, combinations : int
        How many people there are, and how many different combinations.
    k : int
        People who share the rarest combination; 0 where there is nobody.
    unique : int
        People who are the only one with their combination.
    in_small : int
        People in combinations of fewer than `minimum_group`.
    minimum_group : int
        Fewest people of a combination that counts as large enough.
    diversity : dict of str to Diversity
        By sensitive column what the combination tells about it.
    advice : tuple of Coarser
        The best merge of two values and the best characteristic to leave out, best first; none that helps, none here.
    """

    keys: tuple[str, ...]
    people: int
    combinations: int
    k: int
    unique: int
    in_small: int
    minimum_group: int
    diversity: dict[str, Diversity] = field(default_factory=dict)
    advice: tuple[Coarser, ...] = ()

    @property
    def unique_share(self) -> float:
        """Share of people who are the only one with their combination."""
        return self.unique / self.people if self.people else 0.0

    @property
    def mean_risk(self) -> float:
        """Mean chance to pick the right person out of those who share a combination."""
        return self.combinations / self.people if self.people else 0.0


def reidentification_risk(
    people: pd.DataFrame,
    keys: Sequence[str] | Mapping[str, Sequence[str]],
    sensitive: Sequence[str] = (),
    *,
    together: Sequence[Merge] = (),
    minimum_group: int = 10,
) -> ReidentificationRisk:
    """Measure how easily people can be recognised by combinations of characteristics.

    Parameters
    ----------
    people : pandas.DataFrame of shape (people, columns)
        One row per person.
    keys : sequence of str, or mapping of str to sequence of str
        The columns that somebody may know of a person, the quasi-identifiers. A characteristic that stands in several
        columns, one for each wave, is given as its name with those columns.
    sensitive : sequence of str
        Columns that nobody should learn from a combination, such as answers in bands.
    together : sequence of (str, (str, str))
        Pairs of values that could be taken together, with their characteristic: what is tried for advice.
    minimum_group : int
        Fewest people of a combination that counts as large enough.

    Returns
    -------
    ReidentificationRisk
        A missing key is a value of its own. People without a sensitive value do not count for it.

    Raises
    ------
    ValueError
        When a column is not there, or there are no keys.

    Examples
    --------
    Of six people, two are alone with their combination; three men of 50 and over all gave a low answer.

    >>> people = pd.DataFrame({
    ...     "gender": ["m", "m", "m", "f", "f", "f"],
    ...     "age": ["50+", "50+", "50+", "<35", "35-49", "50+"],
    ...     "answer": ["low", "low", "low", "high", "low", "high"],
    ... })
    >>> risk = reidentification_risk(people, ["gender", "age"], ["answer"], together=[("age", ("<35", "35-49"))])
    >>> risk.combinations, risk.k, risk.unique, risk.diversity["answer"].told
    (4, 1, 3, 6)
    >>> [(one.key, one.merged, one.unique) for one in risk.advice]
    [('age', None, 0), ('age', ('<35', '35-49'), 1)]
    """
    columns = dict(keys) if isinstance(keys, Mapping) else {key: (key,) for key in keys}
    _check_columns(people, columns, sensitive)
    if unknown := [key for key, _ in together if key not in columns]:
        raise ValueError(f"together: {unknown[0]!r} is no key; {did_you_mean(unknown[0], columns)}")
    coded = {key: _coded(people, there) for key, there in columns.items()}
    classes = _classes([codes for codes, _ in coded.values()], len(people))
    k, unique, in_small = _sizes(classes, minimum_group)
    return ReidentificationRisk(
        tuple(columns), len(people), int(classes.max(initial=-1)) + 1, k, unique, in_small, minimum_group,
        {name: _diversity(classes, people[name]) for name in sensitive},
        _advice(coded, together, (unique, in_small), len(people), minimum_group),
    )  # fmt: skip


def _check_columns(people: pd.DataFrame, columns: Mapping[str, Sequence[str]], sensitive: Sequence[str]) -> None:
    named = [*(name for there in columns.values() for name in there), *sensitive]
    if absent := [name for name in named if name not in people]:
        raise ValueError(f"no column {', '.join(map(repr, absent))}; there are: {', '.join(map(str, people.columns))}")
    check_frame(people, named)
    if not columns:
        raise ValueError("no keys: name the columns that somebody may know of a person")


def _coded(people: pd.DataFrame, columns: Sequence[str]) -> tuple[Integers, dict[str, int]]:
    """Give the values of a characteristic as numbers, the same in all its columns; shape (people, columns)."""
    values = pd.concat([people[name] for name in columns], ignore_index=True).astype("object")
    numbers, known = pd.factorize(values, use_na_sentinel=False)
    by_value = {str(value): number for number, value in enumerate(known)}
    return numbers.reshape(len(columns), len(people)).T.astype("int64"), by_value


def _classes(coded: Sequence[Integers], people: int) -> Integers:
    """Give the combinations as numbers; shape (people,)."""
    if not people:
        return np.zeros(0, dtype="int64")
    number = np.zeros(people, dtype="int64")
    for column in np.column_stack(coded).T:
        # renumbered at every step: products of many numbers would become too large
        number = np.unique(number * (int(column.max()) + 1) + column, return_inverse=True)[1].astype("int64")
    return number


def _sizes(classes: Integers, minimum_group: int) -> tuple[int, int, int]:
    sizes = np.bincount(classes)
    return int(sizes.min(initial=len(classes))), int((sizes == 1).sum()), int(sizes[sizes < minimum_group].sum())


def _diversity(classes: Integers, values: pd.Series[Any]) -> Diversity:
    known = values.notna().to_numpy()
    if not known.any():
        return Diversity(0, 0, 0)
    within = pd.DataFrame({"class": classes[known], "value": values[known].to_numpy()}).groupby("class")["value"]
    different, sizes = within.nunique(), within.size()
    return Diversity(int(different.min()), int(sizes[different == 1].sum()), int(known.sum()))


def _advice(
    coded: Mapping[str, tuple[Integers, dict[str, int]]],
    together: Sequence[Merge],
    now: tuple[int, int],
    people: int,
    minimum_group: int,
) -> tuple[Coarser, ...]:
    """Try every merge and every characteristic that could be left out, and keep the best of each kind."""
    merges: list[Coarser] = []
    dropped: list[Coarser] = []
    for key, merged, columns in _attempts(coded, together):
        k, unique, in_small = _sizes(_classes(columns, people), minimum_group)
        if (unique, in_small) < now:
            (dropped if merged is None else merges).append(Coarser(key, merged, k, unique, in_small))
    best = [min(tried, key=_left) for tried in (merges, dropped) if tried]
    return tuple(sorted(best, key=_left))


def _left(one: Coarser) -> tuple[int, int]:
    return one.unique, one.in_small


def _attempts(
    coded: Mapping[str, tuple[Integers, dict[str, int]]], together: Sequence[Merge]
) -> Iterator[tuple[str, tuple[str, str] | None, list[Integers]]]:
    for key in coded if len(coded) > 1 else ():
        yield key, None, [codes for name, (codes, _) in coded.items() if name != key]
    for key, (one, other) in together:
        codes, known = coded[key]
        if one in known and other in known:
            merged = np.where(codes == known[other], known[one], codes)
            yield key, (one, other), [merged if name == key else there for name, (there, _) in coded.items()]
