"""Section interventions: what was done, for whom and how well, and how it relates to what changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evaluatie.evaluation.intervening.carried import carried
from evaluatie.evaluation.intervening.expected import expected
from evaluatie.evaluation.intervening.labels import carried_out
from evaluatie.evaluation.intervening.names import NAME
from evaluatie.evaluation.intervening.planned import planned
from evaluatie.evaluation.intervening.proposed import proposed
from evaluatie.evaluation.intervening.reached import reach_ledger
from evaluatie.evaluation.intervening.scanned import scanned
from evaluatie.evaluation.intervening.stepped import stepped
from evaluatie.evaluation.section import Section
from evaluatie.evaluation.topic import Topic, section_of

if TYPE_CHECKING:
    from evaluatie.study import Study


def interventions(study: Study) -> Section:
    """Tell what was done, for whom and how well, and lay what was expected beside what changed.

    Parameters
    ----------
    study : Study
        The study; `interventions` and `theory_of_change` of study.yml name its files.

    Returns
    -------
    Section
        Reach, dose, fidelity and order of the interventions; what was expected of them beforehand beside what was found
        afterwards. One sentence where there is no such file.

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.interventions(ev.load_study("univbct-1022"))
    >>> [finding.key for finding in section.findings]
    ['doing.none']
    """
    return section_of(NAME, study, _topics(study))


def _topics(study: Study) -> Iterator[Topic]:
    done = carried_out(study)
    if done is None:
        nothing = Topic("", NAME)
        nothing.say("doing.none" if study.theory is None else "doing.no_log", "caveat")
        yield nothing
    else:
        first = carried(study, done, reach_ledger(study))
        yield first
        if study.theory is not None:
            yield expected(study, done, first)
    yield stepped(study)
    yield scanned(study)
    yield planned(study)
    if done is not None:
        yield proposed(study)
