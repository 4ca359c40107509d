"""All ledgers of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.evaluation.conversing.rounds import conversation_ledgers
from evaluatie.evaluation.intervening.reached import reach_ledger
from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.workforce.chosen import selection_ledger
from evaluatie.evaluation.workforce.delivered import delivered_ledger
from evaluatie.evaluation.workforce.interviews import interviews_ledger
from evaluatie.evaluation.workforce.ledger import rules_ledger, staff_ledger

if TYPE_CHECKING:
    from evaluatie.study import Study


def ledgers(study: Study) -> tuple[Ledger, ...]:
    """Give the ledgers of a study: of staff, selection, exit interviews, interventions and conversations."""
    kinds = (staff_ledger, rules_ledger, delivered_ledger, selection_ledger, interviews_ledger, reach_ledger)
    found = tuple(ledger for kind in kinds if (ledger := kind(study)) is not None)
    return (*found, *conversation_ledgers(study))
