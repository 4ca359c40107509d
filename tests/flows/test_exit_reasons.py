"""exit_reasons: shares and differences by hand, several reasons of one exit, and what cannot be compared."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluatie.flows import exit_reasons, selection_ratio
from evaluatie.result import NotEnoughData
from evaluatie.wilson import wilson_interval
from tolerances import CLOSED_FORM

WHY = ("climate", "pay", "travel")


def interviews(seed: int = 1, exits: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    group = rng.choice(["nl", "elders", None], exits, p=[0.6, 0.3, 0.1])
    rows = []
    for exit_, of in enumerate(group):
        named = [why for why in WHY if rng.random() < (0.6 if of == "elders" and why == "climate" else 0.3)]
        rows += [(exit_, of, why) for why in named or [None]]
    return pd.DataFrame(rows, columns=["exit", "origin", "why"])


def test_shares_and_differences_are_those_of_counts() -> None:
    frame = interviews()
    found = exit_reasons(frame, "exit", "why", "origin", "nl").table.set_index(["reason", "group"])
    told = frame.dropna(subset="why")
    for why in WHY:
        people = {of: told[told["origin"] == of]["exit"].nunique() for of in ("nl", "elders")}
        named = {of: int(((told["origin"] == of) & (told["why"] == why)).sum()) for of in ("nl", "elders")}
        row = found.loc[(why, "elders")]
        assert (row["named"], row["exits"]) == (named["elders"], people["elders"])
        limits = wilson_interval(named["elders"], people["elders"], 0.95)
        assert (row["ci_low"], row["ci_high"]) == pytest.approx(limits, rel=CLOSED_FORM)
        compared = selection_ratio(named["elders"], people["elders"], named["nl"], people["nl"])
        assert (row["difference"], row["p"]) == pytest.approx((compared.difference, compared.p), rel=CLOSED_FORM)
        assert found.loc[(why, "all"), "named"] == (told["why"] == why).sum()
    assert found.loc[("climate", "elders"), "difference_low"] > 0
    assert found.loc[(slice(None), ["nl", "unknown", "all"]), "difference"].isna().all()


def test_reasons_come_in_the_order_of_how_often_they_are_named_whatever_the_rows() -> None:
    frame = interviews()
    found = exit_reasons(frame, "exit", "why", "origin", "nl")
    assert found.table["reason"].drop_duplicates().tolist() == frame["why"].value_counts().index.tolist()
    shuffled = pd.concat([frame, frame]).sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(exit_reasons(shuffled, "exit", "why", "origin", "nl").table, found.table)


def test_who_names_no_reason_is_counted_and_left_out() -> None:
    frame = interviews()
    silent = frame[frame["why"].isna()]["exit"].nunique()
    found = exit_reasons(frame, "exit", "why", "origin", "nl")
    assert f"{silent} of 120 exits name no reason" in found.notes[0]
    assert found.table.query("group == 'all'")["exits"].unique().tolist() == [120 - silent]


def test_what_cannot_be_compared_is_refused() -> None:
    frame = interviews()
    with pytest.raises(NotEnoughData, match="no exit of 'mars'"):
        exit_reasons(frame, "exit", "why", "origin", "mars")
    with pytest.raises(ValueError, match="in two groups"):
        exit_reasons(pd.concat([frame, frame.assign(origin="nl")]), "exit", "why", "origin", "nl")
    with pytest.raises(ValueError, match="reason"):
        exit_reasons(frame, "exit", "reason", "origin", "nl")
