"""trimmed_change against Yuen's paired test written out in R 4.2.2 (Wilcox 2012, section 5.9.5)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evaluatie.effects import NotEnoughData, paired_change
from evaluatie.effects.trimmed import trimmed_change
from tolerances import CLOSED_FORM

FIGURES = json.loads((Path(__file__).parent / "data" / "ranks_reference.json").read_text())["figures"]


@pytest.mark.parametrize("name", ["sleep", "untied", "five", "many"])
@pytest.mark.parametrize("trim", [0.1, 0.2])
def test_yuens_paired_test_is_that_of_r(name: str, trim: float) -> None:
    f, pairs = FIGURES[f"y_{name}_{trim}"], FIGURES[name]
    change = trimmed_change(pairs["pre"], pairs["post"], trim)
    ours = (change.trimmed_change, change.se, change.statistic, change.df, change.p, change.ci_low, change.ci_high)
    assert ours == pytest.approx(tuple(f[k] for k in ("diff", "se", "t", "df", "p", "lo", "hi")), rel=CLOSED_FORM)


def test_without_trimming_it_is_the_paired_t_test() -> None:
    pairs = FIGURES["five"]
    ours, paired = trimmed_change(pairs["pre"], pairs["post"], 0), paired_change(pairs["pre"], pairs["post"])
    assert (ours.trimmed_change, ours.se, ours.p, ours.df) == pytest.approx(
        (paired.mean_change, paired.se, paired.p, paired.df), rel=CLOSED_FORM
    )


def test_one_extreme_answer_hardly_counts() -> None:
    pairs = FIGURES["untied"]
    post = [*pairs["post"][:-1], 400.0]
    plain, extreme = trimmed_change(pairs["pre"], pairs["post"]), trimmed_change(pairs["pre"], post)
    assert abs(extreme.trimmed_change - plain.trimmed_change) < 0.3
    assert abs(paired_change(pairs["pre"], post).mean_change) > 30


def test_shift_scale_and_order_do_what_they_should() -> None:
    pre, post = (np.array(FIGURES["five"][wave]) for wave in ("pre", "post"))
    order = np.random.default_rng(1).permutation(len(pre))
    plain, moved, mixed = (
        trimmed_change(*pair) for pair in ((pre, post), (3 * pre + 1, 3 * post + 1), (pre[order], post[order]))
    )
    assert moved.trimmed_change == pytest.approx(3 * plain.trimmed_change)
    assert (moved.p, mixed.p, mixed.se) == pytest.approx((plain.p, plain.p, plain.se))


def test_no_spread_in_the_middle_gives_no_test_but_a_note() -> None:
    change = trimmed_change([3, 3, 3, 3, 1], [4, 4, 4, 4, 5])
    assert (change.trimmed_change, change.se, change.p) == (1.0, None, None)
    assert "cannot be estimated" in change.notes[0]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: trimmed_change([1, 2, 3, 4, 5], [1, 2, 3, 4, 6], 0.45), NotEnoughData, "5 pairs leave 1"),
        (lambda: trimmed_change([1, None], [2, 3]), NotEnoughData, "1 pairs leave 1"),
        (lambda: trimmed_change([1, 2], [2, 3], 0.5), ValueError, "trim must be a share"),
        (lambda: trimmed_change([1, 2], [2, 3], True), ValueError, "trim must be a share"),
        (lambda: trimmed_change([1, 2], [2, 3], float("nan")), ValueError, "trim must be a share"),
        (lambda: trimmed_change([1, 2], [2, 3, 4]), ValueError, "2 answers before and 3 after"),
    ],
)
def test_bad_input_is_refused_in_words(call, error, words) -> None:
    with pytest.raises(error, match=words):
        call()


def test_missing_answers_are_counted_and_the_result_tells_its_story() -> None:
    change = trimmed_change([1, 2, None, 4, 5], [2, 2, 3, 6, 7])
    assert change.notes == ("1 of 5 pairs left out: an answer was missing",)
    assert list(change.tidy()["term"]) == ["trimmed_change"]
    assert all(not isinstance(value, np.generic) for value in vars(change).values())
