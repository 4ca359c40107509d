"""Every public function: how valid input is drawn, and which laws hold of it; or why neither can be said.

Functions that are in :data:`LAWS` get input from small strategies, or (None) from the call in their own example; all
that have an example get junk in place of each argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from hostile import drawn
from hostile.laws import Law, category, doubled, exchanged, names, rows, scaled, shifted, turned, unmoved


@dataclass(frozen=True)
class Case:
    """A public function.

    Attributes
    ----------
    laws : tuple of Law
        What holds of it.
    valid : strategy or None
        Draws arguments that it accepts; None where its own example gives them.
    """

    laws: tuple[Law, ...]
    valid: st.SearchStrategy[dict[str, Any]] | None = None


def _case(valid: st.SearchStrategy[dict[str, Any]], *laws: Law) -> Case:
    return Case(laws, valid)


def _example(*laws: Law) -> Case:
    return Case(laws)


def _waves(*laws: Law, **arguments: Any) -> Case:
    """Frames of people at two waves: rows, scores times a number, scores moved."""
    own = (rows("frame"), scaled("frame.score"), shifted("frame.score"), *laws)
    return Case(own, drawn.waves(**arguments))


def _design(arguments: Mapping[str, Any]) -> dict[str, Any]:
    frame = arguments["frame"]
    design = np.column_stack([np.ones(len(frame)), frame["exposed"], frame["wave"] == "t1"])
    return {"outcome": frame["score"].to_numpy(), "design": design, "cluster": frame["team"].tolist()}


def _covariate(arguments: Mapping[str, Any]) -> dict[str, Any]:
    n = len(arguments["pre"])
    age = [20.0 + (7 * at) % n for at in range(n)]
    return {"outcome": arguments["post"], "exposed": arguments["exposed"], "covariates": {"age": age}}


def _only(*wanted: str, **named: str) -> Any:
    """Take some of what was drawn, under other names where these are given."""
    return lambda made: {**{name: made[name] for name in wanted}, **{new: made[old] for new, old in named.items()}}


def _items(**arguments: Any) -> st.SearchStrategy[dict[str, Any]]:
    return drawn.items().map(lambda frame: {"items": frame, **arguments})


def _teams(frame: Any) -> dict[str, Any]:
    data = frame.assign(team=[f"team {at % 4}" for at in range(len(frame))])
    return {"data": data, "items": list("abcd"), "unit": "team", "response_range": (1, 5)}


_PAIRS = drawn.pairs()
_BOTH = ("pre", "post")
_REVERSED = turned(lambda arguments: {**arguments, "waves": ("t1", "t0")}, 1e-4)

_EFFECTS = {
    "paired_change": _case(
        _PAIRS, rows(*_BOTH), scaled(*_BOTH), shifted(*_BOTH), exchanged(*_BOTH), doubled(*_BOTH),
    ),
    "independent_change": _case(
        drawn.samples(), rows("pre"), rows("post"), scaled(*_BOTH), shifted(*_BOTH), exchanged(*_BOTH), doubled(*_BOTH),
    ),
    "rank_change": _case(_PAIRS, rows(*_BOTH), shifted(*_BOTH)),
    "rank_difference": _case(
        drawn.samples(), rows("pre"), rows("post"),
        unmoved("any rising function of the scores", *_BOTH, change=np.exp),
    ),
    "trimmed_change": _case(_PAIRS, rows(*_BOTH), scaled(*_BOTH), shifted(*_BOTH)),
    "weighted_change": _case(
        drawn.pairs("weights"), rows(*_BOTH, "weights"), scaled(*_BOTH), shifted(*_BOTH),
    ),
    "weighted_difference": _case(
        drawn.pairs("exposed", "weights").map(_only("exposed", "weights", outcome="post")),
        rows("outcome", "exposed", "weights"), scaled("outcome"),
    ),
    "reliable_change": _case(
        _PAIRS.map(lambda made: {**made, "reliability": 0.8, "sd": 1.0}),
        rows(*_BOTH), shifted(*_BOTH),
    ),
    "ancova_change": _case(drawn.pairs("exposed"), rows(*_BOTH, "exposed"), scaled(*_BOTH)),
    "doubly_robust": _case(
        drawn.pairs("exposed").map(_covariate), rows("outcome", "exposed", "covariates"), scaled("outcome"),
    ),
    "overlapping_change": _waves(names("frame", "who"), _REVERSED, respondent="who"),
    "weighted_overlapping": _waves(names("frame", "who"), respondent="who", weight="weight"),
    "mixed_change": Case(
        (rows("frame", tolerance=1e-4), names("frame", "who"), scaled("frame.score", tolerance=1e-4), _REVERSED),
        drawn.waves(respondent="who"),
    ),
    "difference_in_differences": _waves(names("frame", "team"), _REVERSED, exposed="exposed", cluster="team"),
    "gap_change": _waves(names("frame", "who"), category("frame", "group"), group="group", reference="a", focal="b"),
    "dose_response": _waves(names("frame", "who"), dose="dose", respondent="who"),
    "kitagawa_oaxaca_blinder": _waves(category("frame", "age"), covariates=["age"]),
    "cluster_robust": _case(
        drawn.waves().map(_design), rows("outcome", "design", "cluster"), names("cluster"), scaled("outcome"),
    ),
    "wild_cluster_bootstrap": _case(
        drawn.waves().map(lambda made: {**_design(made), "coefficient": 1}),
        rows("outcome", "design", "cluster"), names("cluster"),
    ),
    "synthesise": _case(
        drawn.studies(), rows("effects", "variances", tolerance=1e-5),
        scaled("effects", squared=("variances",), tolerance=1e-4),
    ),
    "meta_regression": _example(rows("effects", "variances", "moderators")),
    "leave_one_out": _case(drawn.studies(), scaled("effects", squared=("variances",), tolerance=1e-4)),
    "adjust_p": _example(rows("p")),
    "pool_imputations": _example(rows("estimates", "variances"), scaled("estimates", squared=("variances",))),
    "controlled_effect_size": _example(rows("pre_exposed", "post_exposed"), rows("pre_comparison", "post_comparison")),
    "mcar_test": _example(rows("frame")),
    "compare_stayers": _example(rows("frame", "stayed")),
    "attrition_weights": _example(rows("stayed", "covariates")),
    "propensity_weights": _example(rows("exposed", "covariates")),
    "rake": _example(rows("frame")),
    "unit_permutation": _example(rows("changes", "exposed_units")),
    "response_guard": _example(rows("first"), rows("last")),
    "pre_trend": _example(rows("frame"), scaled("frame.score"), shifted("frame.score")),
}  # fmt: skip

_SCALES = {
    "reliability": _case(
        _items(), rows("items", tolerance=1e-5),
        unmoved("answers moved", "items", change=lambda x: x + 2, tolerance=1e-5),
    ),
    "score": _example(rows("frame")),
    "aggregation": _case(drawn.items().map(_teams), rows("data"), names("data", "team")),
    "polychoric": _example(rows("data", tolerance=1e-5)),
    "invariance": _example(names("data", "group")),
}  # fmt: skip

_FLOWS = {
    "retention": _case(drawn.spells(), rows("duration", "event", "group"), names("group")),
    "cumulative_incidence": _case(drawn.spells(), rows("duration", "event", "group"), names("group")),
    "hazard_ratio": _example(rows("frame"), names("frame", "new")),
    "hazard_change": _example(rows("frame")),
    "representation": _example(rows("frame"), names("frame", "scale")),
    "segregation": _example(rows("frame")),
    "pipeline": _example(rows("frame")),
    "transitions": _example(rows("frame"), names("frame", "who")),
    "forecast_inputs": _example(rows("frame"), names("frame", "who")),
    "flow_rates": _example(rows("persons"), names("persons", "person")),
    "settle_careers": _example(rows("persons")),
    "standardised_rates": _example(rows("frame"), names("frame", "age")),
    "stratified_selection_ratio": _example(rows("frame"), names("frame", "job")),
    "exit_reasons": _example(rows("frame"), names("frame", "exit")),
    "flow_rates_from_counts": _example(rows("counts")),
    "target_progress": _example(rows("shares")),
    "split_time": _example(rows("frame")),
    "count_limits": _example(rows("values")),
}

_TOLD = {
    "theme_prevalence": _example(rows("codings"), names("codings", "document")),
    "compare_rounds": _example(rows("codings"), names("codings", "document")),
    "cooccurrence": _example(rows("codings"), names("codings", "document")),
    "saturation": _example(rows("codings"), names("codings", "document")),
    "coder_agreement": _example(rows("ratings")),
    "delphi_consensus": _example(rows("ratings"), names("ratings", "expert")),
    "theme_lists": _example(rows("first"), rows("last")),
    "implementation": _example(rows("log")),
    "exposure": _example(rows("participation")),
    "policy_scan": _example(rows("scores"), names("scores", "rater")),
    "six_steps": _example(rows("records")),
    "agenda_progress": _example(rows("statuses")),
    "candidate_interventions": _example(rows("levels")),
    "smart_check": _example(rows("goals")),
    "contribution_table": _example(rows("changes")),
    "link_waves": _example(rows("survey"), names("survey", "respondent")),
    "reidentification_risk": _example(rows("people"), names("people", "gender")),
    "protect": _example(rows("table")),
}

_PRINTED = {
    "pooled_sd": _example(rows("sds", "ns"), rows("ns", "sds")),
    "percentages_add_up": _example(rows("percents")),
    "funnel_limits": _example(rows("percent", "n", "names")),
}

#: what holds of functions, beside what holds of all: the same call gives the same figures, and changes no argument
LAWS: Mapping[str, Case] = {**_EFFECTS, **_SCALES, **_FLOWS, **_TOLD, **_PRINTED}

_FILES = "reads a study folder or a report: mutated folders try what it is given (`benchmarks/hostile_folders.py`)"
_RUNS = "makes files in a workspace: tests/run tries its faults"
_STUDY = "takes a Study, which only intake makes: mutated folders try that"
_NOTHING = "takes no data"
_PUBLISHED = "reads a file of published figures: tests/reproduce tries what can be wrong with it"
_NAMED = "takes no data, but the name of what comes along"
_OPENS = "shows the start page in JupyterLab: tests/workbench tries it"

#: public functions without a case, each with the reason
WITHOUT: Mapping[str, str] = {
    **dict.fromkeys(
        ("run_all", "run_audit", "run_changed", "run_export", "run_report", "run_synthesis", "run_twin", "verify",
         "verify_export", "check_parameters"), _RUNS),
    **dict.fromkeys(
        ("baseline", "change", "conclusions", "conversations", "interventions", "leadership", "own_section", "response",
         "retention_and_promotion", "summary", "release", "release_plan", "synthetic_twin"), _STUDY),
    **dict.fromkeys(("load_study", "find_releases", "synthesis", "audit"), _FILES),
    **dict.fromkeys(
        ("growth_panels", "process_steps", "national_agenda", "list_instruments", "civil_service_ethnicity",
         "civil_service_survey", "civil_service_wording", "known_names"), _NOTHING),
    **dict.fromkeys(("findings", "read_finding", "read_aggregates"), _PUBLISHED),
    **dict.fromkeys(("start",), _OPENS),
    **dict.fromkeys(
        ("lesson", "recompute", "follow", "analysis_code", "data_of", "check_answer", "instrument"), _NAMED),
    "demo_study": "draws data itself: benchmarks/demo_truth.py tries it",
    "longitudinal_invariance": "its example is too large to be drawn here; tests/scales has it, beside lavaan",
}  # fmt: skip
