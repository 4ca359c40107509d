"""What a careful reader must know of a contribution table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluatie.amiss import listed
from evaluatie.process.contributing.evidence import Evidence
from evaluatie.process.contributing.kinds import AFTERWARDS, EXPECTED, NO_THEORY, NOT_JUDGED, UNDATED

NO_PROOF = (
    "agreement between what was expected and what changed is no proof of cause: something else may have moved the "
    "outcome, and the change may have come without the intervention (Mayne 2012)"
)
CHANCE = (
    "where nothing changed at all, up to 1 in 40 outcomes would still be told as having gone the expected way, since "
    "verdicts rest upon 95% intervals"
)
DESIGNS = {
    "change": (
        "a change without a comparison carries no statement about an intervention; a difference in change with a "
        "comparison group would carry more, and allocation by lot most"
    ),
    "difference_in_change": (
        "a difference in change says something about the interventions together, and only if both groups would "
        "otherwise have changed alike (parallel trends); allocation by lot would carry more"
    ),
    "random": (
        "allocation by lot carries a statement about all that was allocated together, not about each intervention or "
        "mechanism within it"
    ),
}
SHARED = "{} change(s) are expected of more than one intervention: a change cannot be divided between them"
TIMING = {
    "after the follow-up": "{}: it began after the follow-up opened, and can have no part in a change before",
    "not begun": "{}: it did not begin, and can have no part in a change",
    "before the baseline": "{}: it began before the baseline, which may hold part of its results already",
}
LOW = "{}: less than half of the invited were reached, so that a change in the group cannot be put down to it"
NOBODY = "{}: nobody was reached, so that no change can be put down to it"
REACH = "reach is of the people who were invited, who need not be the group of which the change was measured"
AFTER = (
    "{} link(s) were added after the follow-up opened: they may have been written to fit what was found, and do not "
    "count as expected"
)
NOT_DATED = (
    "{} link(s) cannot count as expected: it is not known whether they were declared before the follow-up opened"
)


def caveats(table: pd.DataFrame, evidence: Evidence, *, context_given: bool) -> tuple[str, ...]:
    """Write the notes.

    Parameters
    ----------
    table : DataFrame
        The contribution table.
    evidence : Evidence
        What it was made from.
    context_given : bool
        Whether rival explanations were given, even if none.

    Returns
    -------
    tuple of str
        What always holds first.
    """
    links = table[table["direction"].notna()]
    return (
        NO_PROOF,
        *(DESIGNS[design] for design in DESIGNS if (evidence.changes["design"] == design).any()),
        *((CHANCE,) if links["verdict"].notna().any() else ()),
        *_declared(table, links),
        *_delivered(table, links),
        *_left(links, evidence, context_given=context_given),
        *_judged(links),
    )


def _declared(table: pd.DataFrame, links: pd.DataFrame) -> Iterator[str]:
    for kind, note in ((AFTERWARDS, AFTER), (UNDATED, NOT_DATED)):
        count = int((table["kind"] == kind).sum())
        if count:
            yield note.format(count)
    blank = int(links["mechanism"].isna().sum())
    if blank:
        yield f"{blank} link(s) name no mechanism: it is not said how they were to work"
    absent = links[links["direction_found"] == "not measured"]
    if len(absent):
        named = (f"{outcome} ({group})" for outcome, group in zip(absent["outcome"], absent["group"], strict=True))
        yield f"no change was given of {listed(dict.fromkeys(named))}"


def _delivered(table: pd.DataFrame, links: pd.DataFrame) -> Iterator[str]:
    cases = (
        (links["in_log"] == False, "a link of the theory names it, and it is not in the log"),  # noqa: E712
        (table["kind"] == NO_THEORY, "in the log, and no link of the theory names it"),
    )
    for rows, what in cases:
        named = table.loc[rows.index[rows], "intervention"].drop_duplicates()
        if len(named):
            yield f"{listed(named)}: {what}"
    shared = links[links["shared_with"].map(bool)].drop_duplicates(["outcome", "group"])
    if len(shared):
        yield SHARED.format(len(shared))
    if links["reach"].notna().any():
        yield REACH
    for fact, value, note in (
        ("people_reached", "less than half", LOW),
        ("people_reached", "nobody", NOBODY),
        *(("timing", value, note) for value, note in TIMING.items()),
    ):
        named = links.loc[links[fact] == value, "intervention"].drop_duplicates()
        if len(named):
            yield note.format(listed(named))


def _left(links: pd.DataFrame, evidence: Evidence, *, context_given: bool) -> Iterator[str]:
    if not context_given:
        yield "no rival explanations were given; that does not say that there were none"
    elif pd.isna(evidence.baseline) or pd.isna(evidence.opened):
        yield "rival explanations are not limited to the time between the waves, of which not both days were given"
    if not evidence.dropout:
        yield "it was not told how many did not answer again: who stayed may differ from who did not"
    if evidence.themes is None and evidence.theory["themes"].map(bool).any():
        yield "the theory names themes, and no conversations were given"
    silent = evidence.changes["verdict"].isin(("unchanged", "inconclusive"))
    spoken_of = set(zip(links["outcome"], links["group"], strict=True))
    others = [key for key in zip(evidence.changes["outcome"], evidence.changes["group"], silent, strict=True) if key[2]]
    count = sum(key[:2] not in spoken_of for key in others)
    if count:
        yield f"{count} more outcome(s) of which nothing was expected showed no change, or none that could be told"


def _judged(links: pd.DataFrame) -> Iterator[str]:
    waiting = int((links["judgement"] == NOT_JUDGED).sum())
    if waiting:
        yield f"{waiting} of {len(links)} link(s) are not judged yet: the judgement is the evaluator's"
    bold = links[(links["judgement"] == "supported") & (links["direction_found"] != "as expected")]
    if len(bold):
        yield f"{len(bold)} link(s) are judged supported and no change as expected was told: the reason must bear that"
    late = links[links["judgement"].isin(("supported", "partly")) & (links["kind"] != EXPECTED)]
    if len(late):
        yield f"{len(late)} link(s) are judged supported or partly, and were not declared beforehand"
