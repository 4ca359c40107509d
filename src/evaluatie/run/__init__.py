"""Execute section notebooks and compose reports of one or many organisations.

Notebooks import this room for :func:`check_parameters` only; what runs notebooks is imported when it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evaluatie.run.errors import RunError
from evaluatie.run.outcome import ReportFailure, ReportRun
from evaluatie.run.parameters import ParameterError, check_parameters

if TYPE_CHECKING:
    from evaluatie.run.auditing import AuditRun, run_audit, withdraw
    from evaluatie.run.batch import run_all, run_report
    from evaluatie.run.exporting import Export, run_export, verify_export
    from evaluatie.run.kernels import kernel_pool
    from evaluatie.run.synthesis import SynthesisRun, run_synthesis
    from evaluatie.run.twinning import TwinRun, run_twin

_LATER = {
    "kernel_pool": "evaluatie.run.kernels",
    "run_all": "evaluatie.run.batch",
    "run_audit": "evaluatie.run.auditing",
    "run_export": "evaluatie.run.exporting",
    "run_report": "evaluatie.run.batch",
    "run_synthesis": "evaluatie.run.synthesis",
    "run_twin": "evaluatie.run.twinning",
    "withdraw": "evaluatie.run.auditing",
    "verify_export": "evaluatie.run.exporting",
    "AuditRun": "evaluatie.run.auditing",
    "Export": "evaluatie.run.exporting",
    "SynthesisRun": "evaluatie.run.synthesis",
    "TwinRun": "evaluatie.run.twinning",
}

__all__ = [
    "AuditRun",
    "Export",
    "ParameterError",
    "ReportFailure",
    "ReportRun",
    "RunError",
    "SynthesisRun",
    "TwinRun",
    "check_parameters",
    "kernel_pool",
    "run_all",
    "run_audit",
    "run_export",
    "run_report",
    "run_synthesis",
    "run_twin",
    "verify_export",
    "withdraw",
]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
