"""The theory of change: which intervention was expected to move what, for whom, declared before the follow-up."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from evaluatie.study.codes import folded
from evaluatie.study.problems import Problem, did_you_mean, quoted
from evaluatie.study.process.known import check_interventions
from evaluatie.study.process.sheet import Sheet, each_once, read_sheet
from evaluatie.study.settings.config import StudyConfig

#: what may be expected to move beside outcomes of the questionnaire
FLOWS = {
    "inflow": ("inflow", "instroom"),
    "promotions": ("promotions", "promotion", "doorstroom"),
    "outflow": ("outflow", "uitstroom", "vertrek"),
}
EVERYONE = "all"
_EVERYONE = ("all", "everyone", "allen", "iedereen")


def read_theory(path: Path, config: StudyConfig, outcomes: Collection[str]) -> Sheet:
    """Read the file that ``theory_of_change`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    config : StudyConfig
        study.yml: it names the groups.
    outcomes : collection of str
        The outcomes of the questionnaire.

    Returns
    -------
    Sheet
        One row per expectation: see ``sheets.yml``. ``group`` is ``"all"`` where the file names none.

    Raises
    ------
    UnreadableError
        See :func:`evaluatie.study.process.sheet.read_sheet`.
    """
    sheet = read_sheet(path, str(config.theory_of_change), "theory_of_change", config)
    everyone = dict.fromkeys(_EVERYONE, EVERYONE)
    flows = {word: flow for flow, words in FLOWS.items() for word in words}
    for column, known in (("group", everyone), ("outcome", flows)):
        cells = sheet.rows[column]
        sheet.rows[column] = cells.map(lambda cell, known=known: known.get(folded(cell), cell), na_action="ignore")
    sheet.rows["group"] = sheet.rows["group"].fillna(EVERYONE)
    check_interventions(sheet, config)
    sheet.unknown("outcome", [*outcomes, *FLOWS], "an outcome of this study")
    _check_groups(sheet, config)
    unexplained = sheet.rows["judgement"].notna() & sheet.empty["reason"]
    hint = "Write in a sentence what it rests upon, or leave the judgement empty."
    sheet.wrong("judgement", unexplained, "This judgement has no reason.", hint)
    each_once(sheet, ["intervention", "outcome", "group"], "intervention, outcome and group")
    return sheet


def _check_groups(sheet: Sheet, config: StudyConfig) -> None:
    known = [EVERYONE] + [
        f"{name}={level}" for name, group in config.groups.items() for level in (group.reference, *group.focal)
    ]
    strange = sheet.rows["group"][~sheet.rows["group"].isin(known)].drop_duplicates()
    for row, group in strange.items():
        message = f"{quoted(group)} is not a group of study.yml."
        hint = f"{did_you_mean(str(group), known)} Write all, or a characteristic and a level such as {known[-1]}."
        sheet.problems.append(Problem(sheet.file, int(str(row)), sheet.columns.get("group"), message, hint.strip()))
