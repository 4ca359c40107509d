"""From people's answers, or what a paper printed of them, to what a model is fitted to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from evaluatie.scales.factor.answers import Answers, Floats
from evaluatie.scales.factor.errors import ModelError
from evaluatie.scales.factor.table import ParameterTable


def groups_in(data: pd.DataFrame | None, group: str) -> tuple[str, ...]:
    """List the groups, in their order in the data; raises ModelError where there are fewer than two."""
    if data is None:
        raise ModelError("Groups need people's answers.")
    if group not in data.columns:
        raise ModelError(f"There is no column {group} with the groups.")
    found = tuple(str(name) for name in pd.unique(data[group].dropna()))
    if len(found) < 2:
        raise ModelError(f"{group}: there is only one group ({', '.join(found) or 'none'}).")
    return found


def of_people(
    data: pd.DataFrame, table: ParameterTable, group: str | None, groups: tuple[str, ...], missing: str
) -> tuple[tuple[Answers, ...], int]:
    """Take each group's answers, and say how many people were left out; raises ModelError where they are too few."""
    items = _items(data, table)
    usable = ~np.isnan(items).any(axis=1) if missing == "listwise" else ~np.isnan(items).all(axis=1)
    if group is None:
        member = [usable]
    else:
        names = data[group].astype("string")
        member = [usable & (names == name).fillna(False).to_numpy(dtype=bool) for name in groups]
    for name, who in zip(groups or ("",), member, strict=True):
        _check_people(int(who.sum()), len(table.observed), len(data), name, missing)
    answers = tuple(Answers.of_people(items[who]) for who in member)
    return answers, len(data) - sum(int(who.sum()) for who in member)


def of_paper(covariance: Any, mean: Any, n: int | None, table: ParameterTable) -> Answers:
    """Take covariances (n - 1 in the denominator) and means as printed; raises ModelError where these do not suit."""
    names = list(table.observed)
    if isinstance(covariance, pd.DataFrame):
        if absent := [name for name in names if name not in covariance.columns or name not in covariance.index]:
            raise ModelError(f"The covariances have no row and column for {', '.join(absent)}.")
        covariance = covariance.loc[names, names]
    matrix = np.asarray(covariance, dtype=float)
    if matrix.shape != (len(names), len(names)):
        raise ModelError(f"The covariances are {matrix.shape}; the model has {len(names)} items.")
    if not np.allclose(matrix, matrix.T, rtol=1e-6, atol=1e-8):
        raise ModelError("The covariances are not symmetric: is a triangle missing?")
    if mean is not None:
        mean = mean[names] if isinstance(mean, pd.Series) else mean
        mean = np.asarray(mean, dtype=float)
        if mean.shape != (len(names),):
            raise ModelError(f"There are {mean.size} means; the model has {len(names)} items.")
    people = float(n or 0)
    return Answers.of_moments((matrix + matrix.T) / 2 * (people - 1) / people, mean, people)


def _check_people(n: int, p: int, rows: int, name: str, missing: str) -> None:
    where = f" in group {name}" if name else ""
    if n < 2:
        told = "answered all items" if missing == "listwise" else "answered any item"
        raise ModelError(f"Of {rows} people {n}{where} {told}: too few for a factor model.")
    if n <= p:
        raise ModelError(
            f"There are {n} people{where} and {p} items: a factor model needs more people than items, and ten per item "
            "are few."
        )


def _items(data: pd.DataFrame, table: ParameterTable) -> Floats:
    if absent := [name for name in table.observed if name not in data.columns]:
        raise ModelError(f"The data have no column {', '.join(absent)}, which the model names.")
    wrong = [name for name in table.observed if not pd.api.types.is_numeric_dtype(data[name])]
    if wrong:
        raise ModelError(f"{', '.join(wrong)}: these answers are not numbers.")
    items = data[list(table.observed)].to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(items).any():
        raise ModelError("An answer is infinite.")
    return items
