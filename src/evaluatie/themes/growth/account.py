"""What two rounds of growth panels add up to: who came twice, what returns, what was done, what stays unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.result import Estimate, Result
from evaluatie.themes.comparing.lists import ThemeLists, theme_lists
from evaluatie.themes.growth.panels import GrowthPanels

METHOD = (
    "Counts of what is printed in the analysis of the growth panels; which themes return, and the kinds of response, "
    "are our reading"
)
CENSUS = "the counts are of one document: they are no estimates from a sample, and have no interval"
BROAD = (
    "themes of round 2 are few and broad, so that nearly every theme of round 1 finds a place among them; without the "
    "partial links fewer return, see lists_clear"
)
NOT_STATED = "none stated"
KINDS = ("acted", "declined", "ended", NOT_STATED)
STRENGTHS = ("clear", "partial", "not")


@dataclass(frozen=True)
class PanelAccount(Result):
    """What the growth panels add up to.

    Attributes
    ----------
    twice : pandas.DataFrame
        Directorates that took part in both rounds: ``unit``, ``name_first``, ``name_last``, ``renamed``.
    open : pandas.DataFrame
        Names that may be one directorate, or two: ``round``, ``name``, ``listed``, ``maybe`` (the name of the other),
        ``maybe_listed``.
    conversations : pandas.DataFrame
        ``round``, ``names`` (one conversation each), ``first_time``, ``second_time``, ``different_low``,
        ``different_high`` (directorates, where names that may be one are, and are not), ``unused``.
    themes : pandas.DataFrame
        Every theme of round 1: ``theme``, ``response`` (``"acted"``, ``"declined"``, ``"ended"`` or ``"none stated"``),
        ``returns`` (``"clear"``, ``"partial"`` or ``"not"``, of the main link), ``main`` (the theme of round 2;
        missing where there is none), ``also`` (tuple of others).
    crossed : pandas.DataFrame
        How many themes of round 1 have which ``response`` (rows) and return in which way (columns).
    lists : ThemeLists
        The themes of both rounds, those of round 1 under their main theme of round 2.
    lists_clear : ThemeLists
        The same, with the clear links only.
    not_computable : pandas.DataFrame
        ``what``, ``reason_nl``, ``reason_en``.
    n_first, n_last, n_twice : int
        Names in each round, and directorates that took part twice.
    n_different_low, n_different_high : int
        Directorates over both rounds, at least and at most.
    """

    twice: pd.DataFrame
    open: pd.DataFrame
    conversations: pd.DataFrame
    themes: pd.DataFrame
    crossed: pd.DataFrame
    lists: ThemeLists
    lists_clear: ThemeLists
    not_computable: pd.DataFrame
    n_first: int
    n_last: int
    n_twice: int
    n_different_low: int
    n_different_high: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the counts of conversations, directorates and themes of round 1.

        Returns
        -------
        tuple of Estimate
            Counts without intervals; ``n`` is the number of themes, for counts of themes.
        """
        counts = {
            "names_first": self.n_first,
            "names_last": self.n_last,
            "directorates_twice": self.n_twice,
            "directorates_low": self.n_different_low,
            "directorates_high": self.n_different_high,
        }
        n = len(self.themes)
        responses = {kind: int((self.themes["response"] == kind).sum()) for kind in KINDS}
        returns = {strength: int((self.themes["returns"] == strength).sum()) for strength in STRENGTHS}
        return (
            *(Estimate(term, count) for term, count in counts.items()),
            *(Estimate("themes_by_response", count, n=n, group=kind) for kind, count in responses.items()),
            *(Estimate("themes_by_return", count, n=n, group=strength) for strength, count in returns.items()),
        )


def panel_account(panels: GrowthPanels) -> PanelAccount:
    """Add up what is known of two rounds of growth panels.

    Nothing is told of a theme in a conversation, or of a directorate's themes: the source does not hold it, and the
    conversations were confidential.

    Parameters
    ----------
    panels : GrowthPanels
        For example :func:`~evaluatie.themes.growth.panels.growth_panels`.

    Returns
    -------
    PanelAccount
        Who came twice, conversations per round, themes of round 1 with response and return, what is not computable.

    Raises
    ------
    TypeError
        If it is none.

    Examples
    --------
    >>> from evaluatie.themes.growth.panels import growth_panels
    >>> account = panel_account(growth_panels())
    >>> account.n_first, account.n_last, account.n_twice, account.n_different_low, account.n_different_high
    (15, 14, 4, 24, 25)
    >>> account.lists.vanishes
    ('resistance',)
    >>> account.crossed.loc["acted"].tolist()
    [3, 1, 0]
    """
    if not isinstance(panels, GrowthPanels):
        raise TypeError(f"GrowthPanels are needed, such as growth_panels(): got {type(panels).__name__}")
    people, themes = panels.participants, _first_themes(panels)
    twice = _twice(people)
    first, last = (int(count) for count in panels.rounds["names"])
    low, high = _different(people)
    unresolved = _open(people)
    return PanelAccount(
        METHOD,
        (CENSUS, BROAD, *panels.notes),
        twice=twice,
        open=unresolved,
        conversations=_conversations(panels),
        themes=themes,
        crossed=_crossed(themes),
        lists=_lists(panels, STRENGTHS[:2]),
        lists_clear=_lists(panels, STRENGTHS[:1]),
        not_computable=panels.not_computable.copy(),
        n_first=first,
        n_last=last,
        n_twice=len(twice),
        n_different_low=low,
        n_different_high=high,
    )


def _twice(people: pd.DataFrame) -> pd.DataFrame:
    first, last = (people.loc[people["round"] == at, ["unit", "name"]] for at in (1, 2))
    both = first.merge(last, on="unit", suffixes=("_first", "_last"))
    return both.assign(renamed=both["name_first"] != both["name_last"])


def _open(people: pd.DataFrame) -> pd.DataFrame:
    doubtful = people.loc[people["maybe"].notna(), ["round", "name", "listed", "maybe"]]
    other = people[["round", "unit", "name", "listed"]].rename(columns={"unit": "maybe"})
    both = doubtful.merge(other, on=["round", "maybe"], suffixes=("", "_other"))
    return both.assign(maybe=both["name_other"], maybe_listed=both["listed_other"]).drop(
        columns=["name_other", "listed_other"]
    )


def _different(people: pd.DataFrame) -> tuple[int, int]:
    """Count directorates where names that may be one are one, and where they are not."""
    return int(people["maybe"].fillna(people["unit"]).nunique()), int(people["unit"].nunique())


def _conversations(panels: GrowthPanels) -> pd.DataFrame:
    rows = []
    for told in panels.rounds.to_dict("records"):
        there = panels.participants[panels.participants["round"] == told["round"]]
        low, high = _different(there)
        listed = {name: int((there["listed"] == name).sum()) for name in ("first_time", "second_time")}
        rows.append(
            {"round": told["round"], "names": told["names"], **listed}
            | {"different_low": low, "different_high": high, "unused": told["unused"]}
        )
    return pd.DataFrame(rows).astype({"unused": "Int64"})


def _first_themes(panels: GrowthPanels) -> pd.DataFrame:
    kinds = dict(zip(panels.responses["theme"], panels.responses["kind"], strict=True))
    first = panels.themes.loc[panels.themes["round"] == 1, "theme"]
    return pd.DataFrame(
        [{"theme": theme, "response": kinds.get(theme, NOT_STATED)} | _links(panels.returns, theme) for theme in first]
    )


def _links(returns: pd.DataFrame, theme: str) -> dict[str, Any]:
    links = returns[(returns["first"] == theme) & returns["second"].notna()]
    main = links[links["main"]]
    if main.empty:
        return {"returns": STRENGTHS[-1], "main": None, "also": ()}
    also = tuple(links.loc[~links["main"].astype(bool), "second"])
    return {"returns": main["strength"].iloc[0], "main": main["second"].iloc[0], "also": also}


def _crossed(themes: pd.DataFrame) -> pd.DataFrame:
    counted = pd.crosstab(themes["response"], themes["returns"])
    return counted.reindex(index=list(KINDS), columns=list(STRENGTHS), fill_value=0)


def _lists(panels: GrowthPanels, strengths: tuple[str, ...]) -> ThemeLists:
    named = panels.themes[panels.themes["described"]]
    links = panels.returns[panels.returns["main"] & panels.returns["strength"].isin(strengths)]
    mapping = dict(zip(links["first"], links["second"], strict=True))
    first, last = (named.loc[named["round"] == at, "theme"].tolist() for at in (1, 2))
    return theme_lists(first, last, mapping)
