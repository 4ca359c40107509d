"""What else of a release plan must be hidden so that nothing hidden follows: the cheapest choice, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.disclosure.reasons import ANSWERS, COMPLEMENT, DIFFERENCE, SMALL
from evaluatie.disclosure.sums import Sums
from evaluatie.disclosure.suppression import hide_until_safe
from evaluatie.evaluation.section import EVERYONE

if TYPE_CHECKING:
    from evaluatie.disclosure.choosing import Attacked, Figures
    from evaluatie.disclosure.numbers import Numbers

KEY = ["outcome", "waves", "characteristic", "level"]
SumsOf = Callable[[pd.DataFrame], Sums]
NumbersOf = Callable[[pd.DataFrame, "Places"], "Numbers"]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
LaidOut = dict[Hashable, tuple[Places, Sums]]


@dataclass(frozen=True)
class PlanLoss:
    """What a release plan hides. It is for whoever releases a report, and not to be released with it.

    Attributes
    ----------
    primary, secondary : int
        Cells about somebody that are hidden for themselves, and to protect those.
    people : int
        People in the cells that are hidden to protect others, each as often as they are in one.
    proven : bool
        Whether it is proven that no safe choice costs less: first cells about everyone, then groups that have a name,
        then other groups, and of equals people.
    """

    primary: int
    secondary: int
    people: int
    proven: bool


def hide_what_follows(cells: pd.DataFrame, sums: SumsOf, numbers: NumbersOf | None = None) -> PlanLoss:
    """Hide, beside what is hidden for itself, the cheapest cells such that nothing hidden follows from the others.

    What follows is what can be worked out exactly, and of numbers of people also what can be narrowed down too far.

    Parameters
    ----------
    cells : pandas.DataFrame
        ``outcome``, ``waves``, ``characteristic``, ``level``, ``n`` and ``reason``; the reasons are filled in.
    sums : callable
        How the cells of an outcome are sums.
    numbers : callable, optional
        How the numbers of people in the cells of an outcome are sums of ways of answering; given the choices of every
        outcome that has the same numbers.

    Returns
    -------
    PlanLoss
    """
    somebody = ~(cells["n"] == 0).to_numpy()
    itself = cells["reason"].notna().to_numpy()
    _hide_alike(cells)
    first = cells.copy()
    places = {name: np.flatnonzero(cells["outcome"] == name) for name in cells["outcome"].unique()}
    laid_out: LaidOut = {name: (at, sums(cells.iloc[at])) for name, at in places.items()}
    choice = _choices(cells)
    counted = _numbers(first, choice, places, numbers) if numbers else []
    _one_by_one(cells, laid_out)
    proven = _at_the_lowest_cost(cells, first, laid_out, counted)
    further = cells["reason"].notna().to_numpy() & ~itself & somebody
    people = int(np.nansum(cells["n"].to_numpy(dtype=float)[further]))
    return PlanLoss(int((itself & somebody).sum()), int(further.sum()), people, proven)


def _hide_alike(cells: pd.DataFrame) -> None:
    """Hide a group for every outcome when it is hidden for one: its n at one outcome tells its n at another."""
    groups = cells["characteristic"] != EVERYONE
    hidden = cells["reason"].notna().groupby([cells[name] for name in KEY[1:]], sort=False).transform("any")
    cells.loc[groups & hidden & cells["reason"].isna(), "reason"] = COMPLEMENT


def _one_by_one(cells: pd.DataFrame, laid_out: LaidOut) -> None:
    """Hide the least valuable of what gives something away, until nothing does: safe, and soon found."""
    attacked: dict[Hashable, bytes] = {}
    hidden = -1
    while int(cells["reason"].notna().sum()) > hidden:
        hidden = int(cells["reason"].notna().sum())
        _hide_alike(cells)
        for outcome, (at, sums) in laid_out.items():
            of_outcome = cells.iloc[at]
            shown = of_outcome["reason"].isna().to_numpy()
            # the same attack a second time finds the same
            if attacked.get(outcome) != shown.tobytes():
                attacked[outcome] = shown.tobytes()
                # of nobody there is nothing to find
                targets, apart = sums.targets(~shown & ~(of_outcome["n"] == 0).to_numpy())
                chosen = hide_until_safe(sums.figures, shown, targets, worth_of(of_outcome), sums.known)
                why = [DIFFERENCE if apart[target] else COMPLEMENT for target in chosen.values()]
                cells.loc[of_outcome.index[list(chosen)], "reason"] = np.array(why, dtype=object)


def _numbers(first: pd.DataFrame, choice: Places, places: dict[Hashable, Places], numbers: NumbersOf) -> list[Numbers]:
    """Lay out the numbers of people of each outcome, once of those who all have the same."""
    alike: dict[bytes, list[Places]] = {}
    for at in places.values():
        n, hidden = first["n"].iloc[at].to_numpy(dtype=float), first["reason"].iloc[at]
        if hidden.notna().any():
            told = hidden.where(hidden.isin([SMALL, ANSWERS]), hidden.notna())
            alike.setdefault(n.tobytes() + "|".join(map(str, told)).encode(), []).append(at)
    return [numbers(first.iloc[same[0]], choice[np.array(same)]) for same in alike.values()]


def _at_the_lowest_cost(cells: pd.DataFrame, first: pd.DataFrame, laid_out: LaidOut, counted: list[Numbers]) -> bool:
    """Put the cheapest choice in the place of the one that was soon found; say whether it is proven to be that."""
    choice = _choices(cells)
    fixed, start = (_any(choice, of["reason"].notna().to_numpy()) for of in (first, cells))
    if not any(True for of in counted for _ in of.sets(fixed, fixed)) and (fixed == start).all():
        return True
    # the solver takes a while to import, and many plans need none
    from evaluatie.disclosure.choosing import Figures, cheapest, made_safe

    somebody = ~(cells["n"] == 0).to_numpy()
    figures = [Figures(sums, choice[at], somebody[at]) for at, sums in laid_out.values()]
    attacked: list[Attacked] = [*figures, *counted]
    losses = _losses(cells, choice)
    start = made_safe(attacked, fixed, losses, start)
    found = cheapest(attacked, fixed, losses, start)
    cells["reason"] = first["reason"]
    for of, (at, _) in zip(figures, laid_out.values(), strict=True):
        away = at[found.hidden[choice[at]] & ~fixed[choice[at]]]
        why = [_why(of, found.hidden, int(choice[place])) for place in away]
        cells.loc[cells.index[away], "reason"] = np.array(why, dtype=object)
    return found.proven


def _why(of: Figures, hidden: Flags, one: int) -> str:
    """Say what would follow if one of the choices were shown."""
    without = hidden.copy()
    without[one] = False
    found = of.found(without) - len(of.choice)
    return DIFFERENCE if len(found) and found[0] >= 0 and of.sums.apart[found[0]] else COMPLEMENT


def _choices(cells: pd.DataFrame) -> Places:
    """Give one number to what is hidden together: a group for all outcomes, and everyone for each of them."""
    keys = cells[KEY].copy()
    keys.loc[keys["characteristic"] != EVERYONE, "outcome"] = ""
    return pd.factorize(pd.MultiIndex.from_frame(keys))[0]


def _any(choice: Places, flags: Flags) -> Flags:
    return np.bincount(choice, weights=flags.astype(float)) > 0


def _losses(cells: pd.DataFrame, choice: Places) -> list[Floats]:
    """Give what hiding costs: cells about everyone, then groups that have a name, then others, then people."""
    everyone, named, when = _standing(cells)
    people = np.nan_to_num(cells["n"].to_numpy(dtype=float)) + 1
    each: list[NDArray[Any]] = [
        everyone * (1 + when),
        ~everyone * named * (11 + when),
        ~everyone * ~named * (1 + when),
        people,
    ]
    return [np.asarray(np.bincount(choice, weights=loss.astype(float)), dtype=float) for loss in each]


def _standing(cells: pd.DataFrame) -> tuple[Flags, Flags, Places]:
    """Say which cells are about everyone, which have a name, and how long those at their waves are kept.

    Of everyone the change of the linked is kept longest, then the first wave; of a group the first wave, which its
    baseline shows, then the change of the linked.
    """
    everyone = (cells["characteristic"] == EVERYONE).to_numpy()
    named = ~cells["level"].isin(["unknown", "other"]).to_numpy()
    linked = cells["waves"].map(len).to_numpy() == 2
    first = (cells["waves"] == cells["waves"].iloc[0]).to_numpy()
    when = np.where(everyone, np.select([linked, first], [2, 1], 0), np.select([first, linked], [2, 1], 0))
    return everyone, named, when


def worth_of(cells: pd.DataFrame) -> Floats:
    """Say what is given up last: everyone before groups, named groups before others, larger before smaller ones."""
    everyone, named, when = _standing(cells)
    of_group = 1e8 * named + 1e7 * when + cells["n"].to_numpy(dtype=float)
    return np.where(everyone, 1e9 * (1 + when), of_group)
