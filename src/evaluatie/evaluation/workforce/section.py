"""Section retention and promotion: who comes, who moves up, who leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evaluatie.evaluation.ledger import Ledger
from evaluatie.evaluation.section import Section
from evaluatie.evaluation.topic import section_of
from evaluatie.evaluation.workforce.ahead import ahead
from evaluatie.evaluation.workforce.aimed import aimed
from evaluatie.evaluation.workforce.chosen import chosen, selection_ledger
from evaluatie.evaluation.workforce.composed import composed
from evaluatie.evaluation.workforce.counted import counted
from evaluatie.evaluation.workforce.delivered import delivered, delivered_ledger
from evaluatie.evaluation.workforce.hazards import hazards
from evaluatie.evaluation.workforce.interviews import interviewed, interviews_ledger
from evaluatie.evaluation.workforce.keys import Topic
from evaluatie.evaluation.workforce.ledger import staff_ledger
from evaluatie.evaluation.workforce.names import NAME
from evaluatie.evaluation.workforce.rated import rated
from evaluatie.evaluation.workforce.rising import rising
from evaluatie.evaluation.workforce.settled import settled
from evaluatie.evaluation.workforce.shifted import shifted
from evaluatie.evaluation.workforce.staff import Staff, staff_of
from evaluatie.evaluation.workforce.standardised import standardised
from evaluatie.evaluation.workforce.staying import staying

if TYPE_CHECKING:
    from evaluatie.study import Study


def retention_and_promotion(study: Study) -> Section:
    """Tell who comes, who moves up and who leaves, by group, from personnel files.

    Parameters
    ----------
    study : Study
        The study; `staff` of study.yml names its files.

    Returns
    -------
    Section
        Stock and flows; rates per person-year with ratios, crude and standardised, and what people of unknown group
        could change; how long people stay and how soon they move up; where groups are in the organisation; targets and
        forecasts; reasons from exit interviews; selection. Sentences alone where there are no such files.

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.retention_and_promotion(ev.load_study("univbct-1022"))
    >>> [finding.key for finding in section.findings]
    ['staff.none']
    """
    return section_of(NAME, study, _topics(study))


def _topics(study: Study) -> Iterator[Topic]:
    staff, ledger = staff_of(study), staff_ledger(study)
    if staff is not None and ledger is not None:
        yield from _of_staff(staff, ledger)
    counts, interviews, selection = delivered_ledger(study), interviews_ledger(study), selection_ledger(study)
    if staff is None and counts is not None:
        yield delivered(study, counts)
    if interviews is not None:
        yield interviewed(interviews)
    if selection is not None:
        yield chosen(study, selection)
    if staff is None and counts is None and interviews is None and selection is None:
        nothing = Topic("")
        nothing.say("staff.none" if study.persons is None else "staff.no_extract", "caveat")
        yield nothing


def _of_staff(staff: Staff, ledger: Ledger) -> Iterator[Topic]:
    yield counted(staff, ledger)
    yield settled(staff)
    rates = rated(staff, ledger)
    yield rates
    yield standardised(staff, ledger, rates)
    yield staying(staff, ledger)
    yield rising(staff, ledger)
    yield hazards(staff, ledger)
    yield shifted(staff)
    yield composed(staff, ledger)
    aims = aimed(staff, ledger)
    yield aims
    yield ahead(staff, aims)
