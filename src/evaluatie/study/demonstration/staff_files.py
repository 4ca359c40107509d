"""Personnel files as organisations export them: Dutch names of columns, in the order of the codes."""

from __future__ import annotations

import pandas as pd

from evaluatie.study.demonstration.made import DemoStudy
from evaluatie.study.demonstration.writing import REASONS


def persons_as_exported(made: DemoStudy) -> pd.DataFrame:
    """Lay out the personnel file.

    Parameters
    ----------
    made : DemoStudy
        The data.

    Returns
    -------
    pandas.DataFrame
        ``persoonscode``, ``in_dienst``, ``uit_dienst``, ``reden``, ``geslacht``, ``geboortedatum``, ``herkomst``; days
        as days, empty text where there is no reason and where the origin is unknown.
    """
    people = made.personnel.sort_values("person", ignore_index=True)
    return pd.DataFrame(
        {
            "persoonscode": people["person"],
            "in_dienst": people["entry"],
            "uit_dienst": people["exit"],
            "reden": people["reason"].map(REASONS).fillna(""),
            "geslacht": people["gender"],
            "geboortedatum": people["born"],
            "herkomst": people["origin"].where(people["origin_known"], ""),
        }
    )


def positions_as_exported(made: DemoStudy, teams: tuple[str, ...]) -> pd.DataFrame:
    """Lay out the positions.

    Parameters
    ----------
    made : DemoStudy
        The data.
    teams : tuple of str
        Names of the units.

    Returns
    -------
    pandas.DataFrame
        ``persoonscode``, ``begin``, ``einde``, ``schaal``, ``afdeling``, ``leidinggevend`` and ``uren``; days as days.
    """
    held = made.positions.sort_values(["person", "start"], ignore_index=True)
    return pd.DataFrame(
        {
            "persoonscode": held["person"],
            "begin": held["start"],
            "einde": held["end"],
            "schaal": held["scale"],
            "afdeling": [teams[unit] for unit in held["unit"]],
            "leidinggevend": held["leads"].map({True: "ja", False: "nee"}),
            "uren": held["hours"],
        }
    )
