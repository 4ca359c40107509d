"""One item that is answered otherwise: score tests against R's lavaan, and whether the search finds it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lavaan import DATA, figures

from evaluatie.scales.factor import Invariance, cfa, invariance, longitudinal_invariance
from tolerances import LAVAAN_EM, LAVAAN_ESTIMATE

LOWERED, FIGURES = pd.read_csv(DATA / "lowered_item.csv"), figures("lowered_item")
BELONGING = "f =~ " + " + ".join(f"pgis_{number}" for number in range(1, 9))
ITEMS = [f"q{number}" for number in range(1, 9)]
ASKED = ("configural", "metric", "scalar")
WAYS = (("ml", "listwise"), ("mlr", "listwise"), ("mlr", "fiml"))


def asked(over: str, model: str, data: pd.DataFrame, estimator: str, missing: str, **choices: object) -> Invariance:
    """Test over waves of the same people, or as if these were groups."""
    choices = {"estimator": estimator, "missing": missing, "fewest": 100, **choices}
    if over == "waves":
        return longitudinal_invariance(model, data, "respondent", "wave", ASKED, **choices)
    return invariance(model, data, "wave", ASKED, **choices)


@pytest.mark.parametrize("over", ["waves", "groups"])
@pytest.mark.parametrize(("estimator", "missing"), WAYS)
def test_the_item_that_was_lowered_is_let_go(over: str, estimator: str, missing: str) -> None:
    ours = asked(over, BELONGING, LOWERED, estimator, missing)
    assert (ours.verdict, ours.released) == ("only with this caveat", ("pgis_3 ~ 1",))
    assert ours.fits["partial scalar"].cfi > 0.98
    tests = ours.fits["scalar"].equality_tests()
    theirs = FIGURES[f"{over} {missing}: X2 of releasing each equality"]
    assert (tests["lhs"].iloc[0].partition(".")[0], tests["op"].iloc[0]) == ("pgis_3", "~1")
    assert tests["mi"].iloc[0] == pytest.approx(theirs.get("pgis_3~1", theirs.get("pgis_3.t0~1")), rel=LAVAAN_ESTIMATE)
    expected = sorted(theirs.values(), reverse=True)
    assert tests["mi"].tolist() == pytest.approx(expected, rel=LAVAAN_ESTIMATE, abs=LAVAAN_EM)


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_modification_indices_are_those_of_lavaan_where_the_fit_is_bad(missing: str) -> None:
    equal = ("loadings", "intercepts")
    fit = cfa(BELONGING, LOWERED, estimator="mlr", missing=missing, group="wave", equal=equal)
    ours = fit.modification_indices()
    theirs = FIGURES[f"groups {missing}: modification indices, top five but intercepts"]
    assert ours["mi"].notna().all()
    assert ours[["lhs", "rhs"]].head(5).to_numpy().tolist() == [[row["lhs"], row["rhs"]] for row in theirs]
    for name in ("mi", "epc"):
        assert ours[name].head(5).tolist() == pytest.approx([row[name] for row in theirs], rel=LAVAAN_ESTIMATE)


def answers(seed: int, shift: float) -> pd.DataFrame:
    """Draw 400 people at two waves, of whom everyone answers q3 lower at the second."""
    rng = np.random.default_rng(seed)
    person, own, parts = rng.normal(size=400), 0.3 * rng.normal(size=(400, 8)), []
    for wave in (1, 2):
        factor = 0.8 * person + 0.6 * rng.normal(size=400) + 0.2 * (wave == 2)
        frame = pd.DataFrame(0.8 * factor[:, None] + own + 0.6 * rng.normal(size=(400, 8)), columns=ITEMS)
        frame["q3"] -= shift * (wave == 2)
        parts.append(frame.assign(respondent=range(400), wave=wave))
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("over", ["waves", "groups"])
@pytest.mark.parametrize(("estimator", "missing"), WAYS)
def test_an_item_that_moved_far_is_found_whatever_the_way(over: str, estimator: str, missing: str) -> None:
    model = "f =~ " + " + ".join(ITEMS)
    for seed in range(3):
        data = answers(seed, 1.5)
        if missing == "fiml":
            gone = np.random.default_rng(seed + 100).random((len(data), 8)) < 0.1
            data[ITEMS] = data[ITEMS].mask(gone)
        ours = asked(over, model, data, estimator, missing)
        assert (ours.verdict, ours.released) == ("only with this caveat", ("q3 ~ 1",))
        assert ours.fits["scalar"].equality_tests()["mi"].notna().all()
