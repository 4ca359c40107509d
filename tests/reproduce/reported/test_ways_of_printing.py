"""How authors, programs and PDF files print a result: powers of ten, torn commas, lost signs, tests of other laws."""

from __future__ import annotations

import pytest
from scipy import stats

from evaluatie.reproduce.reported import Check, check_reported


def only(text: str) -> Check:
    (row,) = check_reported(text).checks
    return row


def verdicts(text: str) -> list[str]:
    return [one.verdict for one in check_reported(text).checks]


@pytest.mark.parametrize(
    "power", ["10−6", "10⁻⁶", "10-6", "10–6", "10^{-6}", "10^-6", "10<sup>-6</sup>", "10<sup>−6</sup>", "$10^{-6}$"]
)
def test_a_power_of_ten_is_no_ten(power):
    # two-sided p of t(120) = 5.41 is 3.3e-7, of t(120) = 4.41 2.3e-5
    assert verdicts(f"t(120) = 5.41, p < {power}") == ["consistent"]
    assert verdicts(f"t(120) = 4.41, p < {power}") == ["inconsistent"]
    assert verdicts(f"p < {power}, t(120) = 5.41") == ["consistent"]


@pytest.mark.parametrize("sign", ["×", " × ", " ", "·", "*", " · "])
def test_a_power_of_ten_behind_a_number(sign):
    p = 2 * stats.t.sf(5.41, 120)
    assert only(f"t(120) = 5.41, p = {p * 1e7:.1f}{sign}10−7").verdict == "consistent"
    assert only(f"t(120) = 5.41, p = {p * 1e7:.1f}{sign}10−6").verdict == "inconsistent"


def test_a_raised_point_before_ten_is_a_decimal_one():
    assert only("t(58) = 2·41, p = 0·019").verdict == "consistent"
    assert only("t(58) = 1·67, p = 0·10–0·11").verdict == "consistent"
    assert verdicts("In 10-12 schools, t(58) = 2.41, p = .019") == ["consistent"]


@pytest.mark.parametrize("df", ["1 ,98", " 1 ,98 ", "1 , 98", "1, 98", "1,98", "1;98"])
def test_a_space_before_the_comma_parts_degrees_of_freedom(df):
    row = only(f"F({df}) = 4.52, p = .036")
    assert (row.df1, row.df2, row.verdict) == (1, 98, "consistent")
    assert only(f"F ({df})=4.52,p=.36").verdict == "decision error"


def test_the_alternative_hypothesis_that_r_prints_tells_the_side():
    output = "Welch Two Sample t-test\n\ndata:  a and b\nt = 1.8000, df = 40, p-value = {:.5f}\n{}"
    half = stats.t.sf(1.8, 40)
    for direction in ("greater", "less"):
        said = f"alternative hypothesis: true difference in means is {direction} than 0"
        assert only(output.format(half, said)).verdict == "consistent"
        assert only(output.format(half / 2, said)).verdict == "inconsistent"
    unequal = "alternative hypothesis: true difference in means is not equal to 0"
    assert only(output.format(2 * half, unequal)).verdict == "consistent"
    assert only(output.format(half, unequal)).verdict == "decision error"
    assert only("An alternative explanation is the greater age, t(40) = 1.80, p = .040").verdict == "decision error"


@pytest.mark.parametrize(
    "said",
    [
        "Na Bonferronicorrectie, {}", "{} (Bonferronigecorrigeerd)", "Met de Bonferronimethode: {}",
        "Na Holmcorrectie, {}", "Tukeytoets: {}", "Volgens de Schefféprocedure, {}", "{}, cluster-corrected",
        "whole-brain corrected, {}",
        "small-volume corrected, {}", "corrected at cluster level, {}",
        "We multiplied each p value by the number of tests: {}",
    ],
)  # fmt: skip
def test_further_names_of_corrections(said):
    # two-sided p of t(60) = 2.71 is .0088
    assert verdicts(said.format("t(60) = 2.71, p = .026")) == ["cannot be checked"]
    assert verdicts(said.format("t(60) = 2.71, p = .009")) == ["consistent"]
    assert verdicts(said.format("t(60) = 2.71, p = .002")) == ["inconsistent"]


def test_a_name_that_only_begins_like_a_correction_is_none():
    assert verdicts("Holmes and Dunnigan: t(60) = 2.71, p = .026") == ["inconsistent"]
    assert verdicts("Cluster-robust errors were corrected for age, t(60) = 2.71, p = .026") == ["inconsistent"]


@pytest.mark.parametrize("between", ["β = .21, ", "95% CI [0.13, 2.37], β = .21, "])
def test_a_standard_error_may_belong_to_either_coefficient(between):
    # B over its standard error gives p = .028, β p = .71
    for p, verdict in ((".028", "consistent"), (".71", "consistent"), (".015", "inconsistent")):
        assert verdicts(f"B = 1.25, {between}SE = 0.57, p = {p}") == [verdict]
    assert verdicts("B = 1.25, p = .200, β = .21, SE = 0.57, p = .028")[1] == "decision error"


MIXED = [
    "All tests are two-tailed, except for the directional Hypothesis 1, tested one-tailed. {}",
    "De hypothesen zijn eenzijdig getoetst, de overige tweezijdig. {}",
    "H1 was tested one-sided and H2 two-sided. {}", "{}; t(30) = 1.90, p = .034, one-tailed",
]  # fmt: skip


@pytest.mark.parametrize("said", MIXED)
def test_a_halved_p_cannot_be_checked_where_some_tests_are_one_sided(said):
    # two-sided p of t(40) = 1.80 is .0794
    first = [check_reported(said.format(f"t(40) = 1.80, {p}")).checks[0].verdict for p in ("p = .040", "p = .079")]
    assert first == ["cannot be checked", "consistent"]
    assert check_reported(said.format("t(40) = 1.80, p = .010")).checks[0].verdict == "decision error"
    assert check_reported(said.format("t(40) = 1.80, p = .040, two-tailed")).checks[0].verdict == "decision error"


@pytest.mark.parametrize("side", ["single-tailed", "unidirectional", "single-sided"])
def test_further_words_for_one_sided(side):
    assert only(f"t(40) = 1.80, p = .040, {side}").verdict == "consistent"


@pytest.mark.parametrize(
    "said",
    [
        "PERMANOVA, F(2, 45) = 2.41, {}", "adonis: F(2, 45) = 2.41, {}", "Mantel r = .32, n = 100, {}",
        "Mantel test: r = .32, n = 20, {}", "ADF test: t(120) = −2.90, {}", "The Dickey-Fuller t(120) = −2.90, {}",
        "Phillips–Perron: z = -2.90, {}", "Im–Pesaran–Shin z = −1.80, {}", "Vuong z = 1.80, {}",
        "Rayleigh's z = 4.20, {}", "A mixture of χ² distributions, χ²(1) = 2.71, {}",
    ],
)  # fmt: skip
def test_a_test_with_a_law_of_its_own_cannot_be_checked(said):
    assert verdicts(said.format("p = .046")) == ["cannot be checked"]
    assert "own" in only(said.format("p = .046")).en


def test_what_only_sounds_like_such_a_test_is_checked():
    assert verdicts("Mantel-Haenszel χ²(1) = 4.20, p = .40") == ["decision error"]
    assert verdicts("A mixture of methods: t(58) = 2.41, p = .19") == ["decision error"]
    assert verdicts("ADF = -2.9, p = .046.\n\nMen scored higher, t(58) = 2.41, p = .19")[1] == "decision error"


def test_the_smallest_of_several_p_is_of_no_single_test():
    assert verdicts("F(1, 58) = 4.52 and F(1, 58) = 6.30, smallest p = .015") == ["cannot be checked"] * 2
    assert verdicts("F(1, 98) = 4.52 and F(1, 98) = 6.30, both ps < .04, largest p = .036") == ["consistent"] * 2
    assert verdicts("In the largest sample p = .19, t(58) = 2.41") == ["decision error"]


@pytest.mark.parametrize(
    "text",
    [
        "A coin with p = .5 was flipped N = 100 times, z = 2.0.", "Item 4 (p = .62, r = .31, n = 100) was kept.",
        "At depth z = 3 m the power was P = 45 W.", "The tube (r = 5 cm) stood at P = 1.2 bar.",
        "Power was .80 for r = .30 with n = 84 at p = .05 (two-sided).", "Let p = 5 be prime.", "P = 101 kPa",
    ],
)  # fmt: skip
def test_what_is_no_p_gives_no_alarm(text):
    assert set(verdicts(text)) <= {"cannot be checked"}


def test_a_p_above_one_stays_impossible():
    assert verdicts("t(27) = 2.15, p = 1.2") == ["impossible"]
    assert verdicts("Item 4 differed, t(58) = 2.41, p = .19") == ["decision error"]
    assert verdicts("Item 4 differed (p = .19; t(58) = 2.41)") == ["decision error"]


def test_a_range_of_p_holds_for_all_tests_before_it():
    assert verdicts("t(58) = 2.41 and t(58) = 2.50, p = .015-.019") == ["consistent"] * 2
    assert verdicts("t(58) = 2.41 and t(58) = 2.10, ps = .019–.012") == ["consistent", "inconsistent"]


@pytest.mark.parametrize(
    "text",
    [
        "Pearson chi2(1) = 5.3200   Pr = {}", "z = 2.31, P>|z| = {}",
        "Chisq = 5.32, Df = 1, Pr(>Chisq) = {}",
        "T = 2.37, dof = 58, p-val = {}",
        "F = 5.64; d.f. 1,58; P = {}", "chi-square 5.32, 1 df, p = {}",
        "(t-statistic 2.37, 58 degrees of freedom, p-value {})",
        "|t(58)| = 2.37, p = {}",
        "t 2.37, df 58, p {}", "x2=5.32, 1 d.f., P={}",
        "F = 5.64 (df = 1 and 58), p = {}", "t(58) = 2.37, p value {}",
        "t(1, 58) = 2.37, p = {}", "t(1,58) = 2.37, p = {}",
        "F(1, 58) ⫽ 5.64, p ⫽ {}", "F(1, 58) ¼ 5.64, p ¼ {}",
        "F(1, 58) \uf03d 5.64, p \uf03d {}", "\uf063 2(1) = 5.32, p = {}",
        "t(58) = ˗2.37, p = {}", "χr²(1) = 5.32, p = {}",
        "A correlation of .30 (n = 59, p = {}) emerged.",
        "Pearson correlation coefficient 0.30, n = 59, p = {}",
    ],
)  # fmt: skip
def test_forms_of_programs_and_journals(text):
    assert verdicts(text.format("0.021")) == ["consistent"]
    assert verdicts(text.format("0.210")) == ["decision error"]


def test_dutch_forms():
    for p, verdict in (("0,008", "consistent"), ("0,080", "decision error")):
        assert verdicts(f"De t-waarde is 2,80 bij 40 vrijheidsgraden (p-waarde {p}).") == [verdict]
    for p, verdict in (("0,037", "consistent"), ("0,370", "decision error")):
        assert verdicts(f"(F=2,87; df=3 en 236; p={p})") == [verdict]


def test_the_number_of_people_may_stand_in_brackets_before_a_correlation():
    said = "In men (n = 110) r = .31, p = {}; in women (n = 80) r = .12, p = .29."
    assert verdicts(said.format(".001")) == ["consistent", "consistent"]
    assert verdicts(said.format(".101")) == ["decision error", "consistent"]
    said = "Men (n = 110) r = .31, p = .001; women (n = 80) r = .22, p = .021"  # with n = 110 it would be right
    assert verdicts(said) == ["consistent", "inconsistent"]


def test_the_alpha_of_a_scale_is_no_level():
    for said in ("Cronbach's α = .07 was poor", "Reliability was low (α = .07)", "De betrouwbaarheid was α = ,07"):
        found = check_reported(f"{said}; t(40) = 2.10, p = .06.")
        assert (found.alpha, found.checks[0].verdict) == (0.05, "decision error")


def test_a_p_without_a_statistic_gets_a_row():
    row = only("Men scored higher than women (p = .003).")
    assert (row.kind, row.verdict, row.p_printed) == ("p", "cannot be checked", "= .003")
    assert "no statistic was read" in row.en
    assert only("The effect was significant (p < .001).").kind == "p"
    assert only("HR, 0.74 (95% CI 0.58-0.95), P = .02").kind == "other"


@pytest.mark.parametrize(
    "text",
    ["Significance was set at p = .05.", "Tests at p < .05.", "We used p < .01 as criterion.", "A coin with p = .5."],
)
def test_a_level_or_a_chance_gets_none(text):
    assert verdicts(text) == []


def test_a_mixture_named_elsewhere_excuses_only_half_of_the_usual_p():
    said = "Variances were tested with a mixture of χ² distributions.\n\nThe slope varied, χ²(1) = 2.71, p = {}."
    assert verdicts(said.format(".050")) == ["cannot be checked"]
    assert verdicts(said.format(".100")) == ["consistent"]
    assert verdicts(said.format(".020")) == ["decision error"]


@pytest.mark.parametrize("kind", ["intraclass", "polychoric", "canonical", "biserial", "Kendall's rank"])
def test_a_correlation_of_another_kind_is_not_recomputed(kind):
    assert only(f"The {kind} correlation was .31 (n = 60, p = .200).").verdict == "cannot be checked"
    assert only("The point-biserial correlation was .31 (n = 60, p = .200).").verdict == "decision error"


def test_degrees_of_freedom_behind_a_stop_tell_no_decimal_sign():
    row = only("F = 3.330, d.f. = 2,11, p = 0.04.")
    assert (row.value, row.df1, row.df2, row.verdict) == (3.33, 2, 11, "decision error")
