"""A section of the researcher's own: chosen outcomes over the waves and by chosen groups, under a title of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evaluatie.evaluation.owning.changes import add_changes
from evaluatie.evaluation.owning.means import add_groups, add_means
from evaluatie.evaluation.scored import Scores, in_plan_order
from evaluatie.evaluation.section import Section
from evaluatie.evaluation.topic import Topic, section_of
from evaluatie.study.problems import Problem, StudyError, did_you_mean, quoted

if TYPE_CHECKING:
    from evaluatie.study import Study

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 60


def own_section(
    study: Study, *, title: Mapping[str, str], outcomes: Sequence[str], groups: Sequence[str] = ()
) -> Section:
    """Describe outcomes of one's own choice: their means at every wave, by group, and their change.

    The sentences and tables are those of the other sections, and so are the rules on what may be shown. A report says
    of such a section that its author chose it, and it does not count towards what the plan decides upon.

    Parameters
    ----------
    study : Study
        The study.
    title : mapping of str to str
        The heading in Dutch and in English: ``{"nl": ..., "en": ...}``. In a notebook these are the parameters
        ``title_nl`` and ``title_en``: a run accepts no title that does not stand there, so that none is computed.
    outcomes : sequence of str
        Ids of outcomes, such as ``"pgis.total"``.
    groups : sequence of str
        Group characteristics of study.yml, such as ``"gender"``.

    Returns
    -------
    Section
        Means with t intervals and, per group, Welch differences from the reference group, at every wave; the change
        from the first wave to the last by the study's main estimator; whether the scales mean the same.

    Raises
    ------
    StudyError
        An outcome or characteristic that the study does not have, or no title; all at once.

    Examples
    --------
    >>> import evaluatie as ev
    >>> study = ev.load_study("univbct-1022")
    >>> title = {"nl": "Tevredenheid", "en": "Satisfaction"}
    >>> section = ev.own_section(study, title=title, outcomes=["jobsat"], groups=["gender"])
    >>> section.name, [display.id for display in section.displays][:2]
    ('own-satisfaction', ['figure-own', 'table-own-t0'])
    """
    _check(study, title, outcomes, groups)
    chosen = [outcome for outcome in in_plan_order(study) if outcome.id in outcomes]
    scores, own = Scores(study), Topic("", name_of(title["en"]))
    own.say("own.chosen", "caveat")
    add_means(own, scores, chosen)
    for characteristic in dict.fromkeys(groups):
        add_groups(own, scores, chosen, characteristic)
    if len(study.waves) > 1:
        add_changes(own, scores, chosen, tuple(dict.fromkeys(groups)))
    return replace(section_of(own.section, study, [own]), title=dict(title))


def name_of(title: str) -> str:
    """Give the name of a section from its English title.

    Examples
    --------
    >>> name_of("Work pressure, by age")
    'own-work-pressure-by-age'
    """
    return f"own-{'-'.join(_WORD.findall(title.casefold()))}"[:_LONGEST].rstrip("-")


def _check(study: Study, title: Mapping[str, str], outcomes: Sequence[str], groups: Sequence[str]) -> None:
    known = [outcome.id for outcome in study.outcomes]
    wrong = [
        ("outcomes", f"There is no outcome {quoted(one)}.", did_you_mean(one, known))
        for one in outcomes
        if one not in known
    ]
    wrong += [
        ("groups", f"There is no group characteristic {quoted(one)}.", did_you_mean(one, study.config.groups))
        for one in groups
        if one not in study.config.groups
    ]
    wrong += [
        (f"title_{language}", "The section has no title in this language.", "Write one.")
        for language in ("nl", "en")
        if not _WORD.search(title.get(language, ""))
    ]
    if not outcomes:
        wrong.append(("outcomes", "No outcome is named.", did_you_mean("", known)))
    if wrong:
        raise StudyError([Problem("own section", None, *one) for one in wrong])
