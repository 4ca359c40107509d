"""Sentences in which numbers beside a test seem to go together, or not to, and do not."""

from __future__ import annotations

import time

import pytest

from evaluatie.reproduce.checks import effect_size_agrees, fit_indices_possible
from evaluatie.reproduce.reported import check_reported

KINDS = ("grim", "grimmer", "fit indices", "effect size", "interval")


def beside(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.verdict) for one in check_reported(text).checks if one.kind in KINDS]


@pytest.mark.parametrize(
    "text",
    [
        # an interval, or a standard error, of something else
        "B = 0.60, SE = 0.28, OR = 1.82, 95% CI [1.05, 3.14]",
        "b = 0.50, SE = 0.20, p = .012; d = 0.40, 95% CI [0.10, 0.70]",
        "b = 0.50, SE = 0.20, p = .012, whereas the indirect effect was 0.12, 95% CI [0.02, 0.24].",
        "The effect (b = 0.50, SE = 0.20, p = .012) was mediated, indirect effect 95% CI [0.02, 0.24].",
        "Het effect was b = 0,96 (SE = 0,36; p = ,009), maar in de andere teams was r(117) = -,02, 95%-BI [-,22; ,18].",
        "b = 0.50, SE = 0.20 (range [1, 5])",
        "b = 0.50, SE = 0.20, p = .012, and t(168) = 2.01, 95% CI [0.00, 0.61]",
        # chi-squares of other models, a chain of numbers, a limit
        "χ²(24) = 85.31, χ²/df = 85.31/24 = 3.55",
        "χ²/df = 3.55 for Model 1, χ²(24) = 50.00 for Model 2",
        "χ²/df < 3, χ²(24) = 85.31",
        # several numbers of one name
        "CFI ranged from .93 to .96, TLI from .94 to .97.",
        # other effect sizes
        "F(1, 58) = 5.32, p = .025, η²G = .03",
        "χ²(4, N = 90) = 9.32, p = .054, Pillai's V = .05",
        "χ²(3, N = 90) = 5.32, p = .150, w = .24",
        # questions that are no question on a form, and scores of several
        "De vraag is of werkgeluk (1-5, M = 3,47, SD = 0,82, n = 28) samenhangt met inclusie.",
        "On the question of whether belonging (1-5; M = 3.47, SD = 0.82, n = 28) matters, opinions differ.",
        "Deze vraag maakt deel uit van een schaal met een vijfpuntsschaal (M = 3,47, SD = 0,8, n = 28).",
        "Het gemiddelde item had M = 3,47, n = 28, op een schaal van 1-5.",
        "After the item was turned round, satisfaction (1-5; M = 3.47, n = 28) rose.",
    ],
)
def test_what_is_of_something_else_gives_no_row(text):
    assert beside(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # programs print the interval of B, also where β stands last
        ("B = 1.25, β = .21, SE = 0.57, 95% CI [0.13, 2.37], p = .031", [("interval", "consistent")]),
        ("β = .21, SE = 0.57, 95% CI [0.13, 2.37], p = .031", [("interval", "cannot be checked")]),
        # bootstrapped here, or elsewhere in the text
        ("b = 0.50, SE = 0.20, 95% bootstrap CI [0.31, 0.69]", [("interval", "cannot be checked")]),
        ("We bootstrapped intervals. b = 0.12, SE = 0.06, 95% CI [0.02, 0.27].", [("interval", "cannot be checked")]),
        ("b = 0.50, SE = 0.20, 95% CI [0.31, 0.69]", [("interval", "inconsistent")]),
        ("b = −0.50, SE = 0.20, 95% CI [−0.89,−0.11]", [("interval", "consistent")]),
        ("b = 0.95, SE = 0.20, 95% CI [0.11, 0.89]", [("interval", "impossible")]),
        # 0.50 / 0.20 = 2.5: few degrees of freedom make the interval wider, never narrower
        ("b = 0.50, SE = 0.20, 95% CI [-0.01, 1.01]", [("interval", "consistent")]),
        # an RMSEA on the limit of its interval only by rounding: a point is its limit at 0 only
        ("RMSEA = .05 (90% CI .06 to .08)", [("fit indices", "impossible")]),
        ("RMSEA = .00 (90% CI .00 to .03)", [("fit indices", "consistent")]),
        ("RMSEA = .06 (90% CI .06 to .08)", [("fit indices", "consistent")]),
        # only by half steps of the scale
        ("One question on a five-point scale (-2 to 2) had M = -0.50, n = 28.", [("grim", "consistent")]),
        ("One question on a five-point scale had M = 0.50, n = 28.", [("grim", "consistent")]),
        ("One question on a five-point scale had M = 5.50, n = 28.", [("grim", "impossible")]),
        ("On a single item (1-5), M = 5.21, SD = 0.82, n = 28.", [("grim", "impossible")]),
        # halves of people at both ends: SD at most 2 * sqrt(40 / 39) = 2.03
        ("One five-point item (n = 40), M = 3.00, SD = 2.03.", [("grim", "consistent"), ("grimmer", "consistent")]),
        ("One five-point item (n = 40), M = 3.00, SD = 2.60.", [("grim", "consistent"), ("grimmer", "impossible")]),
        # sqrt(5.32 / 90) = .24, and larger where the chi-square was corrected for continuity
        ("χ²(1, N = 90) = 5.32, p = .021, φ = −.24", [("effect size", "consistent")]),
        ("χ²(1, N = 90) = 5.32, p = .021, φ = .27", [("effect size", "cannot be checked")]),
        ("χ²(1, N = 90) = 5.32, p = .021, φ = .14", [("effect size", "inconsistent")]),
        # 3 x 3: .23, a row of five .16; without bias sqrt((.1036 - 4 / 89) / 1.955) = .17
        ("χ²(4, N = 90) = 9.32, p = .054, V = .23", [("effect size", "consistent")]),
        ("χ²(4, N = 90) = 9.32, p = .054, V = .17", [("effect size", "consistent")]),
        ("χ²(4, N = 90) = 9.32, p = .054, V = .52", [("effect size", "inconsistent")]),
        # equal groups, or not sure
        ("Women (n = 20) and men (n = 20): t(38) = 2.50, p = .017, d = 1.45.", [("effect size", "inconsistent")]),
        ("Women (n = 12), men (n = 28): t(38) = 2.50, p = .017, d = 0.95.", [("effect size", "cannot be checked")]),
        ("With 20 per group and the baseline SD, t(38) = 2.50, d = 1.45.", [("effect size", "cannot be checked")]),
        ("Groups (n = 20 each) differed, t(38) = 2.50, d = 0.77.", [("effect size", "consistent")]),
        # a mean of another variable in the same sentence
        ("On this item (1-5) the happy (M = 4.50, n = 28) had tenure M = 12.25.", [("grim", "consistent")]),
    ],
)  # fmt: skip
def test_what_goes_together(text, found):
    assert beside(text) == found


def test_the_p_of_a_partial_eta_squared_is_not_its_own():
    text = "F(2, 57) = 4,10, p = ,022, η²p = ,31"
    (row,) = (one for one in check_reported(text).checks if one.kind == "effect size")
    assert (row.value, text[row.start : row.end]) == (0.31, text)


def test_signs_are_spoken_of_only_where_there_are_any():
    eta = effect_size_agrees("partial_eta2", ".31", f="4.10", df1=2, df2=57)
    d = effect_size_agrees("d_z", "0.97", t="3.10", df=29)
    assert ("Signs" in eta.explanation.en, "teken" in eta.explanation.nl) == (False, False)
    assert ("Signs" in d.explanation.en, "teken" in d.explanation.nl) == (True, True)


def test_an_interval_of_the_rmsea_lies_around_it():
    assert fit_indices_possible(rmsea=".05", rmsea_low=".06", rmsea_high=".08").verdict == "impossible"
    assert fit_indices_possible(rmsea=".05", rmsea_low=".05", rmsea_high=".05").verdict == "consistent"
    assert fit_indices_possible(rmsea=".000", rmsea_low=".000", rmsea_high=".000").verdict == "consistent"


def test_the_number_of_groups_that_agrees_is_named():
    # sqrt((80.20 - 48) / (48 * 300)) * sqrt(3) = .082
    text = "The two groups (N = 301), in three waves of data: χ²(48) = 80.20, RMSEA = {}."
    assert beside(text.format(".082")) == [("fit indices", "cannot be checked")]
    assert beside(text.format(".067")) == [("fit indices", "consistent")]
    assert beside(text.format(".020")) == [("fit indices", "inconsistent")]


@pytest.mark.parametrize(
    "piece",
    [
        "b = 1, SE = 1, 95% CI [0, 2], ",
        "χ2(24) = 80, CFI = .9, ",
        "Model 1 CFI = .9, ",
        "F(1, 58) = 5, η2p = .1, ",
        "n = 9 each ",
    ],
)
def test_a_long_sentence_takes_time_in_proportion(piece):
    """Eight times the text may take twenty-four times as long; each pair of numbers would take sixty-four times.

    The best of three pairs counts: a busy machine slows one of a pair down, and never speeds one up.
    """

    def seconds(length: int) -> float:
        began = time.process_time()
        check_reported(piece * (length // len(piece)))
        return time.process_time() - began

    seconds(500)
    pairs = [(max(seconds(2_500), 0.01), seconds(20_000)) for _ in range(3)]
    assert min(long / short for short, long in pairs) < 24
