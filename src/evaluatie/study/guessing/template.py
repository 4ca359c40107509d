"""Writes study.yml: every guess with what it rests on, and the keys that are open as comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluatie.study.guessing.filenames import moment_in
from evaluatie.study.guessing.groups import Group
from evaluatie.study.guessing.owninstruments import FOLDER
from evaluatie.study.guessing.remarks import comment, noted
from evaluatie.study.guessing.settings import Settings
from evaluatie.study.guessing.surveyblock import survey_block
from evaluatie.study.guessing.waves import WaveGuess
from evaluatie.study.guessing.yamltext import both, code, listed, mapped, text

_MANY = 40


def write_study(settings: Settings) -> str:
    """Write a study.yml.

    Parameters
    ----------
    settings : Settings
        What it says.

    Returns
    -------
    str
        The same for the same settings; in the order in which docs/study-folder.md explains the keys.
    """
    parts = [
        heading(settings.id, list(dict.fromkeys(wave.table.file for wave in settings.waves)), settings.identifying),
        organisation(settings.id, settings.name),
        _waves(settings),
        survey_block(settings),
        _groups(settings),
        plan(settings.outcomes),
        _instruments(settings),
        _others(settings),
        closing(),
    ]
    return "\n".join("\n".join(part) + "\n" for part in parts if part)


def heading(id_: str, files: Sequence[str], identifying: Sequence[str] = ()) -> list[str]:
    """Say what the file is, and what to do with it."""
    lines = comment(
        f"Made by `evaluatie new` from {_and(files)}. These are guesses: read them from top to bottom and correct "
        "what is wrong. Whatever comes after # is a remark and does nothing; to use a key that stands in a remark, "
        "take the # away. All keys are explained in docs/study-folder.md."
    )
    lines += comment(f"Then run: evaluatie check {id_}, and when nothing is wrong: evaluatie report {id_}")
    if identifying:
        lines += ["#", *comment("PRIVACY. These columns seem to identify people, and `check` will stop at them:")]
        lines += [line for one in identifying for line in comment(one, 0, "# - ")]
        lines += comment(
            "Take them out of the files; if a column is something else, list it under survey: not_identifying."
        )
    return lines


def organisation(id_: str, name: str) -> list[str]:
    """Write the block organisation."""
    return [
        "organisation:",
        f"  id: {text(id_)}",
        f"  name: {text(name)}",
        "  # sector: overheid",
        "  # headcount: 1450            # number of employees",
    ]


def _waves(settings: Settings) -> list[str]:
    lines = ["waves:                         # in the order of time"]
    if len(settings.waves) > 1:
        why = settings.why_order or "nothing but the alphabet: check it"
        lines += comment(f"The order rests on {why}.", 2)
    if settings.stacked is not None:
        lines += comment(stacked(settings.stacked), 2)
    for wave, names in zip(settings.waves, settings.names, strict=True):
        lines += _wave(wave, _renamed(settings, names))
    return lines


def stacked(column: str) -> str:
    """Say that one file seems to hold several waves."""
    return (
        f"By its column {column} this file holds several moments. Save the rows of each in a file of its own, and run "
        "evaluatie new again: as it is here, they are one wave."
    )


def _wave(wave: WaveGuess, renamed: Mapping[str, str]) -> list[str]:
    lines = [f"  - id: {wave.id}", f"    label: {both(wave.label)}"]
    if wave.date is None:
        lines.append(noted("    # date: 2019-10-01", f"first day of the fieldwork{_when(wave)}"))
    else:
        lines.append(noted(f"    date: {wave.date}", wave.why_date))
    lines.append(f"    file: {text(wave.table.file)}")
    if "sheet" in wave.table.raw.facts:
        lines.append(f"    sheet: {text(str(wave.table.raw.facts['sheet']))}")
    lines.append("    # invited: 1400            # how many were invited; without it there is no response rate")
    if renamed:
        lines.append("    columns:                   # the name in the first wave: the name in this file")
        lines += [f"      {text(name)}: {text(own)}" for name, own in renamed.items()]
    return lines


def _when(wave: WaveGuess) -> str:
    moment = moment_in(wave.table.title)
    return f"; its name says {moment[0]}" if moment is not None else ""


def _renamed(settings: Settings, names: Mapping[str, str]) -> dict[str, str]:
    """Give the columns that study.yml uses and that have another name here."""
    return {name: names[name] for name in settings.columns if names.get(name, name) != name}


def _groups(settings: Settings) -> list[str]:
    notes = [line for note in settings.group_notes for line in comment(note, 2)]
    if settings.few_valued:
        few = ", ".join(settings.few_valued[:_MANY])
        notes += comment(f"Columns with few different values, which may be characteristics too: {few}.", 2)
    if not settings.groups:
        return ["# groups:                      # by what people are compared", *notes]
    lines = ["groups:                        # by what people are compared: focal levels with the reference", *notes]
    for group in settings.groups:
        lines += group_block(group)
    return lines


def group_block(group: Group) -> list[str]:
    """Write the block of a characteristic."""
    lines = [f"  {group.id}:"]
    for note in group.notes:
        lines += comment(note, 4)
    if group.column is not None:
        lines.append(f"    column: {text(group.column)}")
    if group.countries:
        lines.append(f"    birth_countries: {mapped({whose: text(name) for whose, name in group.countries.items()})}")
    if group.born:
        lines.append("    born: true                 # the column becomes an age on the day of the wave")
    if group.bands:
        lines.append(f"    bands: {listed(map(str, group.bands))}")
    if isinstance(group.classification, str) and group.classification:
        lines.append(noted(f"    classification: {group.classification}", "of Statistics Netherlands"))
    elif group.classification:
        lines.append(noted(f"    classification: {mapped(dict(group.classification))}", "of Statistics Netherlands"))
    lines += [
        f"    reference: {code(group.reference)}",
        f"    focal: {listed(map(code, group.focal))}",
        f"    label: {both(group.label)}",
    ]
    labels = {level: group.labels[level] for level in group.levels if level in group.labels}
    if labels:
        lines.append("    labels:")
        lines += [f"      {text(level)}: {both(label)}" for level, label in labels.items()]
    if group.missing:
        lines.append(f"    missing_codes: {listed(map(code, group.missing))}")
    return lines


def plan(outcomes: Sequence[str]) -> list[str]:
    """Write the block plan: a proposal."""
    lines = ["plan:", *comment(
        "A proposal. Decide what the evaluation is to be judged by before you look at the last wave, and write down "
        "when you did: the report prints it.", 2,
    ), "  # fixed_on: 2021-05-01"]  # fmt: skip
    if outcomes:
        first = next((id_ for id_ in outcomes if id_.startswith("pgis.")), outcomes[0])
        lines.append(f"  primary: {listed([first])}")
        others = [id_ for id_ in outcomes if id_ != first]
        if others:
            lines += [f"  # secondary: {listed(others)}"]
    lines.append("  smallest_effect: 0.2         # smallest change that matters, in standard deviations")
    return lines


def _instruments(settings: Settings) -> list[str]:
    if not any(asked.own for asked in settings.asked):
        return []
    return [noted(f"instruments: {FOLDER}/", "questionnaires of your own, a file each: give them a name there")]


def _others(settings: Settings) -> list[str]:
    others = settings.others
    lines: list[str] = []
    if others.persons is not None:
        lines += ["staff:", f"  persons: {text(others.persons.file)}"]
        lines += [f"  {key}: {text(others.staff[key])}" for key in ("person", "entry", "exit") if key in others.staff]
        lines.append("  # extract: {from: 2018-01-01, to: 2021-12-31}   # the period that it covers")
    lines += [f"{key}: {text(file)}" for key, file in others.named.items()]
    if others.left_over:
        lines += comment(f"Files of which it is not known what they are: {', '.join(others.left_over)}.")
    return lines


def closing() -> list[str]:
    """Write what is the same in every study.yml."""
    return [
        "# privacy:                     # fill in before a report leaves the organisation; roles, never persons",
        "#   purpose: evaluatie",
        '#   article_6: "6(1)(e)"         # ground of article 6 GDPR',
        '#   article_9: "9(2)(j)"         # exception of article 9, for origin among others',
        "#   national_article: UAVG 24    # what that exception rests on: UAVG 22, 24 or 25",
        "#   dpia: DPIA 2019-14           # where the impact assessment is",
        "#   works_council: {word: consent, date: 2019-06-03}   # or advice: on the processing itself",
        "#   controller: Waterschap A     # who is responsible",
        "#   processor: none              # who processes the data for them",
        "#   access: [de onderzoekers]    # who may see the data",
        "#   retain_until: 2031-01-01     # last day of use: then nothing is made of them any more",
        "",
        "# works_council: {consent: true, date: 2021-02-01}   # then units may be named",
        "disclosure: {preset: strict}   # groups of fewer than ten people are not shown",
        "",
        "report: {language: nl}         # nl or en",
    ]


def _and(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
