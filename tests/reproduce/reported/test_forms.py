"""How authors print results: what is read, and the verdict."""

from __future__ import annotations

import pytest

from evaluatie.reproduce.reported import check_reported

# right results in many forms: text, statistic, df1, df2, value
RIGHT = [
    ("t(27) = 2.15, p = .041", "t", 27, None, 2.15),
    ("t(27) = 2,15; p = 0,041", "t", 27, None, 2.15),
    ("t(27)=2,15,p=,041", "t", 27, None, 2.15),
    ("t(27.3) = 2.15, p < .05", "t", 27.3, None, 2.15),
    ("t27 = 2,15, p = ,041", "t", 27, None, 2.15),
    ("t 27 = 2.15, p = .041", "t", 27, None, 2.15),
    ("t[27] = 2.15, p = .041", "t", 27, None, 2.15),
    ("t(df = 27) = 2.15, p-value = 0.041", "t", 27, None, 2.15),
    ("(t = 2.15, df = 27, p = .041)", "t", 27, None, 2.15),
    ("t = 2.15 (df = 27), p = .041", "t", 27, None, 2.15),
    ("t = 2.15 (27), p = .041", "t", 27, None, 2.15),
    ("t-waarde (27) = 2,15, p-waarde = ,041", "t", 27, None, 2.15),
    ("een t van 2,15 met 27 vrijheidsgraden, p = ,041", "t", 27, None, 2.15),
    ("t was 2.15 with 27 degrees of freedom, P = .041", "t", 27, None, 2.15),
    ("t(27) = −2.15, p = .041", "t", 27, None, -2.15),
    ("t(27) = –2,15, p = ,041", "t", 27, None, -2.15),
    ("t\u00a0(27)\u2009=\u2009- 2.15, p = .041", "t", 27, None, -2.15),
    ("*t*(27) = 2.15, *p* = .041", "t", 27, None, 2.15),
    ("<i>t</i>(27) = 2.15, <em>p</em> &lt; .05", "t", 27, None, 2.15),
    ("$t(27) = 2.15$, $p = .041$", "t", 27, None, 2.15),
    (r"\textit{t}(27) = 2.15, \emph{p} \leq .05", "t", 27, None, 2.15),
    ("t(27) =\n2.15,\np = .041", "t", 27, None, 2.15),
    ("𝑡(27) = 2.15, 𝑝 = .041", "t", 27, None, 2.15),
    ("p = .041, t(27) = 2.15", "t", 27, None, 2.15),
    ("t(28) = 2.20, d = 0.82, p = .036", "t", 28, None, 2.2),
    ("t(28) = 2.20, 95% CI [0.1, 0.9], p = .036", "t", 28, None, 2.2),
    ("t(28) = 2,20, 95%-BI [0,1; 0,9], d = 0,82, p = ,036", "t", 28, None, 2.2),
    ("t(27) = 2.15, p .041", None, None, None, None),
    ("t(1,234) = 2.15, p = .032", "t", 1234, None, 2.15),
    ("F(2, 45) = 3.20, p = .050", "F", 2, 45, 3.2),
    ("F(2; 45) = 3,20, p = ,050", "F", 2, 45, 3.2),
    ("F(2,45) = 3,20, p = ,050", "F", 2, 45, 3.2),
    ("F(1,5; 27,3) = 4,5, p = ,028", "F", 1.5, 27.3, 4.5),
    ("F(1,5, 27,3) = 4,5, p = ,028", "F", 1.5, 27.3, 4.5),
    ("F(1,5,27,3) = 4,5, p = ,028", "F", 1.5, 27.3, 4.5),
    ("F2,45 = 3.20, p = .050", "F", 2, 45, 3.2),
    ("F<sub>2,45</sub> = 3.20, p = .050", "F", 2, 45, 3.2),
    ("F = 3.20, df = 2, 45, p = .050", "F", 2, 45, 3.2),
    ("F(1,98) = 4.52, MSE = 0.31, p = .036, ηp2 = .04", "F", 1, 98, 4.52),
    ("F(1, 98) < 1, p = .50", "F", 1, 98, 1),
    ("χ2(1, N = 90) = 4.20, p = .040", "chi2", 1, None, 4.2),
    ("χ²(1, N = 1 204) = 4,20, p = ,040", "chi2", 1, None, 4.2),
    ("X²(1) = 4,2, p = ,04", "chi2", 1, None, 4.2),
    ("chi-kwadraat (1) = 4,20, p < ,05", "chi2", 1, None, 4.2),
    ("chi-square (1) = 4.20, p = .04", "chi2", 1, None, 4.2),
    (r"$\chi^2_{1} = 4.20$, $p = .040$", "chi2", 1, None, 4.2),
    ("χ<sup>2</sup><sub>1</sub> = 4.20, p = .040", "chi2", 1, None, 4.2),
    ("χ 2 (1) = 4.20, p = .040", "chi2", 1, None, 4.2),
    ("χ2 = 4.20, df = 1, p = .040", "chi2", 1, None, 4.2),
    ("χ2(1,90) = 4,20, p = ,040", "chi2", 1, None, 4.2),
    ("Δχ2(3) = 12.3, p = .006", "chi2", 3, None, 12.3),
    ("r(98) = .32, p = .001", "r", 98, None, 0.32),
    ("r = .32, n = 100, p = .001", "r", 98, None, 0.32),
    ("rs(98) = -,32, p = ,001", "rho", 98, None, -0.32),
    ("z = 2.15, p = .032", "z", None, None, 2.15),
    ("z = -8.2, p = 2.4 × 10⁻¹⁶", "z", None, None, -8.2),
    ("Q(12) = 25.3, p = .013", "Q", 12, None, 25.3),
    ("QB(1) = 4.20, p = .040", "Q", 1, None, 4.2),
    ("H(2) = 8.5, p = .014", "H", 2, None, 8.5),
    ("Wald = 4.5, p = .034", "Wald", None, None, 4.5),
    ("Wald χ2(1) = 4.5, p = .034", "Wald", 1, None, 4.5),
    ("b = 0.50, SE = 0.20, p = .012", "b", None, None, 0.5),
    ("B = 0,50 (SE = 0,20), p = ,012", "b", None, None, 0.5),
    ("b = 0.50, SE = 0.20, t(96) = 2.50, p = .014", "t", 96, None, 2.5),
    ("U = 34.5, n1 = 12, n2 = 14, p = .011", "U", None, None, 34.5),
    ("U = 34.5, z = -2.55, p = .011, r = .50", "z", None, None, -2.55),
]


@pytest.mark.parametrize(("text", "statistic", "df1", "df2", "value"), [row for row in RIGHT if row[1]])
def test_a_right_result_is_read_and_raises_no_alarm(text, statistic, df1, df2, value):
    found, *beside = check_reported(text).checks
    assert all(one.kind == "effect size" and one.verdict in ("consistent", "cannot be checked") for one in beside)
    assert (found.kind, found.df1, found.df2, found.value) == (statistic, df1, df2, value)
    assert found.verdict == "consistent", found.en


@pytest.mark.parametrize("text", [row[0] for row in RIGHT if row[1]])
@pytest.mark.parametrize("around", ["Groups differed ({}), see Table 2 (n = 40).", "Dit was zo: {}. Daarna niet meer."])
def test_the_sentence_around_it_changes_nothing(text, around):
    alone, within = check_reported(text).checks, check_reported(around.format(text)).checks
    assert [(one.kind, one.df1, one.value, one.verdict) for one in within] == [
        (one.kind, one.df1, one.value, one.verdict) for one in alone
    ]


@pytest.mark.parametrize(
    ("text", "verdict", "said"),
    [
        ("t(27) = 2.15, p = .12", "decision error", "other side of 0.05"),
        ("t(27) = 2.15, p > .05", "decision error", "with < in place of >"),
        ("t(27) = 2.15, p < .01", "inconsistent", "p = 0.0402 to 0.0411"),
        ("t(27) = 2.15, p = .035", "inconsistent", "printed is p = .035"),
        ("t(27) = 2.15, p = .020", "inconsistent", "one-sided"),
        ("t(27) = 2.15, p = .020, one-tailed", "consistent", "as a one-sided test"),
        ("t(27) = 2,15, p = ,020, eenzijdig", "consistent", "as a one-sided test"),
        ("We tested one-sided. t(27) = 2.15, p = .020.", "consistent", "as a one-sided test"),
        ("Tests are one-sided. All tests are two-sided. t(27) = 2.15, p = .020.", "cannot be checked", "one-sided"),
        ("t(27) = 2.150, p = .0409; Welch's t(27) = 2.150, p = .0409", "inconsistent", "p = 0.0406 to 0.0407"),
        ("Alle toetsen waren eenzijdig. Nu, t(27) = 2,15, p = ,020.", "consistent", "as a one-sided test"),
        ("t(27) = 2.15, p = .020, two-tailed", "inconsistent", "one-sided"),
        ("t(27) = 2.15, p = .041, one-tailed", "consistent", "whereas the text speaks of a one-sided"),
        ("F(1, 98) = 4.52, p = .018, one-tailed", "consistent", "as a one-sided test"),
        ("F(2, 98) = 4.52, p = .007, one-tailed", "inconsistent", "p = 0.0132"),
        ("z = 1.655, p = .097", "inconsistent", "truncated"),
        ("t(27) = 5.20, p = .000", "consistent", "No p is zero; read as p < 0.0005"),
        ("t(27) = 2.15, p = .000", "inconsistent", "p = 0.0402"),
        ("t(27) = 2.15, p = 1.2", "impossible", "No p is above 1"),
        ("r(98) = 1.20, p = .001", "impossible", "No correlation is above 1"),
        ("F(0, 98) = 1.2, p = .30", "impossible", "With 0 degrees of freedom"),
        ("F(2, 45) = -3.2, p = .05", "impossible", "never negative"),
        ("t(27) = 1.20, n.s.", "consistent", "not significant"),
        ("t(27) = 1,20, niet significant", "consistent", "not significant"),
        ("t(27) = 3.20, ns", "decision error", "not significant"),
        ("t(27) = 3.20, p = ns", "decision error", "not significant"),
        ("t(27) = 2.15", "cannot be checked", "no p is printed"),
        ("t = 2.15, p = .041", "cannot be checked", "no degrees of freedom"),
        ("r = .32, p = .001", "cannot be checked", "neither the number of people"),
        ("M = 5.19, SD = 1.34 (n = 28); r = .32, p < .01", "cannot be checked", "neither the number of people"),
        ("r = .32, p < .01, which held in women too (n = 28)", "cannot be checked", "neither the number of people"),
        ("r = .32 (p = .001), N = 100", "consistent", "Agrees"),
        ("r = .32, p = .001 (n = 100)", "consistent", "Agrees"),
        ("With N = 100, r = .32, p = .001", "consistent", "Agrees"),
        ("U = 34.5, p = .011", "cannot be checked", "sizes of the groups"),
        ("F(98) = 4.5, p = .036", "cannot be checked", "two numbers"),
        ("t(27) = 2.15, p .041", "cannot be checked", "no sign"),
        ("t1 = 2.15, p = .041", "cannot be checked", "digit behind the letter"),
        ("t2 = 4.303, p = .050", "consistent", "t(2) = 4.303"),
        ("The odds ratio was 1.45 (p = .04).", "cannot be checked", "is no test statistic"),
        ("t(40) = 1.20, ns for women and p = .035 (Q(11) = 20.77) for men", "consistent", "not significant"),
        ("(NS; z = -1.14)", "consistent", "not significant"),
        ("F(3, 40) = 0.88 (ns), see Appendix 3.", "consistent", "not significant"),
        ("t(22) = 2.12, p = .977, one-sided", "consistent", "against the predicted direction"),
        ("t(22) = 2.12, p > .05, one-sided", "decision error", "other side"),
        ("t(22) = 2.12, p = .031, one-sided", "inconsistent", "p = 0.0225 to 0.023"),
        ("F(1; 207) = 19,197, p < 1", "consistent", "19.197"),
        ("t(27) = 2.15, Bonferroni-corrected p = .123", "cannot be checked", "a correction for several tests"),
        ("β = .32, p = .001", "cannot be checked", "no standard error"),
        ("b = 0.500, SE = 0.200, p = .017", "cannot be checked", "fits about"),
        ("b = 0.500, SE = 0.200, p = .028", "cannot be checked", "fits about 12"),
        ("b = 0.50, SE = 0.20, p = .001", "inconsistent", "b / SE = 0.50 / 0.20"),
        ("r(100) = .321, p = .00112", "inconsistent", "number of people"),
        ("Welch's t(27) = 2.150, p = .0409", "consistent", "Agrees"),
        ("t(27) = 2.150, p = .0409", "inconsistent", "p = 0.0406 to 0.0407"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(text, verdict, said):
    found = check_reported(text).checks[0]
    assert found.verdict == verdict, found.en
    assert said in found.en
    assert found.nl != found.en


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("t(27) = 2.15, p = .041, and t(28) = 3.10, p = .004", ["= .041", "= .004"]),
        ("t(27) = 2.15 and t(28) = 3.10, p = .041 and p = .004, respectively", ["= .041", "= .004"]),
        ("t(27) = 2,15 en t(28) = 3,10, p = ,041 en ,004, respectievelijk", ["= ,041", "= 0.004"]),
        ("t(27) = 2.15 and t(28) = 3.10, ps < .05", ["< .05", "< .05"]),
        ("t(27) = 2.15 and t(28) = 3.10, both p < .05", ["< .05", "< .05"]),
        ("t(27) = 2,15 en F(1, 30) = 9,61, beide p < ,05", ["< ,05", "< ,05"]),
        ("F(1, 98) = 4.52, p = .036; t(27) = 2.15, p = .041; χ2(1) = 4.20, p = .040", ["= .036", "= .041", "= .040"]),
        ("t(27) = 2.15 and F(1, 98) = 4.52, p = .036", [None, "= .036"]),
    ],
)
def test_of_several_results_each_gets_its_own_p(text, printed):
    found = check_reported(text).checks
    assert [one.p_printed for one in found] == printed
    assert all(one.verdict == ("consistent" if one.p_printed else "cannot be checked") for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "Table 2 shows the F-values of 12 teams (see p. 123).",
        "χ2/df = 1.8, CFI = .95",
        "De p-waarde was kleiner dan ,05.",
        "",
        "z-scores were used.",
    ],
)
def test_what_is_no_test_is_left_alone(text):
    assert check_reported(text).checks == ()


def test_the_span_is_where_it_stands_in_the_text():
    text = "Ja: <i>t</i>(27) = 2,15, <i>p</i> = ,041 (zie tabel)."
    (found,) = check_reported(text).checks
    assert found.text == text[found.start : found.end] == "t</i>(27) = 2,15, <i>p</i> = ,041"


def test_the_level_is_the_text_s_own():
    text = "We used α = .01; Cronbach's α = .85. The effect was there, t(27) = 2.15, p = .009."
    found = check_reported(text)
    assert found.alpha == 0.01
    assert [one.verdict for one in found.checks] == ["decision error"]
    assert check_reported("significantieniveau van 1%").alpha == 0.01
    assert check_reported(text, alpha=0.05).checks[0].verdict == "inconsistent"


@pytest.mark.parametrize(
    ("text", "df1", "verdict", "said"),
    [
        # nothing tells whether a comma parts decimals: both readings agree, one does, one does (but p is no exact one)
        ("t(1,204) = 1,961, p < 1", 1.204, "consistent", "Agrees"),
        ("t(1,204) = 1,961, p = 3e-1", 1.204, "consistent", "only read as"),
        ("t(1.204) = 2,961, p > 1e-9", 1.204, "cannot be checked", "ambiguous"),
        # the text tells
        ("t(5,204) = 2.60, p < .01", 5204, "consistent", "Agrees"),
        ("t(5,204) = 2,6, p < ,05", 5.204, "consistent", "t(5.204)"),
        ("t(5,204) = 2.6, p = .05", 5204, "inconsistent", "t(5204)"),
        # no reading agrees
        ("F(2, 45) = 3,204, p = 1", 2, "inconsistent", "Does not agree"),
    ],
)
def test_an_ambiguous_comma_is_resolved_by_the_text_or_said(text, df1, verdict, said):
    (found,) = check_reported(text).checks
    assert (found.df1, found.verdict) == (df1, verdict)
    assert said in found.en


def test_the_language_resolves_what_the_text_does_not_tell():
    text = "F(2, 45) = 3,204, p < 1"
    assert [check_reported(text, language=one).checks[0].value for one in ("nl", "en")] == [3.204, 3204]


def test_wrong_settings_are_refused():
    with pytest.raises(ValueError, match="nl or en"):
        check_reported("", language="de")
    with pytest.raises(ValueError, match="between 0 and 1"):
        check_reported("", alpha=5)
