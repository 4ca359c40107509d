"""How raters score the policy: by phase and by stage of the chain, how far they agree, and what changed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.intervening.names import NAME
from evaluatie.evaluation.section import Label, Row, Setting, Slot, Word
from evaluatie.evaluation.topic import Topic, heads

if TYPE_CHECKING:
    from evaluatie.process import PolicyScan
    from evaluatie.study import Study

#: of fewer raters no mean is told: it would be what one of them thinks
LEAST = 3
#: alpha below which raters hardly agree, and from which they agree well (Krippendorff 2004)
_HARDLY, _WELL = 0.667, 0.8


@lru_cache(maxsize=4)
def scan_of(study: Study) -> PolicyScan | None:
    """Give what raters scored; None without scores, or of fewer than three raters."""
    from evaluatie.process import policy_scan

    scores = study.policy_scan
    if scores is None or scores.empty or scores["rater"].nunique() < LEAST:
        return None
    columns = ["phase", "stage", "rater", "score"]
    return policy_scan(scores[columns if scores["round"].isna().any() else ["round", *columns]])


def scan_rounds(study: Study) -> tuple[str, ...]:
    """Name the rounds of the scan, in their order."""
    scan = scan_of(study)
    return () if scan is None else scan.rounds


def scan_settings(study: Study) -> set[float]:
    """Give the numbers of the scan that a report shows: means of roles, of which no person is told."""
    scan = scan_of(study)
    if scan is None:
        return set()
    means = [_rounded(row["mean"]) for _, row in scan.table.iterrows() if _may_be_told(row)]
    alphas = [round(float(alpha), 2) for alpha in scan.agreement["alpha"].dropna()]
    changes = [_rounded(value) for row in _whole(scan) for value in row]
    return {*means, *alphas, *changes}


def scanned(study: Study) -> Topic:
    """Show the policy scan.

    Parameters
    ----------
    study : Study
        The study; `policy_scan` of study.yml names its file.

    Returns
    -------
    Topic
        A heat table of phases by stages, per round; how far raters agree; the change between rounds of the same raters.
        Nothing without such a file, or with fewer than three raters.
    """
    topic, scan = Topic("doing_scan", NAME), scan_of(study)
    if scan is None:
        if study.policy_scan is not None:
            topic.say("doing.scan_few", "caveat")
        return topic
    low, high = scan.scale
    topic.say("doing.scan", low=Setting(low, "count"), high=Setting(high, "count"), n=Setting(scan.n_raters, "count"))
    for row in scan.agreement.dropna(subset=["alpha"]).to_dict("records"):
        alpha = float(row["alpha"])
        word = "well" if alpha >= _WELL else "hardly" if alpha < _HARDLY else "fairly"
        place = scan.rounds.index(row["round"]) + 1
        about: dict[str, Slot] = {"round": Label("scan_round", str(place)), "alpha": Setting(round(alpha, 2))}
        topic.say(f"doing.scan_agree.{word}", **about)
    for change, ci_low, ci_high in _whole(scan):
        side = "more" if ci_low > 0 else "less" if ci_high < 0 else "unclear"
        shown = [Setting(_rounded(value), "decimal") for value in (change, ci_low, ci_high)]
        topic.say(f"doing.scan_change.{side}", change=shown[0], low=shown[1], high=shown[2])
    stages = list(dict.fromkeys(scan.table["stage"]))
    names = [say.phrase(f"column.stage_{stage}") for stage in stages]
    caption = say.phrase("figure.doing_scan", low=Setting(low, "count"), high=Setting(high, "count"))
    topic.show_figure("figure-doing-scan", "heat", caption, _rows(scan, stages), names)
    columns = (*heads("phase", "scan_round"), *names)
    topic.show_table("table-doing-scan", say.phrase("table.doing_scan"), columns, _rows(scan, stages), technical=True)
    if not scan.table.apply(_may_be_told, axis=1).all():
        topic.say("doing.scan_blank")
    topic.say("doing.scan_raters", "method")
    return topic


def _rows(scan: PolicyScan, stages: list[str]) -> list[Row]:
    rows = []
    for phase in dict.fromkeys(scan.table["phase"]):
        for place, name in enumerate(scan.rounds, start=1):
            here = scan.table[(scan.table["phase"] == phase) & (scan.table["round"] == name)].set_index("stage")
            head = (Word(f"doing.phase.{phase}"), Label("scan_round", str(place)))
            rows.append(Row(head, tuple(_cell(here.loc[stage]) for stage in stages)))
    return rows


def _cell(row: pd.Series) -> Slot:
    return Setting(_rounded(row["mean"]), "decimal") if _may_be_told(row) else Word("doing.scan_hidden")


def _may_be_told(row: pd.Series) -> bool:
    """Tell whether a mean tells of no rater what they gave: not of few, and not where all gave the same."""
    return bool(row["n"] >= LEAST and row["lowest"] < row["highest"])


def _rounded(value: float) -> float:
    return round(float(value), 1)


def _whole(scan: PolicyScan) -> list[tuple[float, float, float]]:
    """Give the change of the whole from the first round to the last, with its limits, where there is one."""
    if len(scan.rounds) < 2:
        return []
    changes = scan.changes
    ends = (changes["earlier"] == scan.rounds[0]) & (changes["later"] == scan.rounds[-1])
    whole = changes[ends & (changes["phase"] == "all") & (changes["stage"] == "all")].dropna(subset=["ci_low"])
    whole = whole[whole["n"] >= LEAST]
    return [tuple(map(float, row)) for row in whole[["change", "ci_low", "ci_high"]].to_numpy()]  # type: ignore[misc]
