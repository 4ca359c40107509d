"""evaluatie: from raw questionnaire files to a reproducible, disclosure-safe, accessible evaluation report.

Every public name is reachable as ``evaluatie.NAME`` and every room as a module; both load when first used, so that
``import evaluatie`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # importing typing for it would cost more than the rest of this file
if TYPE_CHECKING:
    from evaluatie import disclosure, effects, evaluation, instruments, report, run, scales, study
    from evaluatie.disclosure import DisclosurePolicy, protect, release, release_plan
    from evaluatie.effects import (
        equivalence,
        independent_change,
        overlapping_change,
        paired_change,
        summary_change,
    )  # fmt: skip
    from evaluatie.evaluation import Section, baseline, change, leadership, response
    from evaluatie.instruments import Instrument, instrument, list_instruments
    from evaluatie.result import Estimate, Result
    from evaluatie.run import check_parameters, run_all, run_report
    from evaluatie.scales import (
        aggregation,
        cfa,
        invariance,
        longitudinal_invariance,
        polychoric,
        reliability,
        score,
    )  # fmt: skip
    from evaluatie.study import Problem, Study, StudyError, link_waves, load_study, pseudonymise
    from evaluatie.study.demonstration import demo_study

_ROOMS = ("disclosure", "effects", "evaluation", "instruments", "report", "run", "scales", "study")

_NAMES = {
    "result": ("Estimate", "Result"),
    "instruments": ("Instrument", "instrument", "list_instruments"),
    "study": ("Problem", "Study", "StudyError", "link_waves", "load_study", "pseudonymise"),
    "study.demonstration": ("demo_study",),
    "scales": (
        "aggregation", "cfa", "invariance", "longitudinal_invariance", "polychoric", "reliability", "score",
    ),
    "effects": ("equivalence", "independent_change", "overlapping_change", "paired_change", "summary_change"),
    "evaluation": ("Section", "baseline", "change", "leadership", "response"),
    "disclosure": ("DisclosurePolicy", "protect", "release", "release_plan"),
    "run": ("check_parameters", "run_all", "run_report"),
}  # fmt: skip
_ROOM_OF = {name: room for room, names in _NAMES.items() for name in names}

__all__ = [
    "DisclosurePolicy", "Estimate", "Instrument", "Problem", "Result", "Section", "Study", "StudyError", "aggregation",
    "baseline", "cfa", "change", "check_parameters", "demo_study", "disclosure", "effects", "equivalence", "evaluation",
    "independent_change", "instrument", "instruments", "invariance", "leadership", "link_waves", "list_instruments",
    "load_study", "longitudinal_invariance", "overlapping_change", "paired_change", "polychoric",
    "protect", "pseudonymise", "release", "release_plan", "reliability", "report", "response", "run", "run_all",
    "run_report", "scales", "score", "study", "summary_change",
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
