"""Intervals of reports of other designs than those of the made-up organisations, and where they are tested."""

from __future__ import annotations

from dataclasses import dataclass

FLOWS, THEMES, SCALES, EFFECTS = (f"tests/{room}/test_" for room in ("flows", "themes", "scales", "effects"))


@dataclass(frozen=True)
class Elsewhere:
    """A kind of interval.

    Attributes
    ----------
    pattern : str
        Of section, method, and the rest of the figure's id, as the rules of ``_truth.values`` have it.
    what : str
        In words.
    where : str
        Where it is tested, and against what.
    """

    pattern: str
    what: str
    where: str


_CHANGES = "paired_t|independent_t|overlapping_t|mixed_model|difference_in_differences|gap_welch|mean_t"
ELSEWHERE = (
    Elsewhere(r"summary .*", "all of the summary", "the same figures in their own sections"),
    Elsewhere(
        rf"interventions ({_CHANGES}) .*", "changes, differences in change and gaps that an intervention was expected "
        "to move", "made by the functions of the sections on change and on the starting point, measured above",
    ),
    Elsewhere(
        r"(interventions|retention_and_promotion) hazard_change .*", "change of a hazard since the interventions, and "
        "beside a group's reference", "`benchmarks/careers_truth.py`: of promotion where interventions were, 92.5% in "
        f"200 organisations ([known hazards](../benchmarks.md#known-hazards)); R's coxph (`{FLOWS}piecewise.py`)",
    ),
    Elsewhere(
        r"change raked .*", "change, raked to the workforce", "`benchmarks/coverage.py`, world *workforce*: 94.5 to "
        f"96.0%, without units ([methods](../methods.md)); R's survey (`{EFFECTS}absent_weighting.py`)",
    ),
    Elsewhere(
        r"change dose_response .*", "change by dose and exposure",
        f"R's clubSandwich, and simulation (`{EFFECTS}dose_response.py`)",
    ),
    Elsewhere(
        r"retention_and_promotion target_progress .*", "progress to a target: share, pace, inflow that is needed",
        f"Newcombe's printed limits, and made-up organisations (`{FLOWS}target_progress.py`)",
    ),
    Elsewhere(
        r"retention_and_promotion representation .*", "share of a group where some are of unknown group, and its "
        "difference to a reference", f"by hand; Wilson's interval, not simulated (`{FLOWS}representation.py`)",
    ),
    Elsewhere(
        r"retention_and_promotion newcombe .*", "difference in a reason of exit", "Newcombe's printed limits "
        f"(`{THEMES}rounds.py`), by hand (`{FLOWS}exit_reasons.py`)",
    ),
    Elsewhere(
        r"retention_and_promotion selection_ratio .*", "ratio of selection", "R and statsmodels, and simulation "
        f"(`{FLOWS}selection_ratio.py`)",
    ),
    Elsewhere(r"retention_and_promotion armitage_trend .*", "trend over scales", f"R (`{FLOWS}representation.py`)"),
    Elsewhere(
        r"retention_and_promotion (counted_rates|delivered_counts) .*", "rates and shares of delivered counts of staff",
        f"R's poisson.test, and simulation (`{FLOWS}rates.py`); Wilson's interval",
    ),
    Elsewhere(
        r"conversations coder_agreement .*", "agreement of coders", "`benchmarks/agreement_coverage.py`",
    ),
    Elsewhere(
        r"(conversations|interventions) theme_share .*", "share of conversations with a theme",
        f"Newcombe's printed limits, and simulation (`{THEMES}prevalence.py`)",
    ),
    Elsewhere(
        r"conversations theme_change .*", "change of a theme's share", f"R, and simulation (`{THEMES}rounds.py`)",
    ),
    Elsewhere(
        r"(response|baseline|interventions) proportion_wilson .*", "shares that answered all waves, of an answer to an "
        "item, of people reached", "Wilson's interval, as of the share that answers, which is measured above",
    ),
    Elsewhere(
        r"baseline (gap_welch .*\.g|keying .*|ordinal .*|hierarchical .*)", "Hedges' g of a gap, items turned round, "
        "ordinal alpha and omega, other parts of hierarchical omega: in files, without limits in a report",
        f"R's psych, lavaan and semTools, and simulation (`{SCALES}polychoric.py`, `{SCALES}retest_and_keying.py`, "
        f"`{SCALES}reliability.py`; `{EFFECTS}separate_samples.py`)",
    ),
)  # fmt: skip
