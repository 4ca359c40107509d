"""The synthesis: numbers that can be checked by hand, what is pooled with what, and what is said of how many."""

from __future__ import annotations

import copy
import json
import math
from itertools import pairwise

import pytest
from scipy import stats

from evaluatie.disclosure import release as let_out
from evaluatie.effects import verdict
from evaluatie.evaluation import Analysis, Section, synthesis
from evaluatie.evaluation.releases import find_releases, read_releases
from evaluatie.evaluation.section import Ref, Word
from evaluatie.evaluation.synthesising.pools import Pools, member_of
from evaluatie.report import compose, results_json
from evaluatie.study import StudyError
from releases import SD, change, many, number, release, signed
from tolerances import CLOSED_FORM

# equal variances: REML's tau2 is the variance of the effects less that of the errors, and the mean is the plain one
EFFECTS, SE = (0.1, 0.2, 0.6), 0.1


def three(**more):
    return [
        release(name, change("pgis.total", effect, SE, 100 + 10 * k), **more)
        for k, (name, effect) in enumerate(zip("abc", EFFECTS, strict=True))
    ]


def estimates(section, key):
    return {one.term: one for one in section.results[key].result.estimates()}


def keys(section):
    return [finding.key for finding in section.findings]


def apart(releases):
    return {(one.organisation, one.outcome): one.why for one in Pools(read_releases(releases)).apart}


def test_the_pooled_change_by_hand():
    found = estimates(synthesis(three()), "pgis.total/pooled")
    mean, variance = 0.3, 0.07
    se = math.sqrt(variance / 3)
    t = stats.t.ppf(0.975, 2)
    pooled = found["mean_change"]
    assert pooled.n == 330
    assert [pooled.estimate, pooled.se, pooled.df] == pytest.approx([mean, se, 2], rel=CLOSED_FORM)
    assert [pooled.ci_low, pooled.ci_high] == pytest.approx([mean - t * se, mean + t * se], rel=1e-6)
    assert found["tau"].estimate == pytest.approx(math.sqrt(variance - SE**2), rel=1e-6)
    beyond = t * math.sqrt(variance - SE**2 + se**2)
    following = found["next_organisation"]
    assert [following.ci_low, following.ci_high] == pytest.approx([mean - beyond, mean + beyond], rel=1e-6)
    assert found["i2"].estimate == pytest.approx(6 / 7, rel=1e-6)
    assert found["q"].estimate == pytest.approx(14.0, rel=CLOSED_FORM)
    assert found["common_effect"].se == pytest.approx(SE / math.sqrt(3), rel=CLOSED_FORM)
    # what is pooled in units of spread is as many times as large
    assert found["g_av"].estimate == pytest.approx(mean / SD, rel=1e-6)
    assert found["p_adjusted"].estimate == pytest.approx(2 * stats.t.sf(mean / se, 2), rel=1e-6)


def alike(**more):
    return [
        release(name, change("pgis.total", effect, SE), **more)
        for name, effect in zip("abc", (0.3, 0.3, 0.31), strict=True)
    ]


def test_one_interval_is_shown_and_decided_upon_and_knapp_hartungs_own_stands_beside_it():
    section = synthesis(alike())
    found = estimates(section, "pgis.total/pooled")
    se, mean = SE / math.sqrt(3), 0.91 / 3
    t = stats.t.ppf(0.975, 2)
    for term, divisor in (("mean_change", 1.0), ("g_av", SD)):
        shown = found[term]
        assert [shown.estimate, shown.se, shown.df] == pytest.approx([mean / divisor, se / divisor, 2], rel=1e-6)
        assert [shown.ci_low, shown.ci_high] == pytest.approx(
            [(mean - t * se) / divisor, (mean + t * se) / divisor], rel=1e-6
        )
        assert [shown.statistic, shown.p] == pytest.approx([mean / se, 2 * stats.t.sf(mean / se, 2)], rel=1e-6)
    assert found["p_adjusted"].estimate == found["mean_change"].p
    notes = section.results["pgis.total/pooled"].result.notes
    assert sum("factor is below 1" in note for note in notes) == 1
    assert not any("read the never-narrower" in note for note in notes)
    # without the factor of at least 1: the standard error of a mean of three
    plain = found["knapp_hartung"]
    assert plain.se == pytest.approx(math.sqrt((2 * (0.01 / 3) ** 2 + (0.02 / 3) ** 2) / 6), rel=1e-6)
    assert [plain.ci_low, plain.ci_high] == pytest.approx([mean - t * plain.se, mean + t * plain.se], rel=1e-6)
    assert plain.p == pytest.approx(2 * stats.t.sf(mean / plain.se, 2), rel=1e-6)
    assert found["g_knapp_hartung"].se == pytest.approx(plain.se / SD, rel=1e-6)
    assert found["tau"].estimate == 0
    said = {finding.key: finding for finding in section.findings}
    assert said["synthesis.verdict"].slots["verdict"].key == "verdict.improved"
    assert said["synthesis.plainly"].slots["verdict"].key == "verdict.improved_clear"
    assert said["synthesis.plainly"].slots["interval"].number.endswith("pooled.knapp_hartung")
    assert "synthesis.plainly" not in keys(synthesis(three()))


def test_headline_table_and_diamond_give_the_interval_of_the_verdict():
    section = synthesis(alike())
    (headline,) = [finding for finding in section.findings if finding.key == "synthesis.verdict"]
    shown = {headline.slots["change"].number, headline.slots["interval"].number}
    for display in section.displays:
        if display.id == "table-synthesis":
            shown.add(display.rows[0].cells[2].number)
        if display.id.startswith("figure-forest"):
            shown.add(display.rows[3].cells[0].number)
        if display.id == "table-synthesis-technical":
            shown |= {display.rows[0].cells[1].number, display.rows[0].cells[2].number}
            columns = dict(zip((column.key for column in display.columns[1:]), display.rows[0].cells, strict=True))
            assert columns["column.knapp_hartung"].number == "synthesis.pgis.total/pooled.knapp_hartung"
    assert shown == {"synthesis.pgis.total/pooled.mean_change"}


def test_the_interval_for_a_next_organisation_is_never_narrower_than_that_of_the_mean():
    for given in (alike(), three(), three()[:2], many(4), many(7), many(12, 0.0), many(12)):
        found = estimates(synthesis(given), "pgis.total/pooled")
        for mean, following, tau in (
            ("mean_change", "next_organisation", "tau"),
            ("g_av", "g_next_organisation", "g_tau"),
        ):
            half = stats.t.ppf(0.975, len(given) - 1) * math.hypot(found[tau].estimate, found[mean].se)
            assert found[following].ci_high - found[mean].estimate == pytest.approx(half, rel=1e-6)
            assert found[following].ci_low <= found[mean].ci_low
            assert found[following].ci_high >= found[mean].ci_high


def test_a_verdict_never_says_cannot_tell_of_an_interval_without_zero():
    # plain Knapp and Hartung excludes zero here, the interval that is shown does not
    given = [
        release(name, change("pgis.total", effect, 0.2))
        for name, effect in zip("abc", (0.2, 0.21, 0.22), strict=True)
    ]  # fmt: skip
    section = synthesis(given)
    found = estimates(section, "pgis.total/pooled")
    assert found["knapp_hartung"].ci_low > 0 > found["mean_change"].ci_low
    assert found["mean_change"].p > 0.05 > found["knapp_hartung"].p
    said = {finding.key: finding for finding in section.findings}
    assert said["synthesis.verdict"].slots["verdict"].key == "verdict.inconclusive"
    assert said["synthesis.plainly"].slots["verdict"].key == "verdict.improved_clear"


def several(effects_of, *, primary):
    """Release three organisations that measured some outcomes."""
    return [
        release(
            name,
            [row for outcome, effects in effects_of.items() for row in change(outcome, effects[at], 0.05)],
            plan={"primary": list(effects_of) if primary else [], "secondary": []},
        )
        for at, name in enumerate("pqr")
    ]


@pytest.mark.parametrize("primary", [True, False])
def test_a_change_that_does_not_stand_among_the_outcomes_is_not_called_one(primary):
    borderline, nothing = (0.14, 0.28, 0.21), (-0.1, 0.1, 0.02)
    alone = synthesis(several({"a.total": borderline}, primary=primary))
    p = estimates(alone, "a.total/pooled")["mean_change"].p
    assert 0.025 < p < 0.05
    said = {finding.key: finding for finding in alone.findings}
    assert said["synthesis.verdict"].slots["verdict"].key == "verdict.improved"
    section = synthesis(several({"a.total": borderline, "b.total": nothing}, primary=primary))
    found = estimates(section, "a.total/pooled")
    assert found["mean_change"].p == p
    assert found["p_adjusted"].estimate == pytest.approx(2 * p, rel=CLOSED_FORM)
    (uncorrected,) = [finding for finding in section.findings if finding.key == "synthesis.uncorrected"]
    assert uncorrected.role == "headline"
    assert uncorrected.slots["outcome"].id == "a.total"
    (verdict_,) = [finding for finding in section.findings if finding.key == "synthesis.verdict"]
    assert (verdict_.slots["outcome"].id, verdict_.slots["verdict"].key) == ("b.total", "verdict.inconclusive")
    (table,) = [display for display in section.displays if display.id == "table-synthesis"]
    words = {row.head[0].id: row.cells[3] for row in table.rows}
    assert words["a.total"] == Word("verdict.uncorrected", "synthesis.a.total/pooled.p_adjusted")
    assert words["b.total"].key == "verdict.inconclusive"
    bundle = let_out(section).bundle
    assert "ot certain (several outcomes)" in compose([bundle], "en")
    assert "niet als wordt meegeteld naar hoeveel uitkomsten is gekeken" in compose([bundle], "nl")


def test_that_many_outcomes_were_looked_at_makes_no_verdict_lean_on_an_organisation():
    # without any one of them the verdict by itself is what it is with all
    firm = [0.2 + 0.01 * (at % 4) for at in range(8)]
    given = [
        release(
            f"o{at}",
            [
                *change("a.total", effect, 0.22),
                *(row for other in "bcdefgh" for row in change(f"{other}.total", (-1) ** at * 0.02, 0.2)),
            ],
            plan={"primary": [f"{name}.total" for name in "abcdefgh"], "secondary": []},
        )
        for at, effect in enumerate(firm)
    ]
    section = synthesis(given)
    uncorrected = [finding for finding in section.findings if finding.key == "synthesis.uncorrected"]
    assert [finding.slots["outcome"].id for finding in uncorrected] == ["a.total"]
    leaning = [finding for finding in section.findings if finding.key.startswith("synthesis.leans")]
    assert [finding for finding in leaning if finding.slots["outcome"].id == "a.total"] == []


def test_a_verdict_that_leans_and_does_not_stand_says_both_apart():
    section = synthesis(several({"a.total": (0.14, 0.28, 0.21), "b.total": (-0.1, 0.1, 0.02)}, primary=True))
    leaning = [finding for finding in section.findings if finding.key.startswith("synthesis.leans")]
    (own,) = [finding for finding in leaning if finding.slots["outcome"].id == "a.total"]
    assert own.key in ("synthesis.leans_itself", "synthesis.leans_many_itself")


def test_a_pool_of_two_kinds_of_people_says_so_under_its_verdict():
    given = [
        release(name, change("pgis.total", 0.2 + 0.1 * at, SE, estimator=estimator))
        for at, (name, estimator) in enumerate(zip("abc", ("linked", "everyone", "mixed"), strict=True))
    ]
    section = synthesis(given)
    said = keys(section)
    assert said.index("synthesis.mixed") == said.index("synthesis.verdict") + 1
    (mixed,) = [finding for finding in section.findings if finding.key == "synthesis.mixed"]
    assert (mixed.slots["stayers"].value, mixed.slots["workforce"].value) == (2, 1)
    assert mixed.role == "headline"  # it stands with the verdict, not after the figures
    assert "synthesis.caveat.estimands" not in said
    bundle = let_out(section).bundle
    assert "In 2 of the 3 organisations it is about people" in compose([bundle], "en")
    assert "In 2 van de 3 organisaties gaat het over mensen" in compose([bundle], "nl")
    assert "synthesis.mixed" not in keys(synthesis(three()))


def test_a_mixed_pool_of_another_outcome_is_a_caveat():
    given = [
        release(name, [*change("a.total", 0.3, SE), *change("b.total", 0.2, SE, estimator=estimator)])
        for name, estimator in zip("abc", ("linked", "everyone", "linked"), strict=True)
    ]
    said = keys(synthesis(given))
    assert "synthesis.caveat.estimands" in said
    assert "synthesis.mixed" not in said


def test_each_organisation_weighs_and_is_left_out():
    section = synthesis(three())
    for name, others in zip("abc", ((0.2, 0.6), (0.1, 0.6), (0.1, 0.2)), strict=True):
        place = estimates(section, f"pgis.total/place/{name}")
        assert place["weight"].estimate == pytest.approx(1 / 3, rel=1e-6)
        assert place["without"].estimate == pytest.approx(sum(others) / 2, rel=1e-6)
        assert place["without"].n == 330 - {"a": 100, "b": 110, "c": 120}[name]
        taken = estimates(section, f"pgis.total/of/{name}")
        assert taken["mean_change"].estimate == EFFECTS["abc".index(name)]


def test_among_many_none_is_left_out():
    section = synthesis(many(51))
    assert [one.term for one in section.results["pgis.total/place/org-007"].result.estimates()] == ["weight"]
    assert not [display for display in section.displays if display.id == "table-synthesis-influence"]
    assert len(let_out(section).bundle["organisations"]) == 51


def test_the_smallest_change_is_pooled_by_degrees_of_freedom_and_the_strictest_counts():
    one, other = release("a", change("x.total", 0.1, 0.1, 51)), release("b", change("x.total", 0.2, 0.1, 101))
    other["plan"]["smallest_effect"], other["results"][2]["estimate"] = 0.3, 0.3 * 1.0
    bound = estimates(synthesis([one, other]), "x.total/smallest_effect")["bound"]
    assert bound.estimate == pytest.approx(0.2 * math.sqrt((50 * SD**2 + 100 * 1.0**2) / 150), rel=CLOSED_FORM)
    assert bound.n == 152


def test_without_a_smallest_change_there_is_an_estimate_and_no_verdict():
    given = three()
    for one in given:
        one["results"] = [row for row in one["results"] if row["term"] != "bound"]
    assert "synthesis.estimate" in keys(synthesis(given))
    assert "synthesis.verdict" not in keys(synthesis(given))


@pytest.mark.parametrize(("given", "key"), [([], "synthesis.none"), (three()[:1], "synthesis.one")])
def test_fewer_than_two_are_nothing_to_pool(given, key):
    section = synthesis(given)
    assert keys(section) == [key]
    assert section.results == {}
    bundle = let_out(section).bundle
    for language in ("nl", "en"):
        assert "<h1>" in compose([bundle], language)


def test_two_are_pooled_and_no_next_one_is_spoken_of():
    section = synthesis(three()[:2])
    assert estimates(section, "pgis.total/pooled")["mean_change"].estimate == pytest.approx(0.15)
    assert {"synthesis.few", "synthesis.spread.unknown"} <= set(keys(section))
    assert not {"synthesis.next", "synthesis.next_few"} & set(keys(section))
    assert "without" not in estimates(section, "pgis.total/place/a")


@pytest.mark.parametrize("k", [2, 3, 5, 6, 12])
def test_what_so_few_cannot_tell_is_said_before_any_figure(k):
    section = synthesis(many(k))
    said = keys(section)
    few = [finding for finding in section.findings if finding.key == "synthesis.few"]
    assert [finding.role for finding in few] == (["headline"] if k <= 5 else [])
    assert ("synthesis.next" in said, "synthesis.next_few" in said) == (k > 5, 3 <= k <= 5)
    spread = [key for key in said if key.startswith("synthesis.spread.")]
    assert all(key == "synthesis.spread.unknown" for key in spread) or k > 5
    (forest,) = [display for display in section.displays if display.id.startswith("figure-forest")]
    assert len(forest.rows) == k + 1 + (k > 5)


def test_features_are_regressed_from_ten_on_only():
    assert not [key for key in synthesis(many(9)).results if "/feature/" in key]
    section = synthesis(many(12))
    slopes = {key.rpartition("/")[2]: one for key, one in section.results.items() if "/feature/" in key}
    assert set(slopes) == {"months", "large", "rate"}  # all are linked, by one estimator
    assert "synthesis.caveat.features" in keys(section)
    # one organisation that differs would be the whole comparison, whichever way it does
    for large in ({0}, set(range(1, 12))):
        given = many(12)
        for at, one in enumerate(given):
            one["organisation"]["headcount"] = 5000 if at in large else 50
        assert "pgis.total/feature/large" not in synthesis(given).results
    # two that differ are two, one on either side of all others
    given = [
        release(f"o{at}", change("x.total", 0.2 + at / 50, 0.1), months=months)
        for at, months in enumerate([6, *[12] * 9, 18])
    ]
    assert "x.total/feature/months" in synthesis(given).results
    # a change that grows by 0.02 a month is found
    given = many(12)
    for at, one in enumerate(given):
        row = next(row for row in one["results"] if row["term"] == "mean_change")
        days = {10: 305, 11: 335}.get(10 + at % 6, 366 + 30.4 * (at % 6 - 2))
        row["estimate"] = 0.02 * days / 30.4375
    slope = estimates(synthesis(given), "pgis.total/feature/months")["slope"]
    assert slope.estimate == pytest.approx(0.02, rel=0.02)


def test_the_estimator_is_the_plans_else_the_first_that_was_released():
    rows = [
        *change("x.total", None, 0, estimator="mixed"),
        *change("x.total", 0.2, 0.1, estimator="everyone"),
        *change("x.total", 0.3, 0.1, estimator="linked"),
    ]
    (one,) = read_releases([release("a", rows)])
    assert member_of(one, "x.total", 10).estimator == "linked"
    (one,) = read_releases([release("a", rows, plan={"estimator": "everyone"})])
    assert member_of(one, "x.total", 10).estimator == "everyone"
    (one,) = read_releases([release("a", rows, plan={"estimator": "mixed"})])
    assert member_of(one, "x.total", 10).estimator == "linked"


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        (release("d", change("pgis.total", None, 0)), "hidden"),
        (release("d", change("pgis.total", 0.2, 0.1, 9)), "hidden"),
        (release("d", change("pgis.total", 0.2, 0.1), waves=1), "one_wave"),
        (release("d", [number("change.pgis.total/x", "pgis.total", "x", 0.1, n=50)]), "not_estimable"),
        (release("d", change("pgis.total", 0.2, 0.0)), "not_estimable"),
        (
            release(
                "d", change("pgis.total", 0.2, 0.1), outcomes={"pgis.total": {"asked_otherwise": {"t1": ["range"]}}}
            ),
            "asked_otherwise",
        ),
        (
            release("d", change("pgis.total", 0.2, 0.1), outcomes={"pgis.total": {"not_comparable": [["t0", "t1"]]}}),
            "not_comparable",
        ),
    ],
)
def test_what_cannot_be_used_stands_apart_and_weighs_nothing(spoilt, why):
    section = synthesis([*three(), spoilt])
    assert apart([*three(), spoilt]) == {("d", "pgis.total"): why}
    assert estimates(section, "pgis.total/pooled") == estimates(synthesis(three()), "pgis.total/pooled")
    assert "pgis.total/of/d" not in section.results
    (table,) = [display for display in section.displays if display.id == "table-synthesis-apart"]
    assert table.rows[0].cells == (Word(f"apart.{why}"),)


@pytest.mark.parametrize(
    ("about", "label"),
    [
        ({"high": 7}, "pgis.total (scale 1–7)"),
        ({"items": [1, 2, 3]}, "pgis.total (3 questions)"),
        ({"referent": "leader"}, "pgis.total (asked otherwise)"),
        ({"instrument": "own"}, "pgis.total (asked otherwise)"),
        ({"direction": "lower"}, "pgis.total (asked otherwise)"),
    ],
)
def test_what_was_asked_in_another_way_is_not_pooled_with_it(about, label):
    other = [release(name, change("pgis.total", 0.4, 0.1), outcomes={"pgis.total": about}) for name in "de"]
    assert apart([*three(), other[0]]) == {("d", "pgis.total~2"): "other_way"}
    pools = Pools(read_releases([*three(), *other]))
    assert [(pool.outcome, len(pool.members)) for pool in pools.pools] == [("pgis.total", 3), ("pgis.total~2", 2)]
    assert pools.outcomes["pgis.total~2"]["label"]["en"] == label
    assert pools.outcomes["pgis.total"]["label"]["en"] == "pgis.total"
    assert pools.apart == ()


def test_what_only_one_organisation_has_stands_apart():
    given = [*three(), release("d", change("jobsat.total", 0.2, 0.1))]
    assert apart(given) == {("d", "jobsat.total"): "alone"}


def test_made_up_organisations_are_pooled_among_themselves_and_said_to_be_so():
    made_up = [release(name, change("pgis.total", 0.4, 0.1), synthetic=True) for name in "xy"]
    section = synthesis([*three(), *made_up])
    assert estimates(section, "pgis.total/pooled")["mean_change"].estimate == pytest.approx(0.3)
    assert estimates(section, "pgis.total/synthetic/pooled")["mean_change"].estimate == pytest.approx(0.4)
    assert {"synthesis.made_up", "synthesis.caveat.synthetic"} <= set(keys(section))
    assert {finding.topic for finding in section.findings if finding.role == "headline"} == {""}
    bundle = let_out(section).bundle
    assert bundle["organisation"]["synthetic"] is False
    assert "Verzonnen organisaties" in compose([bundle], "nl")
    # and where all are made up, the page says so on top
    section = synthesis(three(synthetic=True))
    bundle = let_out(section).bundle
    assert bundle["organisation"]["synthetic"] is True
    assert not any(finding.topic for finding in section.findings)
    assert "Deze gegevens zijn synthetisch" in compose([bundle], "nl")


def test_a_main_outcome_is_one_everywhere_and_families_are_adjusted_apart():
    def one(name, shift):
        rows = [*change("a.total", 0.1 + shift, 0.02), *change("b.total", 0.1 - shift, 0.05)]
        return release(name, [*rows, *change("c.total", 0.05 + shift, 0.04)])

    given = [one(name, shift) for name, shift in zip("pqr", (0.01, 0.03, -0.02), strict=True)]
    section = synthesis(given)
    p = {name: estimates(section, f"{name}.total/pooled") for name in "abc"}
    assert p["a"]["p_adjusted"].estimate == pytest.approx(p["a"]["mean_change"].p, rel=CLOSED_FORM)
    low, high = sorted((p["b"]["mean_change"].p, p["c"]["mean_change"].p))
    adjusted = sorted((p["b"]["p_adjusted"].estimate, p["c"]["p_adjusted"].estimate))
    assert adjusted == pytest.approx([min(2 * low, high), high], rel=CLOSED_FORM)
    headlines = [finding for finding in section.findings if finding.role == "headline"]
    assert [finding.slots["outcome"].id for finding in headlines if "outcome" in finding.slots] == ["a.total"]
    assert "synthesis.others" in keys(section)
    given[0]["plan"]["primary"] = ["b.total"]
    assert not any(pool.primary for pool in Pools(read_releases(given)).pools)


def test_the_order_of_the_releases_changes_nothing_and_they_are_not_changed():
    given = three()
    before = copy.deepcopy(given)
    first = results_json([let_out(synthesis(given)).bundle])
    assert results_json([let_out(synthesis(given[::-1])).bundle]) == first
    assert given == before


def test_the_verdict_depends_on_one_organisation():
    given = [release(name, change("pgis.total", 0.4, 0.05)) for name in "abcd"]
    for shift, one in zip((0, 0.02, 0.04, 0.06), given, strict=True):
        one["results"][0]["estimate"] += shift
    given.append(release("e", change("pgis.total", -0.9, 0.05)))
    leaning = [finding for finding in synthesis(given).findings if finding.key == "synthesis.leans"]
    assert [finding.slots["organisation"].id for finding in leaning] == ["e"]
    assert leaning[0].slots["verdict"].key == "verdict.improved_clear"


def test_every_reference_is_to_a_number_and_everything_is_worded():
    for given in (
        three(),
        many(12),
        [*many(3), *(release(n, change("pgis.total", 0.4, 0.1), synthetic=True) for n in "xy")],
    ):
        section = synthesis(given)
        known = {id_ for id_, _, _ in section.numbers()}
        refs = [cell for display in section.displays for row in display.rows for cell in row.cells]
        assert {ref.number for ref in refs if isinstance(ref, Ref)} <= known
        bundle = json.loads(json.dumps(let_out(section).bundle, allow_nan=False))
        for language in ("nl", "en"):
            page = compose([bundle], language)
            assert "{" not in page.partition("</style>")[2]
            assert ("effect" in page.partition("accountability")[0].lower()) is False


# -- what may leave ----------------------------------------------------------------------------------------------


def taken(section, **change_of):
    """Put an analysis of one's own in a synthesis."""
    (analysis,) = [one for key, one in section.results.items() if key == "pgis.total/pooled"]
    about = {"result": analysis.result, "method": "x", "waves": (), "cells": (), **change_of}
    return Section("synthesis", section.study, {"own": Analysis(**about)}, ())


def test_an_analysis_that_rests_on_no_released_number_is_refused():
    section = synthesis(three())
    with pytest.raises(ValueError, match="must name the released numbers"):
        let_out(taken(section))
    with pytest.raises(KeyError, match="released no number"):
        let_out(taken(section, sources=(("a", "change.pgis.total/all/t0-t1/linked.d_z"),)))


def test_a_number_that_rests_on_a_hidden_one_is_hidden():
    given = three()
    hidden = change("pgis.belonging", None, 0)
    given[0] = release("a", [*change("pgis.total", 0.1, SE), *hidden])
    bundle = let_out(taken(synthesis(given), sources=(("a", hidden[0]["id"]),))).bundle
    (shown,) = bundle["numbers"].values()
    assert shown["suppressed"] == "small"
    assert shown["estimate"] is None


def test_the_strictest_policy_holds():
    given = three()
    given[1]["policy"].update(minimum_group=115, dominance=0.8)
    bundle = let_out(synthesis(given)).bundle
    assert bundle["policy"] == {
        "preset": "strict", "minimum_group": 115, "minimum_answers": 115, "minimum_response": 0.0, "dominance": 0.8,
        "minimum_df": 10,
    }  # fmt: skip
    assert apart(given) == {("a", "pgis.total"): "hidden", ("b", "pgis.total"): "hidden", ("c", "pgis.total"): "alone"}
    given[1]["policy"].update(minimum_group=5)
    with pytest.raises(StudyError, match="policy"):
        let_out(synthesis(given))


def test_all_that_leaves_is_released_numbers_and_what_is_pooled_of_them():
    given = three()
    shown = {row["id"]: row for one in given for row in one["results"]}
    section = synthesis(given)
    for analysis in section.results.values():
        assert analysis.sources
        assert all(shown[id_]["suppressed"] is None for _, id_ in analysis.sources)
    assert all(value["n"] >= 100 for value in let_out(section).bundle["numbers"].values())


# -- reading -----------------------------------------------------------------------------------------------------


def test_files_that_cannot_be_used_are_all_named_with_a_remedy(tmp_path):
    broken, old, absent, good = (tmp_path / name / "results.json" for name in ("broken", "old", "absent", "good"))
    for path in (broken, old, good):
        path.parent.mkdir()
    broken.write_text('{"schema": NaN}')
    old.write_text(json.dumps({"schema": "evaluatie/results/1", "organisation": {"id": "old"}, "results": []}))
    good.write_text(signed(three()[0]))
    damaged = three()[1]
    del damaged["plan"]["primary"]
    with pytest.raises(StudyError) as error:
        read_releases([broken, old, absent, good, good, damaged])
    lines = [str(problem) for problem in error.value.problems]
    assert "broken/results.json: This file is damaged" in lines[0]
    assert "evaluatie report broken --force" in lines[0]
    assert 'are of the version "evaluatie/results/1"; a synthesis needs "evaluatie/results/3"' in lines[1]
    assert "evaluatie report old --force" in lines[1]
    assert "absent/results.json: This file cannot be read: no such file" in lines[2]
    assert "There are two releases of a." in lines[3]
    assert lines[4].startswith("release 6: These results are damaged")
    assert len(lines) == 5


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.update(results=[{"id": "x"}]),
        lambda one: one["results"][0].update(estimate="0.2"),
        lambda one: one["results"][0].update(se=-1),
        lambda one: one.update(waves=[]),
        lambda one: one["outcomes"]["pgis.total"].update(low=5, high=1),
        lambda one: one.update(organisation=None),
        lambda one: one.update(outcomes=[]),
    ],
)
def test_damage_is_one_clear_error(spoil):
    one = three()[0]
    spoil(one)
    with pytest.raises(StudyError, match="damaged"):
        read_releases([one])


def test_the_synthesis_and_hidden_folders_are_no_organisations(tmp_path):
    for name in ("b", "a", "synthesis", ".half.1.tmp", "empty"):
        (tmp_path / name).mkdir()
        if name != "empty":
            (tmp_path / name / "results.json").write_text("{}")
    assert [path.parent.name for path in find_releases(reports=tmp_path)] == ["a", "b"]
    assert [path.parent.name for path in find_releases(["b"], reports=tmp_path)] == ["b"]
    with pytest.raises(StudyError, match=r"There is no report of empty\. Make it with: evaluatie report empty\."):
        find_releases(["a", "empty"], reports=tmp_path)
    with pytest.raises(StudyError, match="not made of itself"):
        find_releases(["synthesis"], reports=tmp_path)


def test_a_pooled_change_gets_the_word_of_the_rule_that_all_changes_have():
    from evaluatie.effects import summary_change
    from evaluatie.effects.verdicts import verdict_on

    for shift, (low, high) in enumerate(pairwise((-0.4, -0.1, 0.0, 0.1, 0.4))):
        found = summary_change(60 + shift, 3, 0.5, 60, 3 + (low + high) / 2, 0.5)
        judged = verdict_on(found.mean_change, found.se, found.df, bound=0.1, direction="lower")
        assert judged == verdict(found, bound=0.1, direction="lower")
