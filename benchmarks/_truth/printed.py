"""What a report prints: every number that stands with its limits in a sentence, table or figure, and every verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from _truth.organisation import Released

#: ways to show a number that show its limits
WITH_LIMITS = {
    "points_ci", "percent_ci", "signed_ci", "interval", "fit_ci", "percent_interval", "pp_ci", "pp_interval",
    "ratio_ci", "rate_ci",
}  # fmt: skip


@dataclass(frozen=True)
class Interval:
    """A number that is printed with its limits.

    Attributes
    ----------
    section, key, term : str
        Its id, apart: ``change``, ``pgis.total/all/t0-t1/mixed`` and ``mean_change``.
    method, outcome, characteristic, level : str
        As a report's numbers have them; an outcome that is none is empty.
    waves : tuple of str
        That it is about.
    estimate, low, high : float
        As they are printed, before they are rounded for the eye.
    horizon : float
        Of a mean within some years: up to when; 0 for others.
    late : bool
        Whether the section says that its curves start late: they are of those who had stayed so long.
    """

    section: str
    key: str
    term: str
    method: str
    outcome: str
    characteristic: str
    level: str
    waves: tuple[str, ...]
    estimate: float
    low: float
    high: float
    horizon: float = 0.0
    late: bool = False


def intervals(made: Released) -> Iterator[Interval]:
    """Go through the intervals that are printed, each once per section."""
    for section, bundle in made.items():
        shown = dict.fromkeys(
            ref["ref"] for ref in _refs([bundle["findings"], bundle["displays"]]) if ref["show"] in WITH_LIMITS
        )
        late = any(finding["key"] == "staff.late_start" for finding in bundle["findings"])
        for name in shown:
            number = bundle["numbers"].get(name)
            if number is not None and None not in (number["estimate"], number["ci_low"], number["ci_high"]):
                found = _interval(section, name, number)
                horizon = bundle["numbers"].get(f"{section}.{found.key}.horizon", {}).get("estimate") or 0.0
                yield replace(found, horizon=horizon, late=late)


def _interval(section: str, name: str, number: Mapping[str, Any]) -> Interval:
    key = name.removeprefix(f"{section}.").removesuffix(f".{number['term']}")
    about = (number["method"], number["outcome"] or "", number["characteristic"], number["level"])
    values = (number["estimate"], number["ci_low"], number["ci_high"])
    return Interval(section, key, number["term"], *about, tuple(number["waves"]), *values)


def _refs(part: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        if "ref" in part and "show" in part:
            yield part
        for each in part.values():
            yield from _refs(each)
    elif isinstance(part, list):
        for each in part:
            yield from _refs(each)


@dataclass(frozen=True)
class Said:
    """A verdict that is printed.

    Attributes
    ----------
    about : str
        What it is on: ``change``, ``conclusion``, ``change of a group``, ``gap``, ``change of a gap``, ``difference``,
        ``flow``, ``years stayed``.
    word : str
        The verdict, as the wording files name it; of a conclusion ``firm improved``.
    outcome, characteristic, level : str
        Whose.
    waves : tuple of str
        Of which waves.
    detail : str
        The flow, or the estimator.
    """

    about: str
    word: str
    outcome: str = ""
    characteristic: str = "all"
    level: str = "all"
    waves: tuple[str, ...] = ()
    detail: str = ""


def verdicts(made: Released) -> Iterator[Said]:
    """Go through the verdicts that are printed."""
    for bundle in made.values():
        for finding in bundle["findings"]:
            yield from _in_sentence(finding)
        for display in bundle["displays"]:
            if display["id"].startswith(("table-change-", "table-gaps-", "table-comparison-")):
                yield from _in_table(display)


def _in_sentence(finding: Mapping[str, Any]) -> Iterator[Said]:
    slots, parts = finding["slots"], finding["key"].split(".")
    outcome = slots.get("outcome", {}).get("label", [None, ""])[1]
    waves = tuple(slots[name]["label"][1] for name in ("first", "last") if "label" in slots.get(name, {}))
    group = slots.get("level", {}).get("label", [None, "all=all"])[1].partition("=")[::2]
    if parts[:2] == ["change", "verdict"]:
        yield Said("change", parts[2], outcome, waves=waves)
    elif parts[0] == "conclusions" and len(parts) == 2 and "verdict" in slots:
        word = slots["verdict"]["word"].removeprefix("verdict.")
        yield Said("conclusion", f"{parts[1]} {word}", outcome, waves=waves)
    elif parts[:2] == ["baseline", "gap"]:
        yield Said("gap", parts[2], outcome, *group)
    elif parts[0] == "staff" and len(parts) == 3 and "ratio" in slots:
        yield Said("flow", parts[2], "", *group, detail=parts[1])
    elif parts[:2] == ["staff", "years_stayed"]:
        yield Said("years stayed", parts[2], "", *group)


def _in_table(display: Mapping[str, Any]) -> Iterator[Said]:
    """Read the verdicts on groups, on changes of gaps, and on differences in change, row by row."""
    # table-change-t0-t1-origin, table-change-t0-t1-all-origin, table-gaps-t0-t1-origin-others, table-comparison-t0-t1
    kind, *rest = display["id"].removeprefix("table-").split("-")
    if kind == "change" and (len(rest) != 3 or rest[2] == "technical"):
        return
    waves = tuple(rest[:2])
    for row in display["rows"]:
        labels = dict(head["label"] for head in row["head"] if "label" in head)
        words = [cell["word"].partition(".")[2] for cell in row["cells"] if cell and _is_verdict(cell)]
        if not words or "outcome" not in labels:
            continue
        group = labels.get("level", "all=all").partition("=")[::2]
        about = {"change": "change of a group", "gaps": "change of a gap", "comparison": "difference"}[kind]
        yield Said(about, words[0], labels["outcome"], *group, waves=waves)


def _is_verdict(cell: Mapping[str, Any]) -> bool:
    return str(cell.get("word", "")).startswith(("verdict.", "gap_word.", "difference_word."))
