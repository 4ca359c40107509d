"""What five findings that ship with evaluatie come to, beside what was worked out by hand."""

from __future__ import annotations

import math
from functools import cache

import pytest
from scipy import stats

from evaluatie.reproduce.recomputing import Recomputation, reading_of, recompute

OWN = ("qi2019", "tran_choi2019", "hofhuis2016", "cbs_optout", "rijk_instroom2019")


@cache
def made(name: str) -> Recomputation:
    return recompute(name)


def verdicts(name: str) -> dict[str, str]:
    return {one.id: one.verdict for one in made(name).judged}


def reasons(name: str, which: str) -> list[str]:
    return [reason.code for reason in made(name)[which].reasons]


def test_qi_mediation_does_not_follow_since_leadership_is_missing_from_its_second_step() -> None:
    found = made("qi2019")
    wrong = {id_ for id_, verdict in verdicts("qi2019").items() if verdict == "does not follow"}
    assert wrong == {"second_b", "indirect", "support_mediates"}
    for which in wrong:
        assert reasons("qi2019", which) == ["treatment_left_out"]
        assert found[which].reasons[0].told["names"] == "inclusive_leadership"
    # two regressions by hand from the printed table, with leadership and without
    assert found["second_b"].value == pytest.approx(0.1002, abs=5e-5)
    assert found["second_se"].value == pytest.approx(0.0923, abs=5e-5)
    assert found["support_mediates"].value == pytest.approx(0.279, abs=5e-4)


def test_qi_total_effect_and_first_step_follow() -> None:
    found = verdicts("qi2019")
    assert found["total_b"] == found["leadership_matters"] == "follows"
    assert found["first_b"] == "follows within rounding"


def test_qi_bootstrap_figures_stand_beside_the_usual_formula() -> None:
    found = made("qi2019")
    resampled = [one for one in found.judged if one.verdict == "cannot be recomputed"]
    assert len(resampled) == 13
    assert all(not math.isnan(one.value) for one in resampled)
    assert found["first_se"].value == pytest.approx(0.0593, abs=5e-5)


def test_tran_choi_tli_above_cfi_is_impossible() -> None:
    assert verdicts("tran_choi2019")["tli_factors"] == "does not follow"
    assert reasons("tran_choi2019", "tli_factors")[0] == "tli_above_cfi"
    tli = made("tran_choi2019")["tli_factors"]
    # with 28 questions, as GFI and AGFI have it: 1 - (1 - CFI) 378/322
    assert tli.low < 1 - 0.049 * 378 / 322 < tli.high < 0.986


def test_tran_choi_what_rests_on_an_assumption_is_not_judged() -> None:
    found = made("tran_choi2019")
    names = ("df_factors_printed", "agfi_factors", "indirect_justice", "indirect_learning")
    assert {found[name].verdict for name in names} == {"cannot be recomputed"}
    # what the assumption would give still stands beside it
    assert found["df_factors_printed"].value == 43 * 44 / 2 - 43 - 43 - 6
    assert found["agfi_factors"].value == pytest.approx(1 - 43 * 44 / (2 * 322) * (1 - 0.906))
    assert found["indirect_justice"].value == pytest.approx(0.535 * 0.217)
    assert found["indirect_learning"].value == pytest.approx(0.181 * 0.157)
    assert [one.id for one in found.judged if one.verdict == "does not follow"] == ["tli_factors"]


def test_tran_choi_marker_corrections_and_structural_model_follow() -> None:
    found = verdicts("tran_choi2019")
    names = ("leadership", "justice", "learning")
    assert {found[f"{kind}_{name}"] for kind in ("partial", "reliable") for name in names} == {"follows"}
    assert found["ratio_structure"] == found["rmsea_structure"] == found["not_the_method"] == "follows"
    # its CFI and NFI as printed allow no baseline, but numbers that round to them do
    assert found["tli_structure"] == "follows within rounding"


def test_hofhuis_one_star_is_too_many() -> None:
    wrong = [one for one in made("hofhuis2016").judged if one.verdict != "follows"]
    assert [one.id for one in wrong] == ["openness_inclusion"]
    assert [reason.code for reason in wrong[0].reasons] == ["all_one_sided", "star"]
    largest = 0.265 * math.sqrt(89 / (1 - 0.265**2))
    assert wrong[0].low == pytest.approx(2 * stats.t.sf(largest, 89))
    assert wrong[0].low > 0.01


@pytest.mark.parametrize("name", ["cbs_optout", "rijk_instroom2019"])
def test_all_of_it_follows(name: str) -> None:
    assert set(verdicts(name).values()) == {"follows"}


def test_the_growth_of_a_rounded_share_is_known_within_three_per_cent() -> None:
    one = made("rijk_instroom2019")["growth"]
    assert (one.low, one.high) == pytest.approx((100 * (11.55 / 9.15 - 1), 100 * (11.65 / 9.05 - 1)))


@pytest.mark.parametrize("name", OWN)
def test_lessons_are_whole_and_their_answers_numbers(name: str) -> None:
    from evaluatie.reproduce.recomputing.bench import Bench
    from evaluatie.reproduce.recomputing.checking import quantities_of

    finding = made(name).finding
    bench = Bench(finding)
    assert 2 <= len(finding.lesson.exercises) <= 4
    assert 1 <= len(finding.lesson.alternatives) <= 3
    for path, wanted in quantities_of(finding):
        if path[0] == "lesson":
            assert not math.isnan(bench.value(wanted)), path


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_finding_is_told_in_words(name: str, language: str) -> None:
    reading = reading_of(made(name), language)
    assert len(reading.sentences) == len(made(name).judged)
    assert all("{" not in sentence and "nan" not in sentence for sentence in (*reading.sentences, reading.summary))
    assert "fraud" not in " ".join(reading.sentences).casefold()


def test_the_table_has_a_row_per_figure_and_claim() -> None:
    found = made("hofhuis2016")
    table = found.table
    assert list(table.columns) == [
        "id", "kind", "what", "printed", "recomputed", "shown", "low", "high", "verdict", "reason",
    ]  # fmt: skip
    assert len(table) == len(found.finding.figures) + len(found.finding.claims)
    assert found.verdict == "does not follow"
    assert found.tidy()["term"].tolist() == table["id"].tolist()
    assert "does not follow" in found._repr_html_()


def test_an_unknown_finding_and_analyses_that_cannot_be_done_are_told() -> None:
    with pytest.raises(LookupError, match="qi2019"):
        recompute("qi2109")
    finding = made("hofhuis2016").finding
    broken = finding.model_copy(update={"analyses": dict(list(finding.analyses.items())[1:])})
    with pytest.raises(ValueError, match="no analysis 'climate_trust'"):
        recompute(broken)


def test_hoang_r2_of_leaving_is_the_adjusted_one_of_271_people() -> None:
    found = made("hoang_support")
    wrong = [one.id for one in found.judged if one.verdict == "does not follow"]
    assert wrong == ["fairness_text", "r2_leaving"]
    assert reasons("hoang_support", "r2_leaving") == ["adjusted"]
    assert found["r2_leaving"].reasons[0].told["gives"] == f"{1 - (1 - 0.394**2) * 270 / 269:.3f}" == "0.152"
    assert found["f_support"].value == pytest.approx(0.588 / 0.412 * 269)
    assert found["f_two"].value == pytest.approx(0.602 / 2 / (0.398 / 268))
    assert found["f_leaving"].value == pytest.approx(0.394**2 / (1 - 0.394**2) * 269)
    assert {found[name].verdict for name in ("f_support", "f_two", "f_leaving")} == {"follows within rounding"}


def test_berkeley_in_the_newspaper_is_one_error_and_counted_once() -> None:
    assert [one.id for one in made("spectator_berkeley").judged if one.verdict != "follows"] == ["percent_women"]
    # Bickel, Hammel & O'Connell (1975, table 1): 1494 of 4321 women
    assert all(
        any("1494" in getattr(note, of) for note in made("spectator_berkeley").finding.notes) for of in ("nl", "en")
    )
    assert round(100 * 1494 / 4321) == 35


@pytest.mark.parametrize(("name", "count"), [("belenky2003", 2), ("bliese1996", 3), ("bliese2002", 9)])
def test_figures_of_a_mixed_model_that_differ_by_less_than_its_precision_say_so(name: str, count: int) -> None:
    near = [one for one in made(name).judged if one.within_precision]
    assert len(near) == count
    for one in near:
        assert one.low == one.high  # nothing was rounded
        assert not one.printed.stands_for(one.value)
        assert min(abs(one.value - one.printed.low), abs(one.value - one.printed.high)) < 1e-5 * abs(one.value)
    sentences = dict(zip([one.id for one in made(name).judged], reading_of(made(name), "en").sentences, strict=True))
    assert all("follows within precision of the fit" in sentences[one.id] for one in near)
    assert all("within rounding" not in sentences[one.id] for one in near)
