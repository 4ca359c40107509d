"""A p computed in another way than its statistic tells: no alarm where that explains it, one where it cannot."""

from __future__ import annotations

import pytest
from scipy import stats

from evaluatie.reproduce.reported import Check, check_reported


def only(text: str, **options) -> Check:
    (row,) = check_reported(text, **options).checks
    return row


SAID = [
    "t(28) = 2.10, {p} (Bonferroni)", "Post hoc Tukey tests, t(28) = 2.10, {p}", "t(28) = 2.10, adjusted {p}",
    "All p values were Holm-corrected. Men scored higher, t(28) = 2.10, {p}.", "t(28) = 2.10, {p} (corrected)",
    "Men scored higher, t(28) = 2.10, {p}.\n\nP values were corrected for multiple testing.",
    "Alle p-waarden zijn gecorrigeerd. Mannen scoorden hoger, t(28) = 2.10, {p}.",
    "Games-Howell: t(20) = 3.1, p = .006. And t(28) = 2.10, {p}.",
]  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_a_correction_for_several_tests_makes_p_only_larger(said):
    # two-sided p of t(28) = 2.10 is .0449; times two .090
    last = [check_reported(said.format(p=p)).checks[-1] for p in ("p = .045", "p = .090", "p = .012", "p < .01")]
    assert [one.verdict for one in last] == ["consistent", "cannot be checked", "inconsistent", "inconsistent"]
    assert "only larger" in last[2].en


@pytest.mark.parametrize(
    "said",
    [
        "t(28) = 2.10, p = .090 (uncorrected)", "uncorrected p = .090, t(28) = 2.10",
        "P values were not corrected for multiple testing. t(28) = 2.10, p = .090",
        "No Bonferroni correction: t(28) = 2.10, p = .090",
        "With a Bonferroni-corrected alpha, t(28) = 2.10, p = .090", "After correction for age, t(28) = 2.10, p = .090",
        "Adjusted R2 = .10, t(28) = 2.10, p = .090",
        "One word on Tukey, t(9) = 3.1, p = .013.\n\nHere t(28) = 2.10, p = .090",
        "With bootstrapped 95% CIs, t(28) = 2.10, p = .090", "Intervals were bootstrapped. t(28) = 2.10, p = .090",
    ],
)  # fmt: skip
def test_what_is_no_correction_of_this_p_excuses_nothing(said):
    assert check_reported(said).checks[-1].verdict == "decision error"


@pytest.mark.parametrize(
    "label", ["p(FDR)", "p[adj]", "p_adj", "p'", "p*", "pTukey", "p<sub>Holm</sub>", "p.adj", "pbonf"]
)
def test_labels_of_a_p(label):
    assert only(f"t(28) = 2.10, {label} = .090").verdict == "cannot be checked"
    assert only(f"t(28) = 2.10, {label} = .045").verdict == "consistent"


def test_of_a_corrected_and_an_uncorrected_p_the_second_is_checked():
    assert only("t(28) = 2.10, p = .090 (uncorrected p = .045)").p_printed == "= .045"
    assert only("t(28) = 2.10, p = .090 (uncorrected p = .012)").verdict == "inconsistent"


def test_sphericity_excuses_only_a_p_that_some_epsilon_gives():
    said = "F(2, 116) = 3.40, p = {:.3f} (Greenhouse-Geisser)"
    for epsilon in (0.5, 0.62, 0.86):
        row = only(said.format(stats.f.sf(3.40, 2 * epsilon, 116 * epsilon)))
        assert row.verdict == "cannot be checked"
    least = stats.f.sf(3.405, 1, 58)  # the lower bound of epsilon is 1 / 2
    assert only(said.format(least + 0.003)).verdict == "decision error"
    assert only(said.format(0.012)).verdict == "inconsistent"
    printed = "F(1.7, 98.6) = 3.40, p = .06 (Greenhouse-Geisser)"  # corrected degrees of freedom are printed
    assert only(printed).verdict == "decision error"


def test_a_partial_correlation_with_n_only_is_wrong_where_no_degrees_of_freedom_fit():
    p = 2 * stats.t.sf(0.32 * (33 / (1 - 0.32**2)) ** 0.5, 33)  # five variables held constant of 40 people
    row = only(f"partial r = .32, N = 40, p = {p:.3f}")
    assert row.verdict == "cannot be checked"
    assert "fits about 33" in row.en
    assert only("partial r = .32, N = 40, p = .010").verdict == "inconsistent"
    assert only("partial r = .32, N = 40, p = .950").verdict == "decision error"  # with one df it is .79
    assert only(f"r = .32, N = 40, p = {p:.3f}").verdict == "decision error"


def test_a_coefficient_has_the_printed_degrees_of_freedom_else_any():
    ratio = 0.50 / 0.20
    assert only(f"b = 0.500, SE = 0.200, df = 28, p = {2 * stats.t.sf(ratio, 28):.3f}").verdict == "consistent"
    assert only("b = 0.500, SE = 0.200, df = 28, p = .012").verdict == "inconsistent"  # that of a normal distribution
    few = only(f"b = 0.500, SE = 0.200, p = {2 * stats.t.sf(ratio, 9):.3f}")
    assert few.verdict == "cannot be checked"
    assert "fits about 9" in few.en
    assert only("b = 0.500, SE = 0.200, p = .400").verdict == "decision error"  # with one df it is .24
    assert only("b = 0.500, SE = 0.200, ns").verdict == "cannot be checked"


def test_the_studentized_range():
    p = stats.studentized_range.sf(3.90, 3, 45)
    assert only(f"Tukey's q(3, 45) = 3.90, p = {p:.3f}").verdict == "consistent"
    assert only("q(3, 45) = 3.90, p = .300").verdict == "decision error"


@pytest.mark.parametrize("said", ["The difference in deviance was D(3) = 8.2, p = .042", "Wald's W(3) = 8.2, p = .042"])
def test_letters_of_several_statistics_are_read_where_words_tell(said):
    assert only(said).verdict == "consistent"
    assert only(said.replace(".042", ".420")).verdict == "decision error"


def test_a_whole_zero_or_one_has_the_decimals_of_the_other_p():
    assert only("t(28) = 3.00, p = 0").verdict == "inconsistent"  # p is .0056
    assert check_reported("t(28) = 3.20, p = 0; t(28) = 2.10, p = .04").checks[0].verdict == "consistent"
    assert check_reported("t(28) = 3.20, p = 0; t(28) = 2.10, p = .045").checks[0].verdict == "inconsistent"
    assert only("t(28) = 0.60, p = 1").verdict == "inconsistent"


def test_what_is_most_likely_wrong_is_named():
    assert "one-sided" in only("t(28) = 1.80, p < .05").en
    assert "one-sided" in only("F(1, 28) = 3.24, p = .041").en
    assert "with > in place of <" in only("t(28) = 1.20, p < .05").en
    assert "met > in plaats van <" in only("t(28) = 1.20, p < .05").nl


@pytest.mark.parametrize(
    "text", ["t(99999999999999999999) = 2.1, p = .036", "χ2(1) = 1e400, p = .04", "t(28) = 1e-400, p = 1.00"]
)
def test_numbers_beyond_measure_are_no_crash(text):
    assert all(one.verdict in ("consistent", "cannot be checked") for one in check_reported(text).checks)


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("Table 3\nItem  b  SE  t  p\nAge  0.50  0.20  2.50  .013\nSex  0.10  0.20  0.50  .617", "Item  b  SE  t  p"),
        ("Variable\tM\tSD\tt(58)\tp\nTrust\t3.52\t1.20\t2.10\t.040\n", "Variable\tM\tSD\tt(58)\tp"),
        ("| Effect | F(1, 58) | p |\n|---|---|---|\n| A | 5.20 | .026 |\n", "| Effect | F(1, 58) | p |"),
        ("<table><tr><td>b</td></tr></table>", "<table"),
    ],
)  # fmt: skip
def test_a_table_is_said_not_to_be_read(text, heads):
    row = check_reported(text).checks[0]
    assert (row.kind, row.verdict, row.text) == ("table", "cannot be checked", heads)
    assert "tabel" in row.nl


def test_notes_are_in_both_languages():
    found = check_reported("P values were Bonferroni-corrected; α = .01; tests were one-sided. t(28) = 2.10, p = .04.")
    assert len(found.notes) == len(found.notes_nl) == 3
    assert found.notes[0] == "Significance level 0.01, as the text says."
    assert found.notes_nl[0] == "Significantieniveau 0,01, zoals de tekst zegt."
