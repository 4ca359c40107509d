"""Execute section notebooks and compose reports of one or many organisations.

Notebooks import this room for :func:`check_parameters` only; what runs notebooks is imported when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.later import later
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
    from evaluatie.run.verifying import Verification, verify
    from evaluatie.run.versions import ChangedRun, run_changed

__all__ = [
    "AuditRun",
    "ChangedRun",
    "Export",
    "ParameterError",
    "ReportFailure",
    "ReportRun",
    "RunError",
    "SynthesisRun",
    "TwinRun",
    "Verification",
    "check_parameters",
    "kernel_pool",
    "run_all",
    "run_audit",
    "run_changed",
    "run_export",
    "run_report",
    "run_synthesis",
    "run_twin",
    "verify",
    "verify_export",
    "withdraw",
]

__getattr__ = later(
    __name__,
    {
        "auditing": ("AuditRun", "run_audit", "withdraw"),
        "batch": ("run_all", "run_report"),
        "exporting": ("Export", "run_export", "verify_export"),
        "kernels": ("kernel_pool",),
        "synthesis": ("SynthesisRun", "run_synthesis"),
        "twinning": ("TwinRun", "run_twin"),
        "verifying": ("Verification", "verify"),
        "versions": ("ChangedRun", "run_changed"),
    },
)
