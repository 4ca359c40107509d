"""Section retention and promotion: who comes, who moves up, who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.later import later

if TYPE_CHECKING:
    from evaluatie.evaluation.workforce.ledger import Ledger
    from evaluatie.evaluation.workforce.section import retention_and_promotion
    from evaluatie.evaluation.workforce.study_ledgers import ledgers

__all__ = ["Ledger", "ledgers", "retention_and_promotion"]

__getattr__ = later(
    __name__,
    {
        "ledger": ("Ledger",),
        "section": ("retention_and_promotion",),
        "study_ledgers": ("ledgers",),
    },
)
