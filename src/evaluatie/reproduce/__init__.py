"""Published findings, recomputed and audited; statistics as printed, checked; organisations followed over the years."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evaluatie.later import later

if TYPE_CHECKING:
    from evaluatie.reproduce.finding import findings
    from evaluatie.reproduce.recomputing import recompute
    from evaluatie.reproduce.teaching import analysis_code, check_answer, lesson

__all__ = ["analysis_code", "check_answer", "findings", "lesson", "recompute"]

_PARTS = ("finding", "moments", "recomputing", "teaching")
_name = later(
    __name__,
    {
        "finding": ("findings",),
        "recomputing": ("recompute",),
        "teaching": ("analysis_code", "check_answer", "lesson"),
    },
)


def __getattr__(name: str) -> object:
    return import_module(f"{__name__}.{name}") if name in _PARTS else _name(name)
