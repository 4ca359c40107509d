"""The log of interventions: what was done, for whom, when, and how many people it reached."""

from __future__ import annotations

from pathlib import Path

from evaluatie.study.process.known import check_interventions, known_interventions
from evaluatie.study.process.sheet import Sheet, each_once, read_sheet
from evaluatie.study.settings.config import StudyConfig

_WHO = "Correct one of the two numbers: who was reached was invited, or was there to be reached."
_DAYS = "Correct one of the two days."


def read_log(path: Path, config: StudyConfig) -> Sheet:
    """Read the file that ``interventions`` of study.yml names.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    config : StudyConfig
        study.yml.

    Returns
    -------
    Sheet
        One row per intervention, or part of one, as it was carried out: see ``sheets.yml``.

    Raises
    ------
    UnreadableError
        See :func:`evaluatie.study.process.sheet.read_sheet`.
    """
    sheet = read_sheet(path, str(config.interventions), "interventions", config)
    rows = sheet.rows
    check_interventions(sheet, config)
    levels = rows["intervention"].map(known_interventions(config))
    rows["level"] = rows["level"].where(~sheet.empty["level"], levels)
    sheet.wrong("reached", rows["reached"] > rows["invited"], "More people were reached than were invited.", _WHO)
    sheet.wrong("end", rows["end"] < rows["start"], "This last day is before the first day.", _DAYS)
    late = rows["planned_end"] < rows["planned_start"]
    sheet.wrong("planned_end", late, "This planned last day is before the planned first day.", _DAYS)
    began = rows["status"].isin(["running", "done", "stopped"]) & sheet.empty["start"]
    sheet.wrong(
        "start", began, "This began, and its first day is missing.", "Fill in the day, or give it another status."
    )
    over = rows["status"].isin(["done", "stopped"]) & sheet.empty["end"]
    sheet.wrong(
        "end", over, "This is over, and its last day is missing.", "Fill in the day, or give it another status."
    )
    delivered = (rows["reached"] > 0) | (rows["dose"] > 0) | (rows["fidelity"] > 0)
    message = "People were reached by what is only planned, or something of it was delivered."
    ahead = (rows["status"] == "planned") & delivered.fillna(value=False)
    sheet.wrong("status", ahead, message, "Give it the status running or done, or empty the numbers.")
    each_once(sheet, ["intervention", "part", "level", "start", "end"], "intervention, part, level and days")
    return sheet
