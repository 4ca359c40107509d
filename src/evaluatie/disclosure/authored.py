"""What an author's text may tell: the same policy as every figure, as far as a text can be read by a program.

A program finds numbers of people, names of teams and what identifies somebody. It does not understand a description by
which colleagues know who is meant: for that, docs/start.md asks a second reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from evaluatie.study import Problem
from evaluatie.study.authored import paragraphs
from evaluatie.study.gate.identifiercells import personal_cells
from evaluatie.study.problems import quoted

if TYPE_CHECKING:
    from evaluatie.disclosure.policy import DisclosurePolicy
    from evaluatie.study import Study
    from evaluatie.study.authored import AuthoredText

_WORDS = {
    word: number
    for number, words in enumerate(
        ("één|one|a single|een enkele", "twee|two", "drie|three", "vier|four", "vijf|five", "zes|six", "zeven|seven",
         "acht|eight", "negen|nine", "tien|ten", "elf|eleven", "twaalf|twelve", "dertien|thirteen",
         "veertien|fourteen", "vijftien|fifteen", "zestien|sixteen", "zeventien|seventeen", "achttien|eighteen",
         "negentien|nineteen", "twintig|twenty"), start=1,
    )
    for word in words.split("|")
}  # fmt: skip
_PEOPLE = (
    r"(?:mensen|men|women|people|persons?|personen|persoon|medewerk(?:er|ster)s?|werknemers?|collega'?s?|colleagues?"
    r"|employees?|respondent(?:en|s)?|deelnem(?:er|ster)s?|participants?|vrouw(?:en)?|mannen|man|leidinggevenden?"
    r"|managers?|teamleiders?|leaders?|staff|interns?|stagiairs?|trainees?|kandidaten|kandidaat|candidates?"
    r"|soldaten|soldaat|militairen?|soldiers?|verpleegkundigen?|nurses?|artsen|arts|doctors?|docenten|teachers?"
    r"|ambtenaren|ambtenaar|civil servants|hen|them|us|ons)"
)
_NUMBER = rf"\d{{1,3}}(?:[.,]\d{{3}})+|\d+|{'|'.join(_WORDS)}"
_AMONG = rf"(?:(?:van de|van die|van onze|of the|of our|of those|out of the|out of|van|of)\s+)?(?:(?:{_NUMBER})\s+)?"
# one word in between may tell which people ("3 nieuwe medewerkers"), unless it says that something else is counted
_WHICH = (
    r"(?:(?!(?:voor|met|door|bij|onder|en|of|for|with|by|among|and|or|to|aan|tot|procent|percent|jaar|years?|keer|times"
    r"|uur|hours|teams?|maatregelen|interventions|gesprekken|conversations|miljoen|million)\s)[^\W\d]+\s+)?"
)
# a number behind such a word is that of a step or a section
_NO_COUNT = r"(?<!step )(?<!stap )(?<!section )(?<!paragraaf )(?<!tabel )(?<!table )(?<!figuur )(?<!figure )"
_COUNTED = re.compile(
    rf"(?<![\w.,%€$£]){_NO_COUNT}({_NUMBER})(?=(\s+{_AMONG}{_WHICH}{_PEOPLE})\b)|\b(n\s*=\s*)(\d+)", re.IGNORECASE
)
_SHORTEST = 2  # a single letter is a name behind such a word only
_TEAM = r"(?:teams?|afdeling(?:en)?|units?|departments?|compan(?:y|ies)|compagnie|locaties?|vestiging(?:en)?|diensten?)"


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
        number = (found[1] or found[4]).casefold()
        yield (
            found[1] + found[2] if found[1] else found[0],
            _WORDS[number] if number in _WORDS else int(re.sub(r"\D", "", number)),
        )


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
        for row, line, _ in paragraphs(text.content)
        for message, hint in _in_line(line, units, policy)
    ]


def title_problems(title: str, study: Study, policy: DisclosurePolicy) -> list[tuple[str, str]]:
    """Say what the title of a section of one's own tells that may not leave: message and hint of each."""
    return list(_in_line(title, _unnamed_units(study), policy))


def code_problems(lines: Iterable[str]) -> list[tuple[int, str]]:
    """Find what identifies people in code, which the page shows on request: number of the line, and what it is.

    Examples
    --------
    >>> code_problems(["section = ev.change(study)", "# mail ann@example.org"])
    [(2, 'an e-mail address')]
    """
    return [(number, kind) for number, line in enumerate(lines, start=1) for kind in _identifiers(line)]


def _in_line(line: str, units: dict[str, re.Pattern[str]], policy: DisclosurePolicy) -> Iterator[tuple[str, str]]:
    for found, number in counted_people(line):
        if 0 < number < policy.minimum_group:
            told = f"{quoted(found)} are fewer people than the {policy.minimum_group} that may be shown."
            yield told, 'Write "some" or leave it out; who knows the team knows who they are.'
    for unit, pattern in units.items():
        if pattern.search(line):
            hint = "Write what happened without the team, or see works_council in docs/study-folder.md."
            yield f"The team {quoted(unit)} is named here, which takes the works council's word.", hint
    for kind in _identifiers(line):
        yield f"Here stands {kind}.", "Take it away: it tells who somebody is."


def _identifiers(line: str) -> list[str]:
    words = re.split(r"[\s,;()<>\[\]\"“”]+", line)
    return list(personal_cells(word for word in (line, *words) if word))


def _unnamed_units(study: Study) -> dict[str, re.Pattern[str]]:
    """Give the teams that may not be named, each with what finds its name."""
    if study.config.works_council.consent or study.aggregates is not None or "unit" not in study.survey:
        return {}
    names = sorted({str(unit).strip() for unit in study.survey["unit"].dropna()} - {"", "other", "unknown"})
    return {name: _name(name) for name in names}


def _name(name: str) -> re.Pattern[str]:
    """Find a team's name: of one word, which may be any word, only where it is written or introduced as a name."""
    written = rf"(?<!\w){re.escape(name)}(?!\w)"
    if len(name.split()) > 1:
        return re.compile(written, re.IGNORECASE)
    introduced = rf"(?i:\b{_TEAM}\s+[‘'\"“]?{written})"
    if len(name) < _SHORTEST or not name[0].isupper():
        return re.compile(introduced)
    # in the middle of a sentence a capital makes it a name
    return re.compile(rf"{introduced}|(?<=[\w,;:] ){written}")
