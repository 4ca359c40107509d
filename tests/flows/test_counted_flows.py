"""Flow rates from tables of counts: the Australian Public Service of 2020, rounding, and what is withheld."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluatie.flows import count_ratios, event_rate, flow_rates_from_counts, rate_ratio
from tolerances import CLOSED_FORM

# Australian Public Service Commission, APS employment data release, December 2020: ongoing employees by language
# background; first and second generation, English-speaking, and of whom nothing is known
APS = pd.DataFrame(
    {
        "year": 2020,
        "characteristic": "background",
        "level": ["nesb1", "nesb2", "english", "unknown"],
        "stock": [7471, 12746, 81324, 29902],
        "inflow": [343, 798, 4468, 3653],
        "outflow": [341, 622, 4776, 1802],
    }
)


def test_the_known_answers_of_the_aps_come_out() -> None:
    found = flow_rates_from_counts(APS)
    rates = found.table.set_index(["flow", "level"])
    assert rates.loc[("outflow", "nesb1"), "rate"] == pytest.approx(341 / 7471, rel=CLOSED_FORM)
    exact = event_rate(341, 7471)
    assert rates.loc[("outflow", "nesb1"), ["ci_low", "ci_high"]].tolist() == pytest.approx(
        [exact.ci_low, exact.ci_high]
    )
    assert APS["stock"].sum() == 131_443
    ratios = count_ratios(found, "background", "english", year=2020).table().set_index(["flow", "level"])
    row, plain = ratios.loc[("outflow", "nesb1")], rate_ratio(341, 7471, 4776, 81324)
    assert (row["ratio"], row["ci_low"], row["ci_high"]) == (plain.ratio, plain.ci_low, plain.ci_high)
    # the unknown are a fifth of all: counted with one side or the other they change the answer
    assert row["unknown_focal"] == pytest.approx((341 + 1802) / (7471 + 29902) / (4776 / 81324), rel=CLOSED_FORM)
    assert row["unknown_reference"] == pytest.approx(341 / 7471 / ((4776 + 1802) / (81324 + 29902)), rel=CLOSED_FORM)
    assert [round(row[name], 2) for name in ("ratio", "unknown_focal", "unknown_reference")] == [0.78, 0.98, 0.77]


def test_what_rounding_leaves_open_is_in_the_limits() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        heads, events = int(rng.integers(30, 400)), int(rng.integers(1, 30))
        rounded = [5 * round(number / 5) for number in (heads, events)]
        counts = pd.DataFrame({"year": [2020], "stock": [rounded[0]], "outflow": [rounded[1]]})
        row = flow_rates_from_counts(counts, rounded_to=5).table.iloc[0]
        assert row["rate_low"] <= events / heads <= row["rate_high"]
        exact = event_rate(events, heads)
        assert row["ci_low"] <= exact.ci_low
        assert exact.ci_high <= row["ci_high"]


def test_the_time_at_risk_is_the_mean_of_two_stocks() -> None:
    counts = pd.DataFrame({"year": [2020, 2019, 2021], "stock": [120, 100, "*"], "outflow": [11, 9, 5]})
    found = flow_rates_from_counts(counts)
    heads = found.table.set_index("year")["heads_low"].to_dict()
    assert heads == {2020: 110.0, 2019: 100.0, 2021: 120.0}
    assert found.table.set_index("year")["rate"].round(4).to_dict() == {2020: 0.1, 2019: 0.09, 2021: 0.0417}
    assert "of 2 rows one stock is known" in " ".join(found.notes)
    hidden = flow_rates_from_counts(counts, withheld=(0, 9)).table.set_index("year").loc[2021]
    assert np.isnan(hidden["rate"])
    assert (hidden["heads_low"], hidden["heads_high"]) == (60.0, 64.5)


def test_withheld_flows_have_bounds_where_they_say_below_what() -> None:
    counts = pd.DataFrame({"year": 2020, "level": list("abc"), "stock": [50, 40, 30], "outflow": ["<5", "*", None]})
    found = flow_rates_from_counts(counts)
    (row,) = found.table.to_dict("records")
    assert (row["level"], row["events_low"], row["events_high"]) == ("a", 0.0, 4.0)
    assert np.isnan(row["rate"])
    assert (row["rate_low"], row["rate_high"]) == (0.0, 4 / 50)
    assert "2 rates cannot be told" in " ".join(found.notes)
    assert found.estimates() == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outflow": None}, "no flows"),
        ({"stock": [1, 2, 3, "many 7"]}, "is no count"),
        ({"level": ["nesb1", "nesb1", "english", "unknown"]}, "stand there already"),
    ],
)
def test_what_cannot_be_is_refused(change: dict, words: str) -> None:
    frame = APS.drop(columns="inflow").assign(**{name: value for name, value in change.items() if value is not None})
    frame = frame.drop(columns=[name for name, value in change.items() if value is None])
    with pytest.raises(ValueError, match=words):
        flow_rates_from_counts(frame)


def test_rounded_counts_have_no_exact_ratio() -> None:
    rounded = flow_rates_from_counts(APS.assign(stock=[7470, 12745, 81325, 29900], inflow=0, outflow=5), rounded_to=5)
    with pytest.raises(ValueError, match="no exact ratio"):
        count_ratios(rounded, "background", "english", year=2020)
    with pytest.raises(ValueError, match="no background = mars"):
        count_ratios(flow_rates_from_counts(APS), "background", "mars", year=2020)


def test_rows_may_be_a_part_of_a_longer_table() -> None:
    counts = pd.DataFrame(
        {"year": [2019, 2020] * 2, "level": ["all", "all", "one", "one"], "stock": [100, 120, 40, 50],
         "outflow": [10, 11, 4, 9]}
    )  # fmt: skip
    whole = flow_rates_from_counts(counts).table
    part = flow_rates_from_counts(counts[counts["level"] == "one"]).table
    pd.testing.assert_frame_equal(part, whole[whole["level"] == "one"].reset_index(drop=True))
