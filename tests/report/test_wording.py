"""The wording files: the same keys and blanks in both languages, everything the sections use, nothing causal."""

from __future__ import annotations

import re
import string

import pytest

from evaluatie.report.wording import SLOT, Wording, WordingError, load_wording, read_texts

DUTCH, ENGLISH = load_wording("nl"), load_wording("en")
VERDICTS = ("improved", "worsened", "increased", "decreased", "unchanged", "inconclusive")
CLEAR = tuple(f"{word}_clear" for word in VERDICTS[:4])
COLUMNS = (
    "wave", "wave_label", "invited", "respondents", "respondents_at_least", "rate", "group", "outcome", "n", "mean",
    "sd", "lowest", "highest", "direction", "difference", "alpha", "change", "change_everyone", "change_linked",
    "d_z", "d_av", "d_rm", "g_z", "g_av", "bound", "detectable",
)  # fmt: skip
METHODS = (
    "count", "proportion_wilson", "mean_t", "mean_t_units", "gap_welch_units", "reliability", "reliability_units",
    "ordinal", "hierarchical", "hierarchical_units", "factor_model_units",
    "keying", "factor_model", "invariance", "inclusion_fields", "team_agreement", "team_means", "mediated_link",
    "gap_welch", "overlapping_t", "paired_t", "independent_t",
    "mixed_slope", "mixed_slope_units", "separate_slope", "separate_slope_units",
    "smallest_effect", "pooled_reml", "pooled_bound", "left_out", "released", "feature_regression",
)  # fmt: skip
MEANINGS = ("may", "impossible", "not", "few", "untested")
_ESTIMATE = ("outcome", "first", "last", "change", "interval", "n", "counted")
# Every sentence with all the blanks that the evaluation gives it.
FINDINGS: dict[str, tuple[str, ...]] = {
    "response.rate": ("wave", "respondents", "invited", "rate"),
    "response.no_invited": ("wave", "respondents"),
    "response.at_least": ("wave", "respondents"),
    "response.aggregates": (),
    "baseline.aggregates": (),
    "change.caveat.aggregates": (),
    "response.linked": ("first", "last", "linked", "retained"),
    "response.partly_linked": ("first", "last", "linked"),
    "response.unlinked": (),
    **{f"response.absence_{name}": () for name in (
        "unknown", "unknown_dates", "unknown_extract", "unknown_codes", "unlinked", "missing", "partly_linked"
    )},
    **{f"response.absence_{side}{way}": ("first", "last", *slots) for side in ("first", "last") for way, slots in (
        ("", ("only", "out", "silent")), ("_unknown", ("only", "out", "silent", "unknown")),
        ("_out", ("only", "out")), ("_silent", ("only", "silent")), ("_hidden", ()),
    )},
    "response.absence_employed": ("first", "last", "employed", "both", "once", "never"),
    "response.absence_employed_both": ("first", "last", "employed", "both"),
    "response.employed": ("first", "last", "before", "after", "both"),
    "response.employed_each": ("first", "last", "before", "after"),
    "data.persons_period": (),
    **{f"data.persons_{name}": ("wave",) for name in ("not_covered", "no_date", "absent", "not_employed")},
    "response.few_linked": ("first", "last", "retained"),
    "baseline.mean": ("outcome", "wave", "mean", "interval", "low", "high", "n"),
    **{f"baseline.gap.{side}": ("outcome", "level", "reference", "difference", "interval", "n")
       for side in ("lower", "higher", "unclear")},
    "baseline.no_items": (),
    "baseline.invariance_untested": (),
    **{f"trust.{word}": ("outcome", "coefficient", "value", "interval", "n") for word in ("good", "weak", "unsure")},
    **dict.fromkeys(("trust.misfit", "trust.partly"), ("outcome", "cfi", "rmsea", "n")),
    "trust.parts": ("outcome", "correlation", "n"),
    "trust.no_model": ("least",),
    "trust.keyed": ("outcome", "item"),
    **dict.fromkeys(("trust.untested", "trust.no_hierarchical"), ("outcome",)),
    "fields.both": ("wave", "share", "interval", "n"),
    "fields.cut": ("cut",),
    "fields.near": ("wave", "share"),
    "fields.source": (),
    **{f"meaning.groups.{word}": ("outcome", "level", "reference") for word in MEANINGS},
    "meaning.groups.caveat": ("outcome", "level", "reference", "item"),
    **{f"meaning.groups.few_{who}": () for who in ("all", "some")},
    **{f"meaning.waves.{word}": ("outcome", "first", "last") for word in MEANINGS},
    "meaning.waves.caveat": ("outcome", "first", "last", "item"),
    "meaning.bias": ("outcome", "bias"),
    **{f"leadership.{word}": () for word in (
        "none", "aggregates", "no_units", "unnamed", "named", "shrunken", "no_path"
    )},
    **{f"leadership.{word}": ("outcome",) for word in ("few_units", "hidden")},
    "leadership.left_out": ("least",),
    **{f"leadership.teams_{word}": ("outcome", "share", "interval", "n", "units") for word in ("differ", "alike")},
    **{f"leadership.means_{word}": ("outcome", "value") for word in ("reliable", "unreliable")},
    **{f"leadership.teams_{word}": ("outcome", "value", "share", "skewed") for word in (
        "agree", "disagree", "depends"
    )},
    "leadership.caution": ("outcome",),
    **dict.fromkeys(("link.not_estimable", "link.common_source"), ("first", "middle", "last")),
    **{f"link_{part}.{word}": (
        "first", "middle", "last", "total", "total_side", "total_interval", "indirect", "side", "interval", "n")
       for part in ("people", "within", "between") for word in ("apart", "total_only", "part_only", "unclear")},
    **{f"link.{word}": () for word in ("few_units", "unreliable_means")},
    "baseline.no_groups": (),
    **{f"baseline.{name}": () for name in ("independent", "few_units", "in_common", "no_units")},
    **{f"change.verdict.{word}": (*_ESTIMATE, "bound") for word in (*VERDICTS, *CLEAR)},
    "change.verdict.inconclusive": (*_ESTIMATE, "bound", "detectable"),
    "change.verdict.unchanged": (*_ESTIMATE, "bound", "narrow"),
    "change.verdict.uncorrected": (*_ESTIMATE, "bound"),
    "change.estimate": _ESTIMATE,
    "change.other_agrees": ("who", "first", "last"),
    "change.other_differs": (*_ESTIMATE, "who", "verdict"),
    "change.not_shown": ("outcome", "first", "last"),
    "change.one_wave": (),
    "change.asked_otherwise": ("outcome", "first", "last", "difference"),
    "data.rows_without_code": ("wave",),
    "data.unanswered": ("wave", "outcome"),
    "data.copied": ("first", "last"),
    **{f"data.{key}": () for key in ("straight_lining", "too_fast", "unfinished", "doubled_left_out", "equal_rows")},
    "data.comparison_unknown": (),
    **{f"data.{key}": ("wave",) for key in ("unlinked_codes", "units_unknown", "units_misread", "units_new")},
    **{f"data.{key}": ("wave", "instrument") for key in ("question_changed", "range_unused")},
    "change.caveat.no_comparison": (),
    "change.caveat.not_fixed": (),
    "change.caveat.invariance_scores": (),
    **dict.fromkeys(("change.caveat.classification", "response.classification"), ("characteristic", "first", "last")),
    **{f"change.caveat.{name}": () for name in ("secondary", "unlinked", "partly_linked")},
    **{f"change.caveat.{name}": () for name in ("independent", "few_units", "in_common", "no_units")},
}  # fmt: skip
FINDINGS |= {
    **dict.fromkeys((
        "change.deviation.not_compared", "conclusions.check.beforehand", "conclusions.check.corrected",
        "conclusions.check.meaning", "conclusions.check.estimators", "conclusions.check.choices",
    ), ("outcome",)),
    **dict.fromkeys((
        "change.caveat.far_apart", "change.estimands.stayers", "change.estimands.workforce",
        "change.estimands.answered", "comparison.lonely",
        "change.deviation.estimator", "change.deviation.comparison",
        "comparison.allocation.random",
        "comparison.allocation.low_scores", "comparison.allocation.other", "comparison.contamination",
        "comparison.no_trend", "sensitivity.no_silent", "choices.what", "change.reliable",
        "change.caveat.reliable", "conclusions.one_wave", "conclusions.not_fixed", "conclusions.persons",
        "conclusions.discuss.recognise", "conclusions.discuss.groups", "conclusions.discuss.response",
    ), ()),
    **dict.fromkeys((
        "change.deviation.said",
    ), ("text",)),
    **dict.fromkeys((
        "gap.narrowed", "gap.widened", "gap.crossed", "gap.unchanged", "gap.inconclusive",
    ), ("after", "before", "change", "first", "interval", "last", "level", "outcome", "reference")),
    **dict.fromkeys((
        "gap.not_shown",
    ), ("first", "last", "level", "outcome", "reference")),
    **dict.fromkeys((
        "comparison.improved", "comparison.improved_clear", "comparison.worsened",
        "comparison.worsened_clear", "comparison.increased", "comparison.increased_clear",
        "comparison.decreased", "comparison.decreased_clear", "comparison.unchanged",
        "comparison.inconclusive",
    ), ("difference", "first", "interval", "last", "outcome")),
    **dict.fromkeys((
        "comparison.not_shown", "comparison.not_low", "conclusions.not_shown",
    ), ("first", "last", "outcome")),
    **dict.fromkeys((
        "comparison.trend",
    ), ("first", "interval", "last", "outcome", "trend")),
    **dict.fromkeys((
        "comparison.regression",
    ), ("expected", "first", "interval", "last", "outcome")),
    **dict.fromkeys((
        "comparison.no_interval",
    ), ("difference", "first", "last", "outcome")),
    **dict.fromkeys((
        "stayed.share",
    ), ("first", "interval", "last", "share")),
    **dict.fromkeys((
        "stayed.alike", "stayed.unclear", "stayed.higher", "stayed.lower",
    ), ("d", "first", "interval", "last", "outcome")),
    **dict.fromkeys((
        "stayed.guard_comparable", "stayed.guard_care", "stayed.guard_hardly",
    ), ("first", "largest", "last")),
    **dict.fromkeys((
        "sensitivity.what", "conclusions.why.none", "conclusions.why.unplanned", "conclusions.why.random",
        "conclusions.why.low_scores",
        "conclusions.why.other", "conclusions.about.stayers", "conclusions.about.workforce",
        "conclusions.about.answered", "conclusions.about.linked", "conclusions.response", "conclusions.discuss.why",
    ), ("first", "last")),
    **dict.fromkeys((
        "sensitivity.tipping_rise", "sensitivity.tipping_fall", "sensitivity.tipping_undecided",
    ), ("delta", "last", "outcome", "side")),
    **dict.fromkeys((
        "sensitivity.no_tipping",
    ), ("last", "outcome")),
    **dict.fromkeys((
        "choices.spread",
    ), ("count", "highest", "lowest", "median", "outcome")),
    **dict.fromkeys((
        "conclusions.firm", "conclusions.made", "conclusions.fair",
    ), ("change", "interval", "outcome", "verdict", "who")),
    **dict.fromkeys((
        "conclusions.open",
    ), ("change", "interval", "outcome", "who")),
}  # fmt: skip
_YEARLY = ("outcome", "count", "slope", "interval", "n", "counted")
FINDINGS |= {
    **{f"slope.{word}": _YEARLY for word in ("rose", "fell", "unclear")},
    "slope.uneven": ("outcome", "count"),
    **{f"slope.{word}": ("outcome",) for word in ("not_shown", "asked_otherwise", "one_slope", "edge")},
    **{f"slope.{word}": () for word in ("undated", "caution", "several", "alone")},
}
_TOLD = ("outcome", "verdict", "change", "interval", "n", "counted")
_GAP = ("outcome", "level", "reference", "before", "after", "first", "last", "interval", "n", "counted")
_NAMED = {"one": ("outcome",), "two": ("outcome", "second"), "three": ("outcome", "second", "third")}
_NAMED |= {"many": ("outcome", "count"), "none": ("count",)}
_TURNOUT = {"rate": ("respondents", "invited", "rate"), "alone": ("respondents",), "at_least": ("respondents",)}
_COMPARED = ("outcome", "difference", "interval", "n", "first", "last")
SUMMARY: dict[str, tuple[str, ...]] = {
    **{f"summary.asked.{count}": (*slots, "first", "last") for count, slots in _NAMED.items()},
    **{f"summary.level.{count}": (*slots, "wave") for count, slots in _NAMED.items()},
    **{f"summary.groups.{count}": slots for count, slots in _NAMED.items() if count != "none"},
    "summary.fixed": ("day",),
    "summary.waves": ("count",),
    **{f"summary.wave.{how}": ("wave", *slots) for how, slots in {**_TURNOUT, "hidden": ()}.items()},
    **{f"summary.wave_dated.{how}": ("wave", "day", *slots) for how, slots in {**_TURNOUT, "hidden": ()}.items()},
    **{f"summary.links.{how}": ("linked", "first", "last") for how in ("all", "some")},
    **{f"summary.links.{how}": () for how in ("none", "means")},
    **{f"summary.{firm}.{tier}": _TOLD for firm in ("firm", "made") for tier in ("confirmatory", "secondary")},
    **{f"summary.fair.{tier}": _TOLD for tier in ("confirmatory", "secondary", "exploratory")},
    "summary.open": tuple(name for name in _TOLD if name != "verdict"),
    **{f"summary.compared.{how}.{word}": _COMPARED for how in ("by_lot", "not_by_lot") for word in VERDICTS[:5]},
    "summary.compared.inconclusive": _COMPARED,
    **{f"summary.gap.{word}": _GAP for word in ("narrowed", "widened", "crossed", "unchanged", "inconclusive")},
    **{f"summary.left.{word}": ("level", "reference", "ratio", "interval", "n")
       for word in ("higher", "lower", "unclear")},
    **{f"summary.unknown.{name}": () for name in ("hidden", "gap", "gap_there", "left", "untested", "causes")},
    "summary.unknown.mean": ("outcome",),
    **{f"summary.unknown.{name}": ("outcome", "first", "last") for name in ("asked_otherwise", "other_meaning")},
    "summary.unknown.would_show": ("outcome", "detectable", "bound"),
    "summary.unknown.others": ("first", "last", "retained"),
    "summary.discuss.start": (), "summary.discuss.plan": (),
}  # fmt: skip
FINDINGS |= SUMMARY
_TOGETHER = ("outcome", "organisations")
FINDINGS |= {
    **{f"synthesis.{name}": () for name in ("none", "one", "made_up")},
    **{f"synthesis.caveat.{name}": () for name in (
        "why", "sample", "meaning", "scores", "not_fixed", "estimands", "apart", "synthetic", "features",
    )},
    **{f"synthesis.method.{name}": () for name in ("model", "care", "bound", "order")},
    "synthesis.no_pool": ("organisations",),
    "synthesis.few": ("organisations",),
    "synthesis.others": ("others",),
    "synthesis.verdict": (*_TOGETHER, "verdict", "change", "interval", "n", "counted", "bound"),
    "synthesis.uncorrected": (*_TOGETHER, "change", "interval", "n", "counted", "bound"),
    "synthesis.estimate": (*_TOGETHER, "change", "interval", "n", "counted"),
    "synthesis.mixed": (*_TOGETHER, "stayers", "workforce"),
    **{f"synthesis.spread.{how}": (*_TOGETHER, "spread", "interval") for how in ("differ", "unclear", "unknown")},
    **{f"synthesis.{name}": (*_TOGETHER, "interval") for name in ("next", "next_few")},
    **dict.fromkeys(("synthesis.leans", "synthesis.leans_itself"), (*_TOGETHER, "organisation", "verdict")),
    **dict.fromkeys(("synthesis.leans_many", "synthesis.leans_many_itself"), (*_TOGETHER, "others")),
    "synthesis.plainly": (*_TOGETHER, "verdict", "interval"),
}  # fmt: skip
OTHERS = (
    # the parts of a change
    "topic.slope", "table.slope", "column.yearly", "column.departure", "slope_word.uneven",
    "topic.gaps", "topic.comparison", "topic.stayed", "topic.sensitivity", "topic.choices", "topic.individual",
    "figure.stayed", "figure.choices", "figure.reliable", "table.gaps", "table.comparison",
    "table.comparison_ways", "table.stayed", "table.stayed_groups", "table.estimators", "table.choices",
    "table.reliable", "column.tier", "column.change_mixed", "column.verdict_mixed",
    "column.change_answered", "column.verdict_answered",
    "column.difference_linked", "estimand.answered", "estimator.answered", "who.answered",
    "choice.estimator.answered", "conclusions.who.answered", "conclusions.who.linked", "check.unlooked",
    "column.gap_first",
    "column.gap_last", "column.gap_change", "column.gap_adjusted", "column.composition", "column.change_with",
    "column.change_without", "column.difference_in_change", "column.difference_adjusted", "column.way",
    "column.p", "column.stayed_again", "column.stayed_once", "column.stayed_left", "column.stayed_silent",
    "column.stayed_difference", "column.stayed_share", "column.estimand", "column.d_b", "column.g_rm",
    "column.g_b", "tier.confirmatory", "tier.secondary", "tier.exploratory", "verdict.uncorrected",
    "gap_word.narrowed", "gap_word.widened", "gap_word.crossed", "gap_word.unchanged", "gap_word.inconclusive",
    "difference_word.improved", "difference_word.worsened", "difference_word.increased",
    "difference_word.decreased", "difference_word.improved_clear", "difference_word.worsened_clear",
    "difference_word.increased_clear", "difference_word.decreased_clear", "difference_word.unchanged",
    "difference_word.inconclusive", "difference_way.cr2", "difference_way.wild", "difference_way.permutation",
    "difference_way.unit_changes", "difference_way.ols", "difference_way.standardised",
    "difference_way.standardised_units", "table.weighted", "table.raked", "table.imputed", "table.ranks",
    "column.change_unweighted", "column.design_effect", "column.effective_n", "column.filled_in", "column.imputations",
    "column.fmi", "column.monte_carlo_se", "column.pseudo_median", "column.rank_biserial", "column.d_ppc2",
    "stayed_kind.again", "stayed_kind.once",
    "stayed_kind.left", "stayed_kind.silent", "estimand.stayers", "estimand.workforce", "estimator.mixed",
    "estimator.trimmed", "estimator.ranks", "estimator.weighted", "estimator.imputed", "estimator.raked",
    "counted.employed", "who.mixed", "reliable.fell", "reliable.neither", "reliable.rose", "choice.estimator",
    "choice.people", "choice.scoring", "choice.adjusted", "choice.estimator.mixed", "choice.estimator.linked",
    "choice.estimator.everyone", "choice.estimator.unlinked", "choice.estimator.trimmed", "choice.people.all",
    "choice.people.careful", "choice.people.answering", "choice.scoring.usual", "choice.scoring.complete",
    "choice.scoring.median", "choice.adjusted.no", "choice.adjusted.yes", "section.conclusions",
    "topic.supported", "topic.bounds", "topic.discuss", "conclusions.who.stayers", "conclusions.who.workforce",
    "table.conclusions", "column.check_beforehand", "column.check_corrected", "column.check_meaning",
    "column.check_estimators", "column.check_choices", "check.yes", "check.no", "check.secondary",
    "check.partly", "check.unknown", "check.unneeded",
    "interventions_group", "section.summary", "figure.summary",
    *(f"topic.summary_{name}" for name in ("found", "start", "unknown")),
    *(f"summary.verdict.{word}" for word in (*VERDICTS[:5], *CLEAR)),
    "section.synthesis", "topic.synthetic", "counted.either", "forest.pooled", "forest.next", "figure.forest",
    *(f"made_up.{word}" for word in ("yes", "no")),
    *(f"linking.{word}" for word in ("linked", "partly_linked", "unlinked")),
    *(f"doing.status.{word}" for word in ("planned", "running", "done", "stopped")),
    *(f"doing.level.{word}" for word in ("organisation", "hr", "manager", "team")),
    *(f"apart.{why}" for why in (
        "alone", "other_way", "one_wave", "asked_otherwise", "not_comparable", "hidden", "not_estimable",
    )),
    *(f"family.{word}" for word in ("primary", "other")),
    *(f"feature.{name}" for name in ("months", "large", "linked", "stayers", "rate")),
    *(f"table.synthesis{name}" for name in (
        "", "_members", "_technical", "_standardised", "_influence", "_features", "_about", "_apart",
    )),
    *(f"column.{name}" for name in (
        "organisation", "organisations", "next", "weight", "without", "verdict_without", "p_adjusted", "family",
        "knapp_hartung", "common_effect", "tau", "i2", "q", "rstudent", "dffits", "cook_distance", "covariance_ratio",
        "feature", "feature_slope", "made_up", "sector", "size", "first_date", "last_date", "linking", "rate_first",
        "rate_last", "why_apart",
    )),
    *(f"page.{name}" for name in ("title_synthesis", "organisations", "policy_synthesis", "data_synthesis")),
    *(f"page.guide_{name}" for name in ("pooled", "next", "spread")), "index.synthesis",
    *(f"verdict.{word}" for word in (*VERDICTS, *CLEAR)),
    *(f"difference.{word}" for word in ("range", "referent", "wording")), "page.synthetic",
    *(f"direction.{word}" for word in ("higher", "lower", "ambiguous")),
    *(f"estimator.{word}" for word in ("everyone", "linked", "unlinked")),
    *(f"counted.{name}" for name in ("people", "linked", "questionnaires")), "who.everyone", "who.linked",
    "everyone", "level.other", "level.unknown",
    *(f"section.{name}" for name in ("response", "baseline", "change", "leadership")),
    *(f"topic.{name}" for name in ("trust", "fields", "teams", "link")),
    *(f"trusted.{name}" for name in ("good", "keyed", "weak", "misfit", "untested", "unsure", "partly", "parts")),
    "side.higher", "side.lower",
    *(f"comparable.{name}" for name in ("may", "caveat", "few", "untested", "not")),
    *(f"field.{name}" for name in ("neither", "belonging_only", "authenticity_only", "both")),
    *(f"coefficient.{name}" for name in ("omega_total", "alpha")), "item.name", "item.turned", "unit",
    *(f"column.{name}" for name in COLUMNS),
    *(f"table.{name}" for name in ("response", "response_groups", "baseline", "baseline_groups", "reliability")),
    "table.response_groups_at_least", "figure.response_at_least",
    "table.change", "table.change_technical", "table.change_groups", "table.absence", "table.employed",
    *(f"absence.{name}" for name in (
        "linked", "left", "silent_last", "unknown_last", "joined", "silent_first", "unknown_first", "never",
        "employed_first", "employed_last", "employed_both",
    )),
    "column.who", "column.missing", *(f"missing.{name}" for name in ("yes", "no", "unknown")),
    *(f"figure.{kind}" for kind in ("response", "means", "change")),
    *(f"method.{name}.{part}" for name in METHODS for part in ("name", "explanation", "account")),
    *(f"reason.{name}" for name in ("small", "source", "uniform", "complement", "difference", "crossing")),
)  # fmt: skip
# A finding says what changed, not why.
SAID = (
    "response.", "baseline.", "change.", "verdict.", "alt.", "trust.", "fields.", "meaning.", "leadership.", "link",
    "synthesis.", "gap.", "slope.", "comparison.", "stayed.", "sensitivity.", "choices.", "conclusions.",
    "summary.", "staff.", "doing.", "themes.",
    "exposure.", "exposure_word.", "table.exposure", "table.doing", "figure.doing",
    "note.timeline", "note.heat",
)  # fmt: skip
# of an allocation by lot it may be said that the difference is what the interventions did
ALLOWED = "comparison.allocation.random"
CAUSAL = {
    "nl": r"effect|leid(t|en|de|den)? tot|dankzij|als gevolg van|doordat|veroorzaak|zorg\w* voor|door de maatregel|"
    r"impact|invloed",
    "en": r"effect|led to|leads? to|thanks to|as a result|because|caus\w+|owing to|due to|impact|influence",
}


def test_both_languages_have_the_same_keys():
    assert list(DUTCH.texts) == list(ENGLISH.texts)


@pytest.mark.parametrize("key", [key for key in DUTCH.texts if not key.startswith("month.")])
def test_both_languages_have_the_same_blanks(key):
    assert set(SLOT.findall(DUTCH.texts[key])) == set(SLOT.findall(ENGLISH.texts[key]))


@pytest.mark.parametrize("wording", [DUTCH, ENGLISH], ids=["nl", "en"])
@pytest.mark.parametrize("key", FINDINGS)
def test_every_sentence_is_filled_by_what_the_evaluation_gives(wording, key):
    text = wording.text(key, **dict.fromkeys(FINDINGS[key], "7"))
    assert "{" not in text
    assert text.endswith(".")
    assert text[0] in string.ascii_uppercase + string.digits


@pytest.mark.parametrize("wording", [DUTCH, ENGLISH], ids=["nl", "en"])
def test_every_key_of_the_contract_is_there(wording):
    assert sorted(set(OTHERS) - set(wording.texts)) == []
    assert sorted(key for key, text in wording.texts.items() if not text) == []


@pytest.mark.parametrize("wording", [DUTCH, ENGLISH], ids=["nl", "en"])
def test_findings_are_not_causal_and_hold_no_p_value_or_star(wording):
    keys = [key for key in wording.texts if key.startswith(SAID) and key != ALLOWED]
    causal = re.compile(CAUSAL[wording.language], re.IGNORECASE)
    assert [key for key in keys if causal.search(wording.texts[key])] == []
    assert [key for key in keys if re.search(r"(?<!\*)\*(?!\*)|\bp [<=]|signific", wording.texts[key])] == []


@pytest.mark.parametrize("wording", [DUTCH, ENGLISH], ids=["nl", "en"])
def test_every_verdict_gives_size_interval_and_people(wording):
    for key, text in wording.texts.items():
        if key.startswith(("change.verdict.", "change.level.")):
            assert {"change", "interval", "n", "bound"} <= set(SLOT.findall(text)), key


@pytest.mark.parametrize("wording", [DUTCH, ENGLISH], ids=["nl", "en"])
def test_the_summary_has_no_sentence_but_these_and_each_finding_gives_its_figures(wording):
    sentences = {key for key in wording.texts if key.startswith("summary.")}
    assert sentences == {*SUMMARY, *(key for key in OTHERS if key.startswith("summary."))}
    firm = ("firm", "made", "fair", "open", "compared", "gap", "left")
    for key in sentences:
        if key.split(".")[1] in firm:
            assert {"interval", "n"} <= set(SLOT.findall(wording.texts[key])), key


@pytest.mark.parametrize("wording", [DUTCH, ENGLISH], ids=["nl", "en"])
def test_the_summary_says_how_certain_it_is_in_the_same_words_for_the_same_firmness(wording):
    firm = ("firm", "made", "fair")
    said = {
        one: {wording.texts[key].split("**")[1] for key in SUMMARY if key.startswith(f"summary.{one}.")} for one in firm
    }
    assert len(said["firm"]) == len(said["made"]) == 1
    assert not said["firm"] & said["made"]
    assert not (said["firm"] | said["made"]) & said["fair"]
    for word in (*VERDICTS[:5], *CLEAR):  # what the picture has beside the name is in the sentence
        assert wording.texts[f"verdict.{word}"] in wording.texts[f"summary.verdict.{word}"]


def test_an_unknown_key_and_an_empty_blank_are_clear_errors():
    with pytest.raises(WordingError, match=r"nl\.yml has no text for 'change\.verdict\.nicer'"):
        DUTCH.text("change.verdict.nicer")
    with pytest.raises(WordingError, match=r"'figure\.people' needs n"):
        DUTCH.text("figure.people")
    with pytest.raises(WordingError, match="'fr'"):
        load_wording("fr")


def test_slots_are_escaped_strong_words_are_not_and_braces_stay():
    wording = Wording("en", {"a": "**{x}** & co: {y}"})
    assert wording.html("a", x="<b>", y="{x}") == "<strong>&lt;b&gt;</strong> &amp; co: {x}"
    assert wording.text("a", x="<b>", y="{x}") == "<b> & co: {x}"


def test_a_doubled_key_is_refused():
    with pytest.raises(WordingError, match=r"nl\.yml: doubled: a"):
        read_texts("a: x\na: y\n", "nl.yml")


def sentences(text: str) -> list[str]:
    """Cut a text into sentences, without what stands between brackets; a blank is one word."""
    return re.split(r"(?<=[.?!:]) +(?=[A-Z‘’{*])|; ", re.sub(r" ?\([^()]*\)", "", text.replace("**", "")))


#: what the page opens with, and what it says under every heading; others are caveats and technical sentences
READ_FIRST = (
    "change.verdict.", "change.estimate", "response.rate", "response.linked", "baseline.mean", "baseline.gap.", "gap.",
    "comparison.", "exposure.", "slope.", "stayed.", "conclusions.", "staff.", "synthesis.verdict", "doing.", "themes.",
    "leadership.teams_", "term.", "page.guide",
)  # fmt: skip
LONGEST = 27


@pytest.mark.parametrize("wording", [DUTCH, ENGLISH], ids=["nl", "en"])
def test_no_sentence_that_is_read_first_is_long(wording):
    keys = [key for key in wording.texts if key.startswith(READ_FIRST) and not key.endswith((".name", ".forms"))]
    words = {key: max(len(one.split()) for one in sentences(wording.texts[key])) for key in keys}
    assert {key: count for key, count in words.items() if count > LONGEST} == {}
    assert len(keys) > 300


def test_sentences_are_counted_without_what_stands_between_brackets():
    assert sentences("Of {a} is **veranderd**. Gevonden is {b} (95%; {c}). Dat is; veel.") == [
        "Of {a} is veranderd.", "Gevonden is {b}.", "Dat is", "veel.",
    ]  # fmt: skip


@pytest.mark.parametrize("wording", [DUTCH, ENGLISH], ids=["nl", "en"])
def test_groups_of_origin_have_the_words_of_the_study_s_own_classification_only(wording):
    """The older and the newer classification have other classes: no sentence names one by itself."""
    classes = re.compile(
        r"westers|western|migratieacht|migration background|allocht|(buiten|outside) Europ", re.IGNORECASE
    )
    assert [key for key, text in wording.texts.items() if classes.search(text) and not key.endswith(".source")] == []
