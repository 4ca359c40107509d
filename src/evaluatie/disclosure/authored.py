"""What an author's text may tell: the same policy as every figure, as far as a text can be read by a program.

A program finds numbers of people, names of teams and what identifies somebody. It does not understand a description by
which colleagues know who is meant: for that, docs/disclosure.md asks a second reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from evaluatie.study import Problem
from evaluatie.study.gate.identifiercells import personal_cells
from evaluatie.study.problems import quoted

if TYPE_CHECKING:
    from evaluatie.disclosure.policy import DisclosurePolicy
    from evaluatie.study import Study
    from evaluatie.study.authored import AuthoredText

_WORDS = {
    word: number
    for number, words in enumerate(
        ("één|one", "twee|two", "drie|three", "vier|four", "vijf|five", "zes|six", "zeven|seven", "acht|eight",
         "negen|nine", "tien|ten", "elf|eleven", "twaalf|twelve"), start=1,
    )
    for word in words.split("|")
}  # fmt: skip
_PEOPLE = (
    r"(?:mensen|men|women|people|persons?|personen|persoon|medewerk(?:er|ster)s?|werknemers?|collega'?s?|colleagues?"
    r"|employees?|respondent(?:en|s)?|deelnem(?:er|ster)s?|participants?|vrouw(?:en)?|mannen|man|leidinggevenden?"
    r"|managers?|teamleiders?|leaders?|staff|interns?|stagiairs?|trainees?|kandidaten|kandidaat|candidates?)"
)
_NUMBER = rf"\d{{1,3}}(?:[.,]\d{{3}})+|\d+|{'|'.join(_WORDS)}"
_AMONG = rf"(?:(?:van de|van die|van onze|of the|of our|of those|out of the|out of|van)\s+)?(?:(?:{_NUMBER})\s+)?"
# one word in between may tell which people ("3 nieuwe medewerkers"), unless it says that something else is counted
_WHICH = (
    r"(?:(?!(?:voor|met|door|bij|onder|en|of|for|with|by|among|and|or|procent|percent|jaar|years?|keer|times|uur|hours"
    r"|teams?|maatregelen|interventions|gesprekken|conversations)\s)[^\W\d]+\s+)?"
)
_COUNTED = re.compile(rf"(?<![\w.,%€$£])({_NUMBER})(?=(\s+{_AMONG}{_WHICH}{_PEOPLE})\b)", re.IGNORECASE)
_SHORT = 3  # names of teams that are as short stand in many words' place: only the very same letters count


def counted_people(line: str) -> Iterator[tuple[str, int]]:
    """Find numbers of people in a line.

    Parameters
    ----------
    line : str
        Dutch or English.

    Yields
    ------
    found : str
        What stands there.
    number : int
        How many people that are.

    Examples
    --------
    >>> list(counted_people("In gesprekken zeiden drie vrouwelijke medewerkers dat 2 maatregelen hielpen."))
    [('drie vrouwelijke medewerkers', 3)]
    >>> list(counted_people("Of the 1,250 employees two of the managers left."))
    [('1,250 employees', 1250), ('two of the managers', 2)]
    """
    for found in _COUNTED.finditer(line):
        number = found[1].casefold()
        yield found[1] + found[2], _WORDS[number] if number in _WORDS else int(re.sub(r"\D", "", number))


def text_problems(texts: Iterable[AuthoredText], study: Study, policy: DisclosurePolicy) -> list[Problem]:
    """Say what author's texts tell that may not leave.

    Parameters
    ----------
    texts : iterable of AuthoredText
        The texts.
    study : Study
        The study that they are about.
    policy : DisclosurePolicy
        Its policy.

    Returns
    -------
    list of Problem
        By file and line: numbers of people under the smallest group, names of teams that may not be named, and what
        identifies people.
    """
    units = _unnamed_units(study)
    return [
        Problem(text.file, row, None, message, hint)
        for text in texts
        for row, line in enumerate(text.content.split("\n"), start=1)
        for message, hint in _in_line(line, units, policy)
    ]


def _in_line(line: str, units: dict[str, re.Pattern[str]], policy: DisclosurePolicy) -> Iterator[tuple[str, str]]:
    for found, number in counted_people(line):
        if 0 < number < policy.minimum_group:
            told = f"{quoted(found)} are fewer people than the {policy.minimum_group} that may be shown."
            yield told, 'Write "some" or leave it out; who knows the team knows who they are.'
    for unit, pattern in units.items():
        if pattern.search(line):
            hint = "Write what happened without the team, or see works_council in docs/study-folder.md."
            yield f"The team {quoted(unit)} is named here, which takes the works council's word.", hint
    words = re.split(r"[\s,;()<>\[\]\"“”]+", line)
    for kind in personal_cells(word for word in (line, *words) if word):
        yield f"Here stands {kind}.", "Take it away: it tells who somebody is."


def _unnamed_units(study: Study) -> dict[str, re.Pattern[str]]:
    """Give the teams that may not be named, each with what finds its name."""
    if study.config.works_council.consent or study.aggregates is not None or "unit" not in study.survey:
        return {}
    names = sorted({str(unit).strip() for unit in study.survey["unit"].dropna()} - {"", "other", "unknown"})
    return {name: _name(name) for name in names if not name.isdigit()}


def _name(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", 0 if len(name) <= _SHORT else re.IGNORECASE)
