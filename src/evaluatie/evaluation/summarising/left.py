"""Whether a group leaves more often, from the personnel file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import Analysis, Finding, Slot
from evaluatie.evaluation.summarising.names import FOUND, NAME, UNKNOWN
from evaluatie.evaluation.workforce.ledger import staff_ledger
from evaluatie.evaluation.workforce.rated import OUTFLOW, ratios, verdict
from evaluatie.evaluation.workforce.staff import staff_of

if TYPE_CHECKING:
    from evaluatie.study import Study


def left(study: Study) -> tuple[dict[str, Analysis], Finding] | None:
    """Say whether the largest focal group of the first characteristic leaves more often than its reference group.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    tuple of dict and Finding, or None
        None without a personnel file, or without such a group in it.
    """
    staff, ledger = staff_of(study), staff_ledger(study)
    if staff is None or ledger is None or not staff.names:
        return None
    name = staff.names[0]
    level = max(staff.focal(name), key=lambda one: ledger.n((name, one), "people"), default=None)
    made = None if level is None else next(ratios(staff, ledger, OUTFLOW, (name, level)), None)
    if level is None or made is None:
        return None
    key, analysis = made
    (ratio,) = analysis.result.estimates()
    who: dict[str, Slot] = {"level": say.group(name, level), "reference": say.group(name, staff.reference(name))}
    numbers: dict[str, Slot] = {
        "ratio": say.ref(NAME, key, "rate_ratio", "ratio"),
        "interval": say.ref(NAME, key, "rate_ratio", "interval"),
        "n": say.ref(NAME, key, "rate_ratio", "n"),
    }
    word = verdict(ratio)
    topic = UNKNOWN if word == "unclear" else FOUND
    hidden = Finding("summary.unknown.left", topic=UNKNOWN)
    return {key: analysis}, Finding(f"summary.left.{word}", {**who, **numbers}, topic=topic, otherwise=hidden)
