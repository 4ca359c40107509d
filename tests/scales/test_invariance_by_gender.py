"""Measurement invariance of single scales and of many items at a time against R's lavaan, with real missing answers."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from lavaan import DATA, check_fit, check_parameters, check_scaled, figures

from evaluatie.scales.factor import invariance
from tolerances import LAVAAN_EM, LAVAAN_ESTIMATE

BFI = pd.read_csv(DATA / "bfi.csv").join(pd.read_csv(DATA / "bfi_gender.csv"))
PUPILS = pd.read_csv(DATA / "holzinger.csv")
SOME = pd.read_csv(DATA / "holzinger_missing.csv").assign(sex=PUPILS["sex"])
SCALES = {letter: f"{letter} =~ " + " + ".join(f"{letter}{number}" for number in range(1, 6)) for letter in "ACENO"}
THREE = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
FIGURES = figures("by_gender")
LEVELS = ("configural", "metric", "scalar", "strict")
FIML, ROBUST = {"missing": "fiml"}, {"estimator": "mlr"}
CASES = {
    "agreeableness by gender MLR FIML": (SCALES["A"], BFI, "gender", {**ROBUST, **FIML}, ("A1 ~ 1",)),
    "two factors by gender MLR listwise": (f"{SCALES['A']}\n{SCALES['E']}", BFI, "gender", ROBUST, ()),
    "five factors by gender MLR FIML": ("\n".join(SCALES.values()), BFI, "gender", {**ROBUST, **FIML}, ("N5 ~ 1",)),
    # complete answers: full information is asked for all the same, and then the observed information is taken
    "Holzinger by sex ML FIML, complete": (THREE, PUPILS, "sex", FIML, ()),
    "Holzinger by sex MLR FIML, complete": (THREE, PUPILS, "sex", {**ROBUST, **FIML}, ()),
    "Holzinger by sex MLR FIML": (THREE, SOME, "sex", {**ROBUST, **FIML}, ()),
}


@pytest.mark.parametrize("name", CASES)
def test_all_levels_are_as_lavaan_has_them(name: str) -> None:
    model, data, group, options, released = CASES[name]
    ours = invariance(model, data, group, fewest=100, **options)
    for level in LEVELS:
        theirs = FIGURES[f"{name} {level}: fit measures"]
        check_fit(ours.fits[level], theirs)
        if "estimator" in options:
            check_scaled(ours.fits[level], theirs, missing="missing" in options)
    if (parameters := FIGURES.get(f"{name} scalar: parameters")) is not None:
        check_parameters(ours.fits["scalar"], parameters)
    assert ours.released == released


@pytest.mark.parametrize("name", CASES)
def test_steps_are_as_lavaan_has_them(name: str) -> None:
    model, data, group, options, _ = CASES[name]
    rows = invariance(model, data, group, fewest=100, **options).table.set_index("level")
    # the scaled difference is one of two large numbers, in which lavaan's last digits weigh more
    rel = LAVAAN_ESTIMATE if "estimator" in options else LAVAAN_EM
    for _, level in pairwise(LEVELS):
        theirs = FIGURES[f"{name}: difference test {level}"]
        assert rows.loc[level, "chi2_diff"] == pytest.approx(theirs["chisq_diff"], rel=rel)
        assert rows.loc[level, "df_diff"] == theirs["df_diff"]
        assert rows.loc[level, "p_diff"] == pytest.approx(theirs["p"], rel=LAVAAN_ESTIMATE, abs=LAVAAN_EM)
