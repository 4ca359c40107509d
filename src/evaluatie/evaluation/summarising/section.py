"""Section summary: what was asked, done and found, how certain that is, what is not known, what to discuss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from evaluatie.evaluation.concluding import discuss
from evaluatie.evaluation.scored import Scores
from evaluatie.evaluation.section import Analysis, Figure, Finding, Ref, Section, Slot, Word
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
    pictures = tuple(pictured.of_changes(weighed))
    return Section(NAME, study, _told(results, said, pictures), said, pictures)


def _told(
    results: Mapping[str, Analysis], findings: Iterable[Finding], pictures: Iterable[Figure]
) -> dict[str, Analysis]:
    """Keep the analyses that the summary shows a number of: the sections that explain the others have these."""
    used = {slot.number if isinstance(slot, Ref) else slot.about for slot in _slots(findings, pictures)}
    return {
        key: one
        for key, one in results.items()
        if any(f"{NAME}.{key}.{row.term}" in used for row in one.result.estimates())
    }


def _slots(findings: Iterable[Finding], pictures: Iterable[Figure]) -> Iterator[Ref | Word]:
    """Go through what refers to a number, in what may be said instead as well."""
    slots: list[Slot | None] = []
    for finding in findings:
        said: Finding | None = finding
        while said is not None:
            slots += said.slots.values()
            said = said.otherwise
    slots += [slot for picture in pictures for row in picture.rows for slot in (*row.head, *row.cells)]
    yield from (slot for slot in slots if isinstance(slot, Ref | Word))
