"""Released results by hand: what a synthesis reads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluatie.resultsfile import SCHEMA, checksum_of

SD = 0.75  # of every organisation at its first wave


def number(id_: str, outcome: str | None, term: str, estimate: float | None, **more: Any) -> dict[str, Any]:
    """Write a released number; without an estimate it is hidden."""
    hidden = (estimate is None and more.pop("suppressed", "small")) or None
    fields = dict.fromkeys(("se", "interval", "statistic", "df", "p", "n")) | {} if hidden else {**more}
    base = {"se": None, "interval": None, "statistic": None, "df": None, "p": None, "n": None}
    about = {"id": id_, "section": id_.partition(".")[0], "outcome": outcome, "group": "all", "waves": ["t0", "t1"]}
    return {**about, "method": "paired_t", "term": term, "estimate": estimate, **base, **fields, "suppressed": hidden}


def change(
    outcome: str, estimate: float | None, se: float, n: int = 100, estimator: str = "linked", **more: Any
) -> list[dict[str, Any]]:
    """Write an organisation's change, standardised too, and the smallest change that matters."""
    key = f"change.{outcome}/all/t0-t1/{estimator}"
    if estimate is None:
        found = [number(f"{key}.mean_change", outcome, "mean_change", None, **more)]
    else:
        limits = [estimate - 1.96 * se, estimate + 1.96 * se]
        found = [
            number(f"{key}.mean_change", outcome, "mean_change", estimate, se=se, interval=limits, df=n - 1, n=n),
            number(f"{key}.g_av", outcome, "g_av", estimate / SD, se=se / SD, interval=None, n=n),
        ]
    bound = f"change.{outcome}/all/t0-t1/smallest_effect.bound"
    return [*found, number(bound, outcome, "bound", 0.2 * SD, n=n)]


def release(
    id_: str,
    numbers: list[dict[str, Any]],
    *,
    outcomes: Mapping[str, Mapping[str, Any]] | None = None,
    waves: int = 2,
    synthetic: bool = False,
    minimum: int = 10,
    plan: Mapping[str, Any] | None = None,
    linking: str = "linked",
    headcount: str | None = "250-999",
    months: int = 12,
    rate: float | None = None,
) -> dict[str, Any]:
    """Write an organisation's results.json, parsed."""
    usual = {"low": 1, "high": 5, "direction": "higher", "instrument": "pgis", "items": [1, 2], "referent": "team"}
    named = {row["outcome"]: {} for row in numbers if row["outcome"]} | dict(outcomes or {})
    dates = ["2020-01-06", f"{2020 + months // 12}-{1 + months % 12:02d}-06", "2023-01-05"]
    answered = [] if rate is None else [number("response.t0/rate.proportion", None, "proportion", rate, n=200)]
    return {
        "schema": SCHEMA,
        "organisation": {
            "id": id_, "name": f"Org {id_.upper()}", "synthetic": synthetic, "sector": "zorg", "headcount": headcount,
        },
        "language": "nl",
        "policy": {"preset": "strict", "minimum_group": minimum, "dominance": 0.9},
        "waves": [
            {"id": f"t{k}", "label": {"nl": f"meting {k}", "en": f"wave {k}"}, "date": dates[k]} for k in range(waves)
        ],
        "linking": linking,
        "plan": {
            "primary": list(named)[:1], "secondary": list(named)[1:], "smallest_effect": 0.2, "estimator": None,
            "fixed_beforehand": True, **(plan or {}),
        },
        "outcomes": {
            outcome: {
                "label": {"nl": f"{outcome} (nl)", "en": outcome}, **usual, "asked_otherwise": {}, "not_comparable": [],
                **about,
            }
            for outcome, about in named.items()
        },
        "results": [*answered, *numbers],
    }  # fmt: skip


def signed(content: Mapping[str, Any]) -> str:
    """Write a release as a file, with its checksum."""
    return json.dumps({**content, "checksum": checksum_of(content)})


def many(k: int, spread: float = 0.05) -> list[dict[str, Any]]:
    """Write releases of k organisations that lie a little apart."""
    return [
        release(
            f"org-{at:03d}",
            change("pgis.total", 0.2 + spread * ((7 * at) % 5 - 2), 0.06 + 0.01 * (at % 4), 80 + at),
            months=10 + at % 6, rate=0.4 + 0.03 * (at % 7), headcount="250-999" if at % 2 else "50-249",
        )
        for at in range(k)
    ]  # fmt: skip


def to_be_taken_together(root: Path, folder: Path) -> None:
    """Lay out a workspace of three reports and the notebook of the synthesis."""
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    shutil.copy(root / "notebooks" / "synthesis.ipynb", folder / "notebooks")
    for one in many(3):
        place = folder / "reports" / one["organisation"]["id"]
        place.mkdir(parents=True)
        (place / "results.json").write_text(signed(one), encoding="utf-8")
