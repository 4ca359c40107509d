"""What stands beside a p: means of whole answers, indices of fit, effect sizes."""

from __future__ import annotations

import pytest

from evaluatie.reproduce.reported import check_reported


def beside(text: str, **options) -> list[tuple[str, str]]:
    kinds = ("grim", "grimmer", "fit indices", "effect size")
    return [(one.kind, one.verdict) for one in check_reported(text, **options).checks if one.kind in kinds]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Brown and Heathers (2017): 5.19 is no mean of 28 whole answers, 5.18 is
        ("On a single item (1-7), M = 5.19, SD = 1.34, n = 28.", [("grim", "inconsistent")]),
        ("Op de enkele vraag (1 tot 7) was M = 5,19 (n = 28).", [("grim", "inconsistent")]),
        ("On a single item (1-7), M = 5.18 (n = 28).", [("grim", "consistent")]),
        ("On one question (1 = never) M = 3.45 (n = 400).", [("grim", "uninformative")]),
        # 1, 2, 3: mean 2, SD 1; no three whole answers have SD 1.30 with that mean, by n - 1 or n
        (
            "A single item (five-point) gave M = 2.00, SD = 1.00, n = 3.",
            [("grim", "consistent"), ("grimmer", "consistent")],
        ),
        (
            "A single item (five-point) gave M = 2.00, SD = 1.30, n = 3.",
            [("grim", "consistent"), ("grimmer", "inconsistent")],
        ),
        # by n: the SD of 1, 2, 3 is .82
        (
            "A single item (five-point) gave M = 2.00, SD = 0.82, n = 3.",
            [("grim", "consistent"), ("grimmer", "consistent")],
        ),
        # a scale's mean, or no number of people: nothing to say
        ("The scale had M = 5.19, SD = 1.34, n = 28.", []),
        ("On a single item (1-7), M = 5.19, SD = 1.34.", []),
    ],
)
def test_means_of_whole_answers(text, found):
    assert beside(text) == found


def test_means_of_several_items_where_the_reader_says_so():
    text = "The scale had M = 5.19, n = 28."
    assert beside(text) == []
    assert beside(text, integers=True) == [("grim", "inconsistent")]
    assert beside(text, integers=True, items=4) == [("grim", "uninformative")]
    with pytest.raises(ValueError, match="items is a count"):
        check_reported(text, items=0)


def test_of_two_groups_each_mean_has_its_own_n():
    text = "On this one item (1-7) women (M = 5.18, SD = 1.36, n = 28) and men (M = 5.19, SD = 1.36, n = 28) differed."
    assert [verdict for kind, verdict in beside(text) if kind == "grim"] == ["consistent", "inconsistent"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The model fitted, χ2(322) = 593.72, CFI = .951, TLI = .986, RMSEA = .056.", "impossible"),
        ("Het model paste, χ2(322) = 593,72, CFI = ,951, TLI = ,946.", "consistent"),
        # three factors of Holzinger and Swineford's nine tests as lavaan prints them: chi2 85.306, df 24, n 301
        ("χ2(24, N = 301) = 85.306, p < .001, CFI = .931, TLI = .896, RMSEA = .092.", "consistent"),
        ("χ2(24, N = 301) = 85.306, p < .001, CFI = .931, TLI = .896, RMSEA = .042.", "inconsistent"),
        ("χ2(24) = 85.306, p < .001, CFI = .931, RMSEA = .042; N = 301.", "inconsistent"),
        ("With χ2(322) = 593.721, NFI .900, IFI and CFI .951 and a TLI of .986 it fits.", "impossible"),
    ],
)
def test_indices_of_one_model(text, found):
    assert beside(text) == [("fit indices", found)]


@pytest.mark.parametrize(
    "text", ["CFI = .95", "TLI = 1 - d/df and CFI = 1 - d/b", "CFI above .95 and RMSEA of .05 or less"]
)
def test_a_single_index_or_a_formula_says_nothing(text):
    assert beside(text) == []


def test_two_models_in_one_sentence_are_kept_apart():
    text = (
        "Model 1 (χ2(24) = 85.31, CFI = .931, TLI = .896) and model 2 (χ2(27) = 312.26, CFI = .677, TLI = .969) differ."
    )
    assert beside(text) == [("fit indices", "consistent"), ("fit indices", "impossible")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("t(98) = 2.50, p = .014, d = 0.50", "consistent"),  # 2t / sqrt(n) = .50
        ("t(24) = 2.50, p = .020, d = 0.50", "consistent"),  # pairs: t / sqrt(n) = .50
        ("t(98) = 2,50, p = ,014, d = 1,90", "cannot be checked"),
        ("t(24) = 2.50, p = .020, dz = 0.50", "consistent"),
        ("t(24) = 2.50, p = .020, dz = 0.90", "inconsistent"),
        ("F(1, 98) = 4.52, p = .036, ηp2 = .04", "consistent"),  # 4.52 / (4.52 + 98) = .044
        ("F(1, 98) = 4.52, p = .036, ηp2 = .14", "inconsistent"),
        ("F(1, 98) = 4,52, p = ,036, η<sub>p</sub><sup>2</sup> = ,14", "inconsistent"),
    ],
)
def test_effect_sizes_beside_their_test(text, found):
    assert beside(text) == [("effect size", found)]


def test_a_bracket_that_opens_within_closes_within():
    (row,) = check_reported("On a single item (1-7), M = 5.19 (n = 28).").checks
    assert row.text == "M = 5.19 (n = 28)"


def test_the_row_says_where_and_what():
    text = "Nu: χ2(322) = 593,72, CFI = ,951, TLI = ,986."
    (row,) = (one for one in check_reported(text).checks if one.kind == "fit indices")
    assert text[row.start : row.end] == row.text == "χ2(322) = 593,72, CFI = ,951, TLI = ,986"
    assert "TLI" in row.nl
    assert row.p_low is None
