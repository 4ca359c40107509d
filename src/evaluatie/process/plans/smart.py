"""SMART: which of the five a written goal shows in its form, what is missing, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evaluatie.amiss import at_rows, refuse
from evaluatie.process.meant import misspelt
from evaluatie.process.plans.forms import RULES, Form, cell_text, read_forms
from evaluatie.result import Estimate, NotEnoughData, Result

METHOD = (
    "SMART form of written goals by listed rules: words, numbers and dates, in Dutch and English, and the columns that "
    "come with a goal; SMART after Doran (1981, Management Review 70(11), 35-36), A and R as they are mostly read now"
)
FORM_ONLY = (
    "this reads the form of a goal, not its quality: a goal may show all of it and be a poor goal, and a good goal may "
    "be written in words that are not listed"
)
A_PERSON = (
    "whether a goal is achievable, and whether it is relevant where nothing says what it serves, cannot be told from "
    "its words: a person must judge that"
)
COUNTED = "the shares count all goals that were given: they are no estimates from a sample, and have no interval"

CRITERIA = ("specific", "measurable", "achievable", "relevant", "time_bound")
FOUND, WEAK, NOT_FOUND, TO_JUDGE = "found", "weak", "not_found", "to_judge"
_COLUMNS = ("indicator", "baseline", "target", "deadline", "owner", "outcome")


@dataclass(frozen=True)
class SmartCheck(Result):
    """What the form of each goal shows.

    Attributes
    ----------
    goals : pandas.DataFrame
        One row per goal: ``goal`` (its number or id), ``text``, a verdict for ``specific``, ``measurable``,
        ``achievable``, ``relevant`` and ``time_bound`` (``"found"``, ``"weak"``, ``"not_found"`` or ``"to_judge"``),
        and ``lacks`` (those of owner, indicator, baseline, target, deadline and outcome that are not there, joined by
        commas).
    details : pandas.DataFrame
        One row per goal and criterion: ``goal``, ``criterion``, ``verdict``, ``evidence`` (the words and cells that it
        rests on, joined by semicolons), ``ask_nl``, ``ask_en`` (what to ask; missing where there is nothing to ask).
    n_goals, n_found : int
        Goals, and those of which specific, measurable and time-bound were all found.
    """

    goals: pd.DataFrame
    details: pd.DataFrame
    n_goals: int
    n_found: int

    def estimates(self) -> tuple[Estimate, ...]:
        """Give the share of goals in which each criterion was found.

        Returns
        -------
        tuple of Estimate
            ``n`` counts goals; without intervals, since these are all goals.
        """
        return tuple(
            Estimate(criterion, float((self.goals[criterion] == FOUND).mean()), n=self.n_goals)
            for criterion in CRITERIA
        )


def smart_check(goals: pd.DataFrame | Sequence[str]) -> SmartCheck:
    """Tell which of Specific, Measurable, Achievable, Relevant and Time-bound written goals show.

    The rules, which ``smart.yml`` lists in full:

    - *Specific*: found with two of these, weak with one: a verb of doing (vague ones, such as "improve", do not count);
      whom or which part of the organisation it is about, or an owner; what is counted (an indicator or an amount).
    - *Measurable*: found with an amount (a percentage, a number of something, a ratio, "from 5 to 10", "halve") or a
      target; weak with an indicator alone, or "all". Numbers in names, dates and ages are no amounts.
    - *Achievable*: always for a person to judge.
    - *Relevant*: found where the goal is linked to an outcome or problem; otherwise for a person to judge.
    - *Time-bound*: found with a date that has its year ("by 2027", "eind 2026", "Q3 2025"); weak with a date without a
      year, or a term that counts from an unknown day ("within six months"). A bare year is no deadline.

    Of 28 goals that were kept apart while the rules were written, the verdicts were those of one reader in 25
    (specific), 27 (measurable) and 26 (time-bound).

    Parameters
    ----------
    goals : sequence of str, or pandas.DataFrame
        Goals in Dutch or English; a frame has them in ``text``, and may have ``id``, ``indicator``, ``baseline``,
        ``target``, ``deadline``, ``owner`` and ``outcome`` (the problem or outcome that the goal serves).

    Returns
    -------
    SmartCheck
        Verdicts, evidence and questions.

    Raises
    ------
    NotEnoughData
        If there are no goals.
    TypeError
        If goals are one text, or neither a frame nor a sequence.
    ValueError
        One error that names every goal without a text, doubled id and misspelt column.

    Examples
    --------
    >>> found = smart_check(["Eind 2026 is 15% van de instroom bicultureel", "Agenda 2030 ondersteunen"])
    >>> found.goals[["specific", "measurable", "time_bound"]].values.tolist()
    [['weak', 'found', 'found'], ['not_found', 'not_found', 'not_found']]
    >>> found.goals["lacks"].tolist()[0]
    'owner, baseline, outcome'
    >>> found.details.query("goal == 2 and criterion == 'time_bound'")["ask_en"].item()
    'When must this be reached?'
    """
    read = _read_goals(goals)
    details = pd.DataFrame([row for goal in read for row in _details(goal)])
    verdicts = details["verdict"].to_numpy().reshape(len(read), len(CRITERIA))
    table = pd.DataFrame([(goal["goal"], goal["text"]) for goal in read], columns=["goal", "text"])
    table[list(CRITERIA)] = verdicts
    table["lacks"] = [", ".join(_lacks(goal)) for goal in read]
    complete = (table[["specific", "measurable", "time_bound"]] == FOUND).all(axis=1)
    notes = (FORM_ONLY, A_PERSON, COUNTED)
    return SmartCheck(METHOD, notes, table, details, n_goals=len(table), n_found=int(complete.sum()))


def _read_goals(goals: Any) -> list[dict[str, Any]]:
    if isinstance(goals, str) or not isinstance(goals, pd.DataFrame | Sequence | pd.Series):
        raise TypeError(f"goals must be a list of texts or a DataFrame: got {type(goals).__name__}")
    frame = goals if isinstance(goals, pd.DataFrame) else pd.DataFrame({"text": list(goals)}, dtype=object)
    known = ("text", "id", *_COLUMNS)
    problems = misspelt(frame.columns, known)
    if "text" not in frame.columns:
        refuse([*problems, "there is no column 'text' with the goals"])
    mute = [not isinstance(text, str) or not text.strip() for text in frame["text"]]
    if any(mute):
        problems.append(f"no goal is written in {at_rows(frame.index[mute])}: write it, or leave the row out")
    ids = frame["id"] if "id" in frame.columns else pd.Series(range(1, len(frame) + 1), index=frame.index)
    if ids.isna().any() or ids.duplicated().any():
        problems.append(
            f"ids must be there and differ: see {at_rows(frame.index[ids.isna() | ids.duplicated(keep=False)])}"
        )
    refuse(problems)
    if frame.empty:
        raise NotEnoughData("there are no goals")
    return [
        {"goal": number, "text": text.strip(), "forms": read_forms(text)}
        | {name: cell_text(frame[name].iloc[at]) if name in frame.columns else "" for name in _COLUMNS}
        for at, (number, text) in enumerate(zip(ids, frame["text"], strict=True))
    ]


def _details(goal: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for criterion, read in zip(CRITERIA, (_specific, _measurable, _achievable, _relevant, _time_bound), strict=True):
        verdict, reason, evidence = read(goal)
        asked = RULES["ask"][criterion].get(reason, {})
        yield {
            "goal": goal["goal"], "criterion": criterion, "verdict": verdict, "evidence": "; ".join(evidence),
            "ask_nl": asked.get("nl"), "ask_en": asked.get("en"),
        }  # fmt: skip


#: A verdict, the name of what to ask, and what it rests on
Reading = tuple[str, str, list[str]]


def _specific(goal: Mapping[str, Any]) -> Reading:
    verbs, who = _texts(goal, "verb", "multiple"), _texts(goal, "who") + _cell(goal, "owner")
    what = _texts(goal, "indicator", "amount", "from_to") + _cell(goal, "indicator")
    there = sum(bool(part) for part in (verbs, who, what))
    verdict = (NOT_FOUND, WEAK, FOUND, FOUND)[there]
    asked = "no_owner" if verdict == FOUND and not goal["owner"] else verdict
    return verdict, asked, [*verbs, *who, *what]


def _measurable(goal: Mapping[str, Any]) -> Reading:
    amounts, target = _texts(goal, "from_to", "amount", "multiple"), _cell(goal, "target")
    counted = any(form.kind in ("amount", "from_to", "multiple") for form in read_forms(goal["target"]))
    if amounts or counted:
        verdict, evidence = FOUND, amounts + target
    else:
        evidence = _texts(goal, "indicator", "everyone") + _cell(goal, "indicator") + target
        verdict = WEAK if evidence else NOT_FOUND
    return verdict, "no_baseline" if verdict == FOUND and "baseline" in _lacks(goal) else verdict, evidence


def _achievable(goal: Mapping[str, Any]) -> Reading:  # noqa: ARG001 - no word of a goal tells it
    return TO_JUDGE, TO_JUDGE, []


def _relevant(goal: Mapping[str, Any]) -> Reading:
    linked = _cell(goal, "outcome")
    return (FOUND, FOUND, linked) if linked else (TO_JUDGE, TO_JUDGE, [])


def _time_bound(goal: Mapping[str, Any]) -> Reading:
    dated, part = _texts(goal, "deadline") + _deadline(goal, whole=True), _texts(goal, "relative", "partial")
    part += _deadline(goal, whole=False)
    verdict = FOUND if dated else WEAK if part else NOT_FOUND
    return verdict, verdict, dated or part or _texts(goal, "no_time") + _cell(goal, "deadline")


def _deadline(goal: Mapping[str, Any], *, whole: bool) -> list[str]:
    """Give the deadline's cell, if it is a whole date (a year is, there), or if it is a part of one."""
    # where the column says that it is a deadline, no preposition is needed
    kinds = {form.kind for form in read_forms(f"by {goal['deadline']}") if goal["deadline"]}
    wanted = "deadline" in kinds if whole else bool(kinds & {"relative", "partial"})
    return _cell(goal, "deadline") if wanted else []


def _lacks(goal: Mapping[str, Any]) -> list[str]:
    there = {
        "owner": goal["owner"],
        "indicator": goal["indicator"] or _texts(goal, "indicator"),
        "baseline": goal["baseline"] or _texts(goal, "from_to"),
        "target": goal["target"] or _texts(goal, "amount", "from_to", "multiple"),
        "deadline": _texts(goal, "deadline") or _deadline(goal, whole=True),
        "outcome": goal["outcome"],
    }
    return [name for name, held in there.items() if not held]


def _texts(goal: Mapping[str, Any], *kinds: str) -> list[str]:
    forms: tuple[Form, ...] = goal["forms"]
    return [form.text for form in forms if form.kind in kinds]


def _cell(goal: Mapping[str, Any], column: str) -> list[str]:
    return [f"{column}: {goal[column]}"] if goal[column] else []
