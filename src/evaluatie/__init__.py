"""evaluatie: from raw questionnaire files to a reproducible, disclosure-safe, accessible evaluation report.

Every public name is reachable as ``evaluatie.NAME`` and every room as a module; both load when first used, so that
``import evaluatie`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # importing typing for it would cost more than the rest of this file
if TYPE_CHECKING:
    from evaluatie import disclosure, effects, evaluation, instruments, report, run, scales, study
    from evaluatie.disclosure import Audit, DisclosurePolicy, audit, protect, release, release_plan, synthetic_twin
    from evaluatie.effects import (
        adjust_p,
        ancova_change,
        attrition_weights,
        cluster_robust,
        compare_stayers,
        controlled_effect_size,
        difference_in_differences,
        doubly_robust,
        equivalence,
        gap_change,
        impute_change,
        independent_change,
        influence,
        kitagawa_oaxaca_blinder,
        leave_one_out,
        mcar_test,
        meta_regression,
        minimal_detectable_effect,
        mixed_change,
        multiverse,
        overlapping_change,
        paired_change,
        pool_imputations,
        pre_trend,
        propensity_weights,
        rake,
        rank_change,
        rank_difference,
        regression_to_the_mean,
        reliable_change,
        response_guard,
        summary_change,
        synthesise,
        tipping_point,
        trimmed_change,
        unit_permutation,
        weighted_change,
        weighted_difference,
        weighted_overlapping,
        wild_cluster_bootstrap,
    )
    from evaluatie.evaluation import (
        Section,
        baseline,
        change,
        conclusions,
        find_releases,
        leadership,
        response,
        synthesis,
    )
    from evaluatie.instruments import Instrument, instrument, list_instruments
    from evaluatie.result import Estimate, Result
    from evaluatie.run import (
        check_parameters,
        run_all,
        run_audit,
        run_export,
        run_report,
        run_synthesis,
        run_twin,
        verify_export,
    )
    from evaluatie.scales import (
        aggregation,
        cfa,
        invariance,
        longitudinal_invariance,
        polychoric,
        reliability,
        score,
    )  # fmt: skip
    from evaluatie.study import (
        Problem,
        Study,
        StudyError,
        link_waves,
        load_study,
        pseudonymise,
        reidentification_risk,
    )
    from evaluatie.study.demonstration import demo_study

_ROOMS = ("disclosure", "effects", "evaluation", "instruments", "report", "run", "scales", "study")

_NAMES = {
    "result": ("Estimate", "Result"),
    "instruments": ("Instrument", "instrument", "list_instruments"),
    "study": (
        "Problem", "Study", "StudyError", "link_waves", "load_study", "pseudonymise", "reidentification_risk",
    ),
    "study.demonstration": ("demo_study",),
    "scales": (
        "aggregation", "cfa", "invariance", "longitudinal_invariance", "polychoric", "reliability", "score",
    ),
    "effects": (
        "adjust_p", "ancova_change", "attrition_weights", "cluster_robust", "compare_stayers",
        "controlled_effect_size", "difference_in_differences", "doubly_robust", "equivalence", "gap_change",
        "impute_change", "independent_change", "influence", "kitagawa_oaxaca_blinder", "leave_one_out", "mcar_test",
        "meta_regression", "minimal_detectable_effect", "mixed_change", "multiverse", "overlapping_change",
        "paired_change", "pool_imputations", "pre_trend", "propensity_weights", "rake", "rank_change",
        "rank_difference", "regression_to_the_mean", "reliable_change", "response_guard", "summary_change",
        "synthesise", "tipping_point", "trimmed_change", "unit_permutation", "weighted_change", "weighted_difference",
        "weighted_overlapping", "wild_cluster_bootstrap",
    ),
    "evaluation": (
        "Section", "baseline", "change", "conclusions", "find_releases", "leadership", "response", "synthesis",
    ),
    "disclosure": ("Audit", "DisclosurePolicy", "audit", "protect", "release", "release_plan", "synthetic_twin"),
    "run": (
        "check_parameters", "run_all", "run_audit", "run_export", "run_report", "run_synthesis", "run_twin",
        "verify_export",
    ),
}  # fmt: skip
_ROOM_OF = {name: room for room, names in _NAMES.items() for name in names}

__all__ = [
    "Audit",
    "DisclosurePolicy",
    "Estimate",
    "Instrument",
    "Problem",
    "Result",
    "Section",
    "Study",
    "StudyError",
    "adjust_p",
    "aggregation",
    "ancova_change",
    "attrition_weights",
    "audit",
    "baseline",
    "cfa",
    "change",
    "check_parameters",
    "cluster_robust",
    "compare_stayers",
    "conclusions",
    "controlled_effect_size",
    "demo_study",
    "difference_in_differences",
    "disclosure",
    "doubly_robust",
    "effects",
    "equivalence",
    "evaluation",
    "find_releases",
    "gap_change",
    "impute_change",
    "independent_change",
    "influence",
    "instrument",
    "instruments",
    "invariance",
    "kitagawa_oaxaca_blinder",
    "leadership",
    "leave_one_out",
    "link_waves",
    "list_instruments",
    "load_study",
    "longitudinal_invariance",
    "mcar_test",
    "meta_regression",
    "minimal_detectable_effect",
    "mixed_change",
    "multiverse",
    "overlapping_change",
    "paired_change",
    "polychoric",
    "pool_imputations",
    "pre_trend",
    "propensity_weights",
    "protect",
    "pseudonymise",
    "rake",
    "rank_change",
    "rank_difference",
    "regression_to_the_mean",
    "reidentification_risk",
    "release",
    "release_plan",
    "reliability",
    "reliable_change",
    "report",
    "response",
    "response_guard",
    "run",
    "run_all",
    "run_audit",
    "run_export",
    "run_report",
    "run_synthesis",
    "run_twin",
    "scales",
    "score",
    "study",
    "summary_change",
    "synthesis",
    "synthesise",
    "synthetic_twin",
    "tipping_point",
    "trimmed_change",
    "unit_permutation",
    "verify_export",
    "weighted_change",
    "weighted_difference",
    "weighted_overlapping",
    "wild_cluster_bootstrap",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        return import_module(f"evaluatie.{name}")
    if name not in _ROOM_OF:
        raise AttributeError(f"evaluatie has no name '{name}'")
    value = getattr(import_module(f"evaluatie.{_ROOM_OF[name]}"), name)
    if name == "release":
        # a released section also shows itself in JupyterLab as its reader will see it: the report room hangs that on
        import_module("evaluatie.report.preview")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
