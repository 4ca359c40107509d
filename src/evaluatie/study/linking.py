"""Who answered when, and whether answers at different waves can be laid side by side."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from evaluatie.frames import check_frame

Linking = Literal["linked", "partly linked", "unlinked"]


def link_waves(survey: pd.DataFrame) -> pd.DataFrame:
    """Lay out who answered at which wave.

    Parameters
    ----------
    survey : pandas.DataFrame
        One row per respondent x wave, with columns ``respondent`` and ``wave``.

    Returns
    -------
    pandas.DataFrame
        One row per respondent in the order of first appearance, one bool column per wave.

    Examples
    --------
    >>> survey = pd.DataFrame({"respondent": ["b", "a", "b"], "wave": ["t0", "t0", "t1"]})
    >>> link_waves(survey)
                  t0     t1
    respondent
    b           True   True
    a           True  False
    """
    check_frame(survey, ["respondent", "wave"])
    respondents = pd.Index(survey["respondent"].unique(), name="respondent")
    return pd.DataFrame(
        {wave: respondents.isin(survey.loc[survey["wave"] == wave, "respondent"]) for wave in survey["wave"].unique()},
        index=respondents,
    )


def made_up_ids(wave: str, rows: pd.Series) -> pd.Series:
    """Give the ids of rows without a linking code: such a row links to nothing."""
    return pd.Series([f"{wave}-{row}" for row in rows], index=rows.index, dtype="str")


def linking_of(survey: pd.DataFrame) -> Linking:
    """Say how far the waves of a survey are linked.

    Parameters
    ----------
    survey : pandas.DataFrame
        As :func:`link_waves` takes it.

    Returns
    -------
    str
        ``"unlinked"`` where nobody is known to have answered twice; ``"partly linked"`` where some rows have no
        linking code; else ``"linked"``.
    """
    waves_of = survey.groupby("respondent", sort=False)["wave"].nunique()
    if waves_of.empty or int(waves_of.max()) < 2:
        return "unlinked"
    return "linked" if bool(has_code(survey).all()) else "partly linked"


def has_code(survey: pd.DataFrame) -> pd.Series:
    """Say of each row whether it came with a linking code, and not with an id that was made up.

    Parameters
    ----------
    survey : pandas.DataFrame
        With a column ``respondent``, of pseudonyms and made-up ids.

    Returns
    -------
    pandas.Series of bool

    Examples
    --------
    >>> has_code(pd.DataFrame({"respondent": ["ab" * 32, "t0-17"]})).tolist()
    [True, False]
    """
    return survey["respondent"].str.fullmatch("[0-9a-f]{64}")
