"""Section retention and promotion: who comes, who moves up, who leaves."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluatie.evaluation.workforce.ledger import Ledger
    from evaluatie.evaluation.workforce.section import retention_and_promotion
    from evaluatie.evaluation.workforce.study_ledgers import ledgers

_LATER = {"Ledger": "ledger", "ledgers": "study_ledgers", "retention_and_promotion": "section"}

__all__ = ["Ledger", "ledgers", "retention_and_promotion"]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
