"""What was expected of interventions, beside what was carried out and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from evaluatie.process.contributing.caveats import caveats
from evaluatie.process.contributing.contribution_result import (
    COLUMNS,
    DELIVERED,
    FACTS,
    OBSERVED,
    Contribution,
    observed_changes,
)
from evaluatie.process.contributing.evidence import KEY, Evidence, links_meant, read_evidence
from evaluatie.process.contributing.kinds import (
    AFTERWARDS,
    EXPECTED,
    LINKS,
    NO_THEORY,
    NOT_JUDGED,
    UNDATED,
    UNEXPECTED,
)
from evaluatie.process.contributing.patterns import CHANGED, DIRECTIONS, pattern_facts
from evaluatie.process.implementing import Implementation

METHOD = (
    "Theory of change held against what was carried out and what changed, as in contribution analysis (Mayne 2001, "
    "2012); the judgement is the evaluator's"
)
_NOTHING: dict[str, Any] = {"themes": (), "rivals": (), "shared_with": ()}


def contribution_table(
    theory: pd.DataFrame,
    implementation: Implementation,
    changes: pd.DataFrame,
    *,
    baseline: Any = None,
    opened: Any = None,
    themes: pd.DataFrame | None = None,
    context: pd.DataFrame | None = None,
    dropout: float | Mapping[str, float] | None = None,
    judgements: pd.DataFrame | None = None,
) -> Contribution:
    """Set what was expected of each intervention beside what was carried out and what changed.

    The two blocks stay apart, as contribution analysis asks (Mayne 2001, *Canadian Journal of Program Evaluation* 16,
    1-24; 2012, *Evaluation* 18, 270-280): a theory of change that was laid down beforehand can be contradicted by what
    is found, one that was written to fit it cannot. A link counts as expected only if it was declared before the day on
    which the follow-up opened.

    Parameters
    ----------
    theory : DataFrame
        One row per expected link: ``problem``, ``intervention``, ``mechanism``, ``outcome``, ``group``, ``direction``
        (up or down: which way the outcome's figure is expected to go), ``declared`` (date), and where it is told in
        conversations ``theme`` or ``themes`` (a list, or a text with semicolons). Problem, mechanism and date may be
        empty.
    implementation : Implementation
        What :func:`implementation` returned.
    changes : DataFrame
        One row per outcome and group: ``outcome``, ``group``, ``verdict`` (improved, worsened, increased, decreased,
        unchanged, inconclusive), ``estimate``, ``ci_low``, ``ci_high``, ``n``, ``design`` (change,
        difference_in_change, random).
    baseline, opened : date or text, optional
        The day of the baseline, and that on which the follow-up opened. Without the second no link can count as
        expected.
    themes : DataFrame, optional
        ``theme``, ``round``, ``share`` (0 to 1), and ``ci_low``, ``ci_high``, ``n`` where known.
    context : DataFrame, optional
        ``date`` and ``event``: what else happened that may explain a change. Of the days between the waves only.
    dropout : float or mapping of group to float, optional
        Share (0 to 1) of those who answered at the baseline that did not answer again.
    judgements : DataFrame, optional
        The evaluator's: ``intervention``, ``outcome``, ``group`` (or empty: every group), ``judgement`` (supported,
        partly, not supported, cannot say) and ``reason``.

    Returns
    -------
    Contribution
        Links that are not judged say so; no judgement is ever made here.

    Raises
    ------
    TypeError
        If a frame is no DataFrame, or ``implementation`` no Implementation.
    ValueError
        If anything in the frames cannot be: everything is named at once, with row numbers that count from 1.

    Examples
    --------
    >>> from evaluatie.process.implementing import implementation
    >>> log = pd.DataFrame([dict(intervention="dialogue", level="team", step=6, target="all", start="2020-02-01",
    ...     end="2020-12-01", invited=100, reached=70, dose=10, fidelity=0.8, responsible="hr", status="done")])
    >>> theory = pd.DataFrame([dict(problem="few talks", intervention="dialogue", mechanism="being heard",
    ...     outcome="belonging", group="all", direction="up", declared="2019-11-01")])
    >>> changes = pd.DataFrame([dict(outcome="belonging", group="all", verdict="improved", estimate=0.2, ci_low=0.1,
    ...     ci_high=0.3, n=120, design="change")])
    >>> found = contribution_table(theory, implementation(log), changes, baseline="2019-10-01", opened="2021-06-01")
    >>> found.table.loc[0, ["kind", "direction_found", "people_reached", "timing", "judgement"]].tolist()
    ['expected', 'as expected', 'half or more', 'between', 'not judged yet']
    """
    if not isinstance(implementation, Implementation):
        raise TypeError(f"implementation must be what implementation() returns: got {type(implementation).__name__}")
    evidence = read_evidence(theory, changes, themes, context, dropout, judgements, baseline, opened)
    links = [*_links(evidence, implementation)]
    rows = [*links, *_unexpected(evidence, links), *_without_theory(evidence, implementation)]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(("invited", "reached", "n"), "Int64"))
    counts = _counts(table)
    return Contribution(
        METHOD,
        caveats(table, evidence, context_given=context is not None),
        table=table,
        themes=_themes(evidence),
        rivals=_rivals(evidence),
        observed=observed_changes(evidence.changes),
        **counts,
        baseline=_iso(evidence.baseline),
        opened=_iso(evidence.opened),
    )


def _links(evidence: Evidence, implementation: Implementation) -> Iterator[dict[str, Any]]:
    judged = _judgements(evidence)
    for place, row in enumerate(evidence.theory.to_dict("records")):
        link = {str(name): value for name, value in row.items()}
        key = link["outcome"], link["group"]
        delivered, change = _delivered(implementation, link["intervention"]), _change(evidence, *key)
        facts = pattern_facts(
            link["direction"], change["verdict"], change["estimate"], reach=delivered["reach"],
            began=delivered["began"], baseline=evidence.baseline, opened=evidence.opened,
            dose_ratio=delivered["dose_ratio"],
        )  # fmt: skip
        beforehand = _beforehand(link["declared"], evidence.opened)
        kind = {True: EXPECTED, False: AFTERWARDS, None: UNDATED}[beforehand]
        found = (facts.direction, facts.reached, facts.timing, facts.dose)
        yield {
            **link, "kind": kind, "beforehand": beforehand, **delivered, **change,
            **dict(zip(FACTS, found, strict=True)), **_circumstances(evidence, key[1]),
            "shared_with": _shared(evidence.theory, *key, link["intervention"]), **judged[place],
        }  # fmt: skip


def _unexpected(evidence: Evidence, links: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give the changes that no link declared beforehand speaks of."""
    spoken_of = {(link["outcome"], link["group"]) for link in links if link["kind"] == EXPECTED}
    for change in evidence.changes.to_dict("records"):
        key = change["outcome"], change["group"]
        if change["verdict"] in CHANGED and key not in spoken_of:
            about = {"kind": UNEXPECTED, "outcome": key[0], "group": key[1]}
            yield {**about, **_change(evidence, *key), **_NOTHING, **_circumstances(evidence, key[1])}


def _without_theory(evidence: Evidence, implementation: Implementation) -> Iterator[dict[str, Any]]:
    for name in implementation.interventions["intervention"]:
        if name not in set(evidence.theory["intervention"]):
            yield {"kind": NO_THEORY, "intervention": name, **_delivered(implementation, name), **_NOTHING}


def _delivered(implementation: Implementation, intervention: str) -> dict[str, Any]:
    frame = implementation.interventions
    rows = frame[frame["intervention"] == intervention].rename(columns={"start": "began"}).to_dict("records")
    if not rows:
        return {**dict.fromkeys(DELIVERED), "in_log": False}
    return {**{name: rows[0][name] for name in DELIVERED if name != "in_log"}, "in_log": True}


def _change(evidence: Evidence, outcome: str, group: str) -> dict[str, Any]:
    changes = evidence.changes
    rows = changes[(changes["outcome"] == outcome) & (changes["group"] == group)].to_dict("records")
    return {name: rows[0][name] for name in OBSERVED} if rows else dict.fromkeys(OBSERVED)


def _circumstances(evidence: Evidence, group: str) -> dict[str, Any]:
    rivals = tuple(_rivals(evidence)["event"])
    return {"rivals": rivals, "dropout": evidence.dropout.get(group, evidence.dropout.get(None))}


def _shared(theory: pd.DataFrame, outcome: str, group: str, intervention: str) -> tuple[str, ...]:
    """Name the other interventions that are expected to move the same outcome of the same group."""
    same = theory[(theory["outcome"] == outcome) & (theory["group"] == group)]
    return tuple(name for name in dict.fromkeys(same["intervention"]) if name != intervention)


def _judgements(evidence: Evidence) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"judgement": NOT_JUDGED, "reason": None} for _ in range(len(evidence.theory))]
    for row in evidence.judgements.to_dict("records"):
        for place in links_meant(tuple(row[name] for name in KEY), evidence.theory):
            found[place] = {"judgement": row["judgement"], "reason": row["reason"]}
    return found


def _beforehand(declared: Any, opened: Any) -> bool | None:
    return None if pd.isna(declared) or pd.isna(opened) else bool(declared < opened)


def _rivals(evidence: Evidence) -> pd.DataFrame:
    """Give what happened between the waves; a wave without a day is no limit."""
    if evidence.context is None:
        return pd.DataFrame(columns=["date", "event"])
    days = evidence.context["date"]
    between = ~(days < evidence.baseline) & ~(days >= evidence.opened)
    rivals: pd.DataFrame = evidence.context[between].reset_index(drop=True)
    return rivals


def _themes(evidence: Evidence) -> pd.DataFrame:
    if evidence.themes is None:
        return pd.DataFrame(columns=["row", "theme", "round", "share"])
    named = [(place, theme) for place, themes in enumerate(evidence.theory["themes"]) for theme in themes]
    return pd.DataFrame(named, columns=["row", "theme"]).merge(evidence.themes, on="theme", how="left")


def _counts(table: pd.DataFrame) -> dict[str, int]:
    kinds, links = table["kind"], table["kind"].isin(LINKS)
    expected = kinds == EXPECTED
    found = {
        f"n_{direction.replace(' ', '_')}": int((table.loc[expected, "direction_found"] == direction).sum())
        for direction in DIRECTIONS
    }
    return {
        "n_links": int(links.sum()),
        "n_expected": int(expected.sum()),
        "n_added_afterwards": int((kinds == AFTERWARDS).sum()),
        "n_not_dated": int((kinds == UNDATED).sum()),
        **found,
        "n_unexpected": int((kinds == UNEXPECTED).sum()),
        "n_without_theory": int((kinds == NO_THEORY).sum()),
        "n_not_in_log": int((table.loc[links, "in_log"] == False).sum()),  # noqa: E712 - others are empty
        "n_not_judged": int((table["judgement"] == NOT_JUDGED).sum()),
    }


def _iso(day: Any) -> str | None:
    return None if pd.isna(day) else f"{day:%Y-%m-%d}"
