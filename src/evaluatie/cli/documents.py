"""What is printed of the documents that the evaluation stands on, and of a panel of experts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evaluatie.study.problems import visible

if TYPE_CHECKING:
    from evaluatie.process import Agenda, AgendaProgress, InterventionCatalogue, SixSteps, Step
    from evaluatie.themes import DelphiConsensus, GrowthPanels, PanelAccount


def print_catalogue(screen: Console, known: InterventionCatalogue, chosen: pd.DataFrame) -> None:
    """Print interventions as a table."""
    aims = [", ".join(aim for aim in known.aims if one[aim]) for one in _records(chosen)]
    shown = chosen.assign(aims=aims)
    columns = ("id", "name", "level", "step", "aims", "pilot", "evidence")
    _show_frame(screen, f"{len(chosen)} interventions", shown, columns)
    grades = "; ".join(f"{grade}: {_in(name, known.language)}" for grade, name in known.grades.items())
    _tell(screen, [f"Evidence: {grades}", f"Source: {known.source}", "One in full: evaluatie catalogue ID"])


def print_intervention(screen: Console, known: InterventionCatalogue, id_: str) -> None:
    """Print all that is known of one intervention."""
    one = known[id_]

    def said(words: Any) -> str:
        return _in(words, known.language)

    facts = {
        "level": said(known.levels[one.level]),
        "step": one.step,
        "role": one.role,
        "aims": ", ".join(said(known.aims[aim]) for aim in one.aims),
        "addresses": ", ".join(said(known.targets[target]) for target in one.targets),
        "left open by the guide": ", ".join(one.inferred),
        "must come first": ", ".join(known.first(id_)),
        "why it would work": said(one.mechanism),
        "what helps": "\n".join(map(said, one.tips)),
        "beware of": "\n".join(map(said, one.pitfalls)),
        "ground": f"{one.evidence}: {said(known.evidence_statement(id_))}",
        "references": "\n".join(known.citations(id_)),
        "in the guide under": "\n".join(known.sections[each]["heading"] for each in one.sections),
        "one of the pilot's seven": "yes" if one.pilot else "no",
    }
    told = ((name, fact) for name, fact in facts.items() if fact != "")
    _show(screen, f"{id_}: {said(one.name)}", ("", ""), told)
    _tell(screen, [f"Source: {known.source}"])


def print_steps(screen: Console, steps: Sequence[Step], language: str) -> None:
    """Print the six steps with their advice."""
    rows = (
        (step.number, _in(step.name, language), "\n".join(_in(words, language) for words in step.advice))
        for step in steps
    )
    _show(screen, "The six steps", ("step", "name", "advice"), rows)
    _tell(screen, ["Source: the visual of the pilot Behoud & Doorstroom (TNO), in our own words."])


def print_checklist(screen: Console, organisation: str, found: SixSteps) -> None:
    """Print how far an organisation says it is with the six steps."""
    columns = ("step", "name", "done", "by", "date", "evidence", "lags", "advice")
    counted = f"{found.done} of 6 steps done, {found.partly} partly, {found.open} open"
    _show_frame(screen, f"{organisation}: {counted}", found.table, columns)
    _notes(screen, found.notes)


def print_agenda(screen: Console, known: Agenda, language: str) -> None:
    """Print the actions of an agenda, what each party promised, and the backlog."""
    counts = known.commitments["action"].value_counts()
    actions = (
        (one["action"], one[f"title_{language}"], ", ".join(one["goals"]) or "not legible", counts[one["action"]])
        for one in known.actions.to_dict("records")
    )
    _show(screen, "Actions", ("action", "title", "goals", "commitments"), actions)
    _show(screen, "Commitments per party", ("party", "commitments", "in actions"), _promised(known))
    names = dict(zip(known.parties["party"], known.parties["name"], strict=True))
    promised = (
        (one["commitment"], one[f"what_{language}"], ", ".join(names[party] for party in one["parties"]))
        for one in known.commitments.to_dict("records")
    )
    _show(screen, "Commitments", ("commitment", "what", "who"), promised)
    backlog = ((one["idea"], one[language]) for one in known.backlog.to_dict("records"))
    _show(screen, "Ideas without an owner", ("idea", "what"), backlog)
    _tell(screen, [
        f"{len(known.commitments)} commitments; one of several parties counts for each of them.",
        f"Source: {known.source['ministry']}, {known.source['title']}, {known.source['date']}, in our own words.",
    ])  # fmt: skip
    _notes(screen, known.notes)


def _promised(known: Agenda) -> Iterator[tuple[object, ...]]:
    names = dict(zip(known.parties["party"], known.parties["name"], strict=True))
    each = known.commitments.explode("parties").dropna(subset=["parties"]).groupby("parties", sort=False)
    held = {party: (len(rows), ", ".join(sorted(set(rows["action"])))) for party, rows in each}
    yield from ((names[party], *held[party]) for party in known.parties["party"] if party in held)


def print_progress(screen: Console, found: AgendaProgress, known: Agenda, language: str) -> None:
    """Print how far an agenda is on a day: by action, what is overdue, indicators."""
    day = found.moments[-1]
    today = found.coverage[(found.coverage["moment"] == day) & found.coverage["by"].isin(["all", "action", "party"])]
    columns = ("by", "key", "commitments", "reported", "with_evidence", "done", "share_done", "share_done_at_most")
    shares = {name: today[name].map("{:.0%}".format) for name in columns if name.startswith("share")}
    _show_frame(
        screen, f"On {day}: {found.n_done} of {found.n_commitments} commitments done", today.assign(**shares), columns
    )
    what = known.commitments.set_index("commitment")[f"what_{language}"]
    late = found.overdue.assign(what=found.overdue["commitment"].map(what))
    _show_frame(screen, "Overdue", late, ("commitment", "what", "due", "days"))
    told = ("commitment", "indicator", "date", "value", "target", "to_go")
    _show_frame(screen, "Indicators", found.indicators, told)
    _notes(screen, found.notes)


def print_panels(screen: Console, known: GrowthPanels, account: PanelAccount, language: str) -> None:
    """Print what the growth panels add up to."""
    columns = ("round", "names", "first_time", "second_time", "different_low", "different_high", "unused")
    _show_frame(screen, "Conversations, one per name", account.conversations, columns)
    _show_frame(screen, "Took part twice", account.twice, ("name_first", "name_last", "renamed"))
    words = known.themes.set_index("theme")[language]
    themes = (
        (one["theme"], words[one["theme"]], one["response"], one["returns"], one["main"], ", ".join(one["also"]))
        for one in _records(account.themes)
    )
    heads = ("theme of round 1", "what it says", "response", "returns", "mainly in", "also in")
    _show(screen, "Themes of round 1: response of the programme, and return in round 2 (our reading)", heads, themes)
    unknown = account.not_computable.rename(columns={f"reason_{language}": "why"})
    _show_frame(screen, "What cannot be computed from this source", unknown, ("what", "why"))
    _tell(screen, [f"Source: {known.source['publisher']}, {known.source['title']}, {known.source['version']}."])
    _notes(screen, account.notes)


def print_consensus(screen: Console, found: DelphiConsensus) -> None:
    """Print what a panel of experts agrees on, and which statements need another round."""
    last = found.table.merge(found.statements[["statement", "last_round"]], on="statement")
    last = last[last["round"] == last["last_round"]].set_index("statement")
    told = found.statements.assign(
        median=found.statements["statement"].map(last["median"]),
        quartiles=found.statements["statement"].map(_ranges(last, "q1", "q3", "{:g}")),
        agree=found.statements["statement"].map(last["share"].map("{:.0%}".format)),
        interval=found.statements["statement"].map(_ranges(last, "share_low", "share_high", "{:.0%}")),
    )
    columns = (
        "statement", "last_round", "n", "median", "quartiles", "agree", "interval", "reached", "next_round", "why"
    )  # fmt: skip
    title = f"Agreeing is a rating of {found.agree:g} or more, consensus {found.consensus:.0%} who agree"
    _show_frame(screen, title, told, columns)
    order = found.concordance.assign(
        w=found.concordance["w"].map("{:.2f}".format),
        interval=_ranges(found.concordance, "ci_low", "ci_high", "{:.2f}"),
    )
    _show_frame(screen, "Agreement on the order of statements (Kendall's W)", order, (
        "round", "statements", "experts", "w", "interval"
    ))  # fmt: skip
    _show_frame(screen, "Experts", found.experts, ("round", "experts", "joined", "left"))
    _tell(screen, [found.method])
    _notes(screen, found.notes)


def _ranges(frame: pd.DataFrame, low: str, high: str, shown: str) -> pd.Series[str]:
    """Write two columns as one range; nothing where there is none."""
    ends = zip(frame[low], frame[high], strict=True)
    written = ["" if pd.isna(one) else f"{shown.format(one)} to {shown.format(other)}" for one, other in ends]
    return pd.Series(written, index=frame.index, dtype="str")


def _show_frame(screen: Console, title: str, frame: pd.DataFrame, columns: tuple[str, ...]) -> None:
    """Print columns of a frame."""
    _show(screen, title, columns, ([row[name] for name in columns] for row in _records(frame)))


def _show(screen: Console, title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a table; nothing where it has no rows."""
    table = Table(title=Text(visible(title)), title_justify="left", show_header=any(columns := tuple(columns)))
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(_cell(cell), keep="\n")) for cell in row))
    if table.row_count:
        screen.print(table)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if pd.isna(value) else f"{value:g}" if isinstance(value, float) else str(value)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _in(words: Any, language: str) -> str:
    return str(getattr(words, language))


def _tell(screen: Console, lines: Iterable[str]) -> None:
    for line in lines:
        screen.print(Text(visible(line)))


def _notes(screen: Console, notes: Iterable[str]) -> None:
    _tell(screen, (f"Note: {note}." for note in notes))
