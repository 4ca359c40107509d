"""The tables of what was found, in markdown, and their places in the documentation."""

from __future__ import annotations

import pandas as pd


def table(found: pd.DataFrame) -> str:
    return (
        found.groupby(["fault", "case"]).agg(n=("round", "size"), bad=("wrong", lambda w: (w != "").sum())).to_string()
    )


def written(page: str, found: pd.DataFrame) -> str:
    return page
