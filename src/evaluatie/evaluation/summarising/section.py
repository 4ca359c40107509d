"""Section summary: what was asked, done and found, how certain that is, what is not known, what to discuss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.evaluation.concluding import discuss
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.section import Section
from evaluatie.evaluation.summarising import changed, done, pictured, starting, unknown
from evaluatie.evaluation.summarising.names import NAME
from evaluatie.evaluation.weighing import weigh

if TYPE_CHECKING:
    from evaluatie.study import Study


def summary(study: Study) -> Section:
    """Tell the whole report on one page.

    In order: the question and what was done; the main figures in one picture; what was found, the most certain first;
    what is not known; what to discuss next. All rests on the judgement and the numbers of the other sections.

    Parameters
    ----------
    study : Study
        The study; with one wave the summary is of the starting point.

    Returns
    -------
    Section

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.summary(ev.load_study("univbct-1022"))
    >>> section.findings[0].key, section.displays[0].id
    ('summary.asked.one', 'figure-summary')
    """
    scores = Scores(study)
    if len(study.waves) == 1:
        results = done.analyses(scores) | starting.analyses(scores)
        said = (*done.findings(scores), *starting.findings(scores, results))
        return Section(NAME, study, results, said, (pictured.of_means(scores),))
    weighed = weigh(scores, NAME)
    more = changed.more(weighed)
    results = done.analyses(scores) | weighed.results | more.results
    # what stands with what was found or with what is not known has one place: that would tell where it is hidden
    told = (*changed.findings(weighed, len(more.findings)), *unknown.findings(weighed), *more.findings)
    said = (*done.findings(scores), *told, *discuss(weighed))
    return Section(NAME, study, results, said, tuple(pictured.of_changes(weighed)))
