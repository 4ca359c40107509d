"""Section conversations: which themes came up, and which stayed, appeared or were seen no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.conversing.agreed import agreement_of
from evaluatie.evaluation.conversing.names import NAME
from evaluatie.evaluation.conversing.rounds import Rounds, rounds_of
from evaluatie.evaluation.conversing.shares import round_cells, shares_in
from evaluatie.evaluation.section import Analysis, Label, Row, Section, Slot
from evaluatie.evaluation.topic import Topic, heads, section_of
from evaluatie.evaluation.workforce.picked import picked
from evaluatie.result import Estimate

if TYPE_CHECKING:
    from evaluatie.study import Study


#: alpha below which coders hardly agree, and from which they agree well (Krippendorff 2004)
_HARDLY, _WELL = 0.667, 0.8


def conversations(study: Study) -> Section:
    """Tell which themes came up in coded conversations, and how that changed between rounds.

    Parameters
    ----------
    study : Study
        The study; `conversations` of study.yml names its file.

    Returns
    -------
    Section
        Per theme and round the share of conversations in which it came up, with the change from the first round to the
        last; themes that stayed, appeared, or were seen no more. Never by team, and nothing of what was said. One
        sentence where there is no such file.

    Examples
    --------
    >>> import evaluatie as ev
    >>> section = ev.conversations(ev.load_study("univbct-1022"))
    >>> [finding.key for finding in section.findings]
    ['themes.none']
    """
    return section_of(NAME, study, [_topic(study)])


def _topic(study: Study) -> Topic:
    topic, rounds = Topic("", NAME), rounds_of(study)
    if rounds is None:
        topic.say("themes.none", "caveat")
        return topic
    for place in range(1, len(rounds.names) + 1):
        topic.results |= dict(shares_in(rounds, place))
        held = topic.ref(f"all/held/{place}", "count", "count")
        topic.say("themes.held", round=Label("round", str(place)), n=held)
    named = rounds.named
    topic.results |= dict(agreement_of(rounds))
    if "all/agreement" in topic.results:
        (row,) = topic.results["all/agreement"].result.estimates()
        word = "well" if row.estimate >= _WELL else "hardly" if row.estimate < _HARDLY else "fairly"
        shown = {"alpha": topic.ref("all/agreement", "alpha", "points"), "n": topic.ref("all/agreement", "alpha", "n")}
        topic.say(f"themes.agree.{word}", interval=topic.ref("all/agreement", "alpha", "interval"), **shown)
    if len(rounds.names) > 1:
        topic.results |= dict(_changes(rounds))
        for row in _compared(rounds).table.to_dict("records"):
            if row["theme"] in rounds.ids:
                _sentence(topic, rounds, row)
    _table(topic, rounds, named)
    if len(named) < rounds.prevalence.table["theme"].nunique():
        topic.say("themes.unnamed", "caveat")
    topic.say("themes.who", "caveat")
    topic.say("themes.alike", "caveat")
    topic.say("themes.counted", "method")
    topic.say("themes.left_behind", "method")
    return topic


def _compared(rounds: Rounds) -> Any:
    from evaluatie.themes import compare_rounds

    return compare_rounds(rounds.codings, rounds.names[0], rounds.names[-1])


def _changes(rounds: Rounds) -> Iterator[tuple[str, Analysis]]:
    """Give the change of every theme's share from the first round to the last."""
    compared, last = _compared(rounds), len(rounds.names)
    for row in compared.table[compared.table["theme"].isin(list(rounds.ids))].to_dict("records"):
        id_ = rounds.ids[str(row["theme"])]
        n = compared.n_first + compared.n_last
        change = Estimate("difference", row["change"], ci_low=row["ci_low"], ci_high=row["ci_high"], n=n)
        on = (*round_cells(1, f"theme:{id_}"), *round_cells(last, f"theme:{id_}"))
        yield f"all/theme_change/{id_}", Analysis(picked(compared, change), "theme_change", (), on)
        if row["status"] == "vanishes":
            most = Estimate("may_be", row["may_be"], n=compared.n_last)
            yield f"all/theme_may_be/{id_}", Analysis(picked(compared, most), "theme_change", (), on)


def _sentence(topic: Topic, rounds: Rounds, row: Mapping[Any, Any]) -> None:
    """Say of a theme that it stayed, appeared, or was seen no more."""
    id_, last = rounds.ids[str(row["theme"])], len(rounds.names)
    slots: dict[str, Slot | None] = {"theme": Label("theme", id_)}
    if row["status"] == "vanishes":
        topic.say(
            "themes.vanishes",
            before=topic.ref(f"all/theme/1/{id_}", "proportion", "percent"),
            most=topic.ref(f"all/theme_may_be/{id_}", "may_be", "percent"),
            **slots,
        )
        return
    shares = {
        "before": topic.ref(f"all/theme/1/{id_}", "proportion", "percent"),
        "after": topic.ref(f"all/theme/{last}/{id_}", "proportion", "percent"),
    }
    if row["status"] == "appears":
        topic.say("themes.appears", after=shares["after"], **slots)
        return
    side = "more" if row["ci_low"] > 0 else "less" if row["ci_high"] < 0 else "unclear"
    interval = topic.ref(f"all/theme_change/{id_}", "difference", "pp_interval")
    topic.say(f"themes.stays.{side}", interval=interval, **shares, **slots)


def _table(topic: Topic, rounds: Rounds, named: tuple[str, ...]) -> None:
    several = len(rounds.names) > 1
    places = range(1, len(rounds.names) + 1)
    columns = [*heads("theme"), *(say.phrase("column.round", round=Label("round", str(at))) for at in places)]
    columns += heads("theme_change") if several else ()
    rows = []
    for theme in named:
        id_ = rounds.ids[theme]
        cells: list[Slot | None] = [
            topic.ref(f"all/theme/{place}/{id_}", "proportion", "percent_ci") for place in places
        ]  # fmt: skip
        cells += [topic.ref(f"all/theme_change/{id_}", "difference", "pp_ci")] if several else []
        rows.append(Row((Label("theme", id_),), tuple(cells)))
    topic.show_table("table-themes", say.phrase("table.themes"), columns, rows)
