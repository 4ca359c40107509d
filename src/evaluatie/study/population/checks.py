"""What numbers of employees cannot be, next to each other and next to those who answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from evaluatie.study.aggregates.rows import EVERYONE
from evaluatie.study.groups.grouping import OTHER, UNKNOWN
from evaluatie.study.groups.origin import levels_of
from evaluatie.study.note import Note
from evaluatie.study.population.answered import Answered
from evaluatie.study.population.rows import PopulationRow
from evaluatie.study.problems import Problem, quoted
from evaluatie.study.settings.config import StudyConfig

Place = Callable[[int | None, str | None, str, str], Problem]
AtWaves = Mapping[str, Sequence[PopulationRow]]
Totals = dict[str, tuple[int, PopulationRow]]

# How far apart totals may be, in hundredths of the largest: someone is always just in or out.
APART = 1


def check_levels(row: PopulationRow, waves: Sequence[str], answered: Answered, place: Place) -> Iterator[Problem]:
    """Check that a level is one of the classification by which people are grouped at the waves of its row.

    Parameters
    ----------
    row : PopulationRow
        The row.
    waves : sequence of str
        The waves of study.yml.
    answered : Answered
        Tells the classifications.
    place : callable
        Makes a problem from a row, a column, a message and a hint.

    Yields
    ------
    Problem
    """
    by_wave = {wave: answered.classifications.get(wave, {}).get(row.characteristic) for wave in waves}
    fits = {wave: name is None or row.level in (*levels_of(name), OTHER, UNKNOWN) for wave, name in by_wave.items()}
    held = [row.wave] if row.wave is not None else list(waves)
    wrong = [wave for wave in held if not fits[wave]]
    if not wrong:
        return
    name = by_wave[wrong[0]]
    message = f"{quoted(row.level)} is not a level of {name}, by which {row.characteristic} is grouped at {wrong[0]}."
    right = [wave for wave in waves if fits[wave]]
    hint = f"Its levels are {', '.join(levels_of(name))}." if name is not None else ""
    if row.wave is None and right:
        hint = f"A row without a wave holds at all waves: fill in {' or '.join(right)}."
    yield place(row.number, "group", message, hint)


def check_doubled(at_waves: AtWaves, place: Place) -> Iterator[Problem]:
    """Go through the rows about a wave and group of which an earlier row told already."""
    told = set()
    for rows in at_waves.values():
        first: dict[tuple[str, str], PopulationRow] = {}
        for row in rows:
            earlier = first.setdefault((row.characteristic, row.level), row)
            if earlier is not row and row.number not in told:
                told.add(row.number)
                message = f"Row {earlier.number} is about the same wave and group."
                yield place(row.number, None, message, "Keep one of them; a row without a wave holds at all waves.")


def check_respondents(at_waves: AtWaves, answered: Answered, place: Place) -> Iterator[Problem]:
    """Go through the groups of which more people answered than there are employees."""
    for wave, rows in at_waves.items():
        for row in rows:
            people = answered.counts.get((wave, row.characteristic, row.level), 0)
            if people > row.n:
                of = "" if row.characteristic == EVERYONE else f" with {row.characteristic} = {row.level}"
                employees = f"{row.n} employee{'s' * (row.n != 1)}{of}"
                message = f"There {'is' if row.n == 1 else 'are'} {employees}, and {people} answered at {wave}."
                hint = "Correct the number, or how these people are grouped; is it the number on the wave's date?"
                yield place(row.number, "n", message, hint)


def check_totals(
    at_waves: AtWaves, config: StudyConfig, answered: Answered, place: Place
) -> tuple[list[Problem], list[str]]:
    """Compare the totals of the characteristics, and of everyone, at each wave.

    Parameters
    ----------
    at_waves : mapping of str to sequence of PopulationRow
        The rows that hold at each wave.
    config : StudyConfig
        study.yml: it names the levels.
    answered : Answered
        A characteristic of which levels of respondents are missing has no total.
    place : callable
        Makes a problem from a row, a column, a message and a hint.

    Returns
    -------
    tuple of list of Problem and list of str
        Totals that are more than 1% apart, and sentences about those that are less apart; what is the same at several
        waves is said once.
    """
    alike: dict[str, list[str]] = {}
    problems: dict[str, tuple[PopulationRow, str]] = {}
    for wave, rows in at_waves.items():
        totals = _totals(rows, wave, answered)
        numbers = [total for total, _ in totals.values()]
        if len(set(numbers)) < 2:
            continue
        said = ", ".join(f"{total} by {_called(name)}" for name, (total, _) in totals.items())
        alike.setdefault(said, []).append(wave)
        if 100 * (max(numbers) - min(numbers)) > APART * max(numbers):
            odd = next(row for total, row in totals.values() if total != numbers[0])
            problems[said] = (odd, _hint(totals, rows, wave, config, answered))
    sentences = {said: f"The totals at {' and '.join(waves)} differ: {said}." for said, waves in alike.items()}
    return (
        [place(row.number, "n", sentences[said], hint) for said, (row, hint) in problems.items()],
        [sentence for said, sentence in sentences.items() if said not in problems],
    )


def _totals(rows: Sequence[PopulationRow], wave: str, answered: Answered) -> Totals:
    """Give the total of each characteristic, with its first row."""
    totals: Totals = {}
    for name in dict.fromkeys(row.characteristic for row in rows):
        parts = [row for row in rows if row.characteristic == name]
        # whose group is unknown to the survey is known to those who count employees
        if not set(missing_levels(parts, wave, name, answered)) - {UNKNOWN}:
            totals[name] = (sum(row.n for row in parts), parts[0])
    return totals


def _called(characteristic: str) -> str:
    return "the row of everyone" if characteristic == EVERYONE else characteristic


def _hint(totals: Totals, rows: Sequence[PopulationRow], wave: str, config: StudyConfig, answered: Answered) -> str:
    """Point to levels that study.yml names and that have no row."""
    lacking = []
    for name in totals:
        if name == EVERYONE:
            continue
        there = {row.level for row in rows if row.characteristic == name}
        classification = answered.classifications.get(wave, {}).get(name)
        possible = config.groups[name].levels if classification is None else levels_of(classification)
        lacking += [f"{name}={level}" for level in config.groups[name].levels if {level} & set(possible) - there]
    if lacking:
        return f"Add {' and '.join(lacking)}, or correct the numbers."
    return 'Correct the numbers; add rows of "other" or "unknown" for employees who are in none of the levels.'


def missing_levels(rows: Sequence[PopulationRow], wave: str, characteristic: str, answered: Answered) -> list[str]:
    """List the levels of a characteristic that have respondents at a wave and no number of employees."""
    there = {row.level for row in rows if row.characteristic == characteristic}
    levels = answered.levels(wave, characteristic) if characteristic != EVERYONE else []
    return [level for level in levels if level not in there]


def notes_on_margins(file: str, at_waves: AtWaves, answered: Answered) -> Iterator[Note]:
    """Note by which characteristics the answers of a wave cannot be weighted.

    Parameters
    ----------
    file : str
        Its name.
    at_waves : mapping of str to sequence of PopulationRow
        The rows that hold at each wave.
    answered : Answered
        Who answered.

    Yields
    ------
    Note
    """
    named = dict.fromkeys(row.characteristic for rows in at_waves.values() for row in rows)
    for wave, rows in at_waves.items():
        if not rows:
            text = f"{file}: no row is about wave {wave}, so its answers cannot be weighted."
            yield Note("population_wave_absent", text, {"wave": wave}, reported=False)
            continue
        for name in named:
            if missing := missing_levels(rows, wave, name, answered):
                text = (
                    f"{file}: people with {name} = {' or '.join(missing)} answered at {wave}, and there is no number "
                    f"of such employees, so {name} is left out of the weights."
                )
                yield Note("population_level_absent", text, {"wave": wave, "characteristic": name}, reported=False)
