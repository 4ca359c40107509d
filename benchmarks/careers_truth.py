"""Whether the true hazards of made-up organisations are recovered: 200 consecutive seeds of the documented model.

Per seed the personnel file and the positions of an organisation of 2,000 are drawn, settled and counted; the 95% limits
of rate ratios and hazard ratios are held against what the model says. Printed: the truth, the mean estimate and its
Monte-Carlo error, and how often the interval holds the truth. Run:
``python benchmarks/careers_truth.py [SEEDS] [FIRST]``.
"""

from __future__ import annotations

import datetime
import sys
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from evaluatie.flows import flow_rates, flow_ratios, hazard_change, hazard_ratio, settle_careers
from evaluatie.flows.clocks import time_to_exit, time_to_promotion
from evaluatie.study.demonstration import DemoModel, demo_careers
from evaluatie.study.demonstration.model import YEAR
from evaluatie.study.demonstration.responses import FIELDWORK

MODEL = DemoModel(persons=2000, units=40)
ABROAD = "buiten-europa"
Held = tuple[str, float, float, float, float]


def truths(model: DemoModel = MODEL) -> dict[str, float]:
    """Say what is true: hazard ratios of people with an origin outside Europe against Dutch origin."""
    careers = model.careers
    chance = ndtr(careers.voluntary_shifts[0].size + ndtri(careers.voluntary))
    leaving = float(np.exp(model.leaving_shifts[0].size))
    return {
        "leaving": leaving,
        "voluntary": leaving * chance / careers.voluntary,
        "promotion before": float(np.exp(careers.promotion_shifts[0].size)),
        "change of promotion, exposed": float(np.exp(careers.promotion_after[0].size)),
    }


def intervals(seed: int, model: DemoModel = MODEL) -> Iterator[Held]:
    """Go through the estimates of a seed: what, truth, estimate and limits."""
    true = truths(model)
    careers = careers_of(seed, model)
    rates = flow_rates(careers.persons, careers.positions, "origin", start=first_day(model), end=last_day(model),
                       ladder=model.careers.scales)  # fmt: skip
    for flow, name in (("outflow", "leaving"), ("voluntary", "voluntary")):
        (one,) = [each for each in flow_ratios(rates, "origin", "nederland", ABROAD).comparisons if each.flow == flow]
        ratio = one.ratio
        # of exits without a reason the same part is voluntary in both groups
        yield f"rate ratio, {name}", true[name], ratio.ratio or 0.0, ratio.ci_low, ratio.ci_high or np.inf
    exits = _two_groups(time_to_exit(careers, ["origin"]))
    yield _of("hazard ratio, leaving", true["leaving"], exits, "left")
    waits = _two_groups(time_to_promotion(careers, ["origin", "unit"]))
    waits = waits.assign(promoted=(waits["event"] == 1).astype(int))
    began = _since_began(waits, model)
    yield _of("hazard ratio, promotion before", true["promotion before"], _until(waits, began), "promoted")
    exposed = waits["unit"].astype(str).str.removeprefix("team-").astype(int) <= model.exposed_units
    theirs = waits[exposed & (waits["origin"] == ABROAD)].assign(began=began)
    found = hazard_change(theirs, "duration", "promoted", "began", entry="entry", cluster="person").changes.iloc[0]
    name = "change of promotion, exposed"
    yield name, true[name], found["hazard_ratio"], found["ci_low"], found["ci_high"]


def first_day(model: DemoModel = MODEL) -> datetime.date:
    """Give the first day in the files."""
    return model.dates[0] - datetime.timedelta(days=round(model.careers.history * YEAR))


def last_day(model: DemoModel = MODEL) -> datetime.date:
    """Give the last day in the files."""
    return model.dates[-1] + datetime.timedelta(days=FIELDWORK - 1)


def careers_of(seed: int, model: DemoModel = MODEL):
    """Draw and settle."""
    personnel, positions = demo_careers(seed, model)
    persons = personnel.drop(columns="unit").assign(origin=personnel["origin"].where(personnel["origin_known"]))
    held = positions.assign(unit=[f"team-{unit + 1:02d}" for unit in positions["unit"]])
    return settle_careers(persons, held, start=first_day(model), end=last_day(model), ladder=model.careers.scales)


def _two_groups(frame: pd.DataFrame) -> pd.DataFrame:
    kept = frame[frame["origin"].isin(["nederland", ABROAD])]
    return kept.assign(origin=kept["origin"].cat.set_categories(["nederland", ABROAD]))


def _of(name: str, true: float, frame: pd.DataFrame, event: str) -> Held:
    found = hazard_ratio(frame, "duration", event, ["origin"], entry="entry", cluster="person").coefficients.iloc[0]
    return name, true, found["hazard_ratio"], found["ci_low"], found["ci_high"]


def _since_began(waits: pd.DataFrame, model: DemoModel) -> pd.Series:
    """Give the time on the clock of each wait at which the interventions began."""
    end = waits["day"] + pd.Timedelta(days=1)
    return waits["duration"] - (end - pd.Timestamp(model.careers.began)).dt.days / YEAR


def _until(waits: pd.DataFrame, began: pd.Series) -> pd.DataFrame:
    before = waits[waits["entry"] < began].assign(until=began)
    late = before["duration"] > before["until"]
    return before.assign(
        promoted=before["promoted"].where(~late, 0), duration=np.minimum(before["duration"], before["until"])
    )


def main(seeds: int = 200, first: int = 1) -> None:
    """Print what 200 seeds say."""
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for seed in range(first, first + seeds):
        for name, *numbers in intervals(seed):
            found[name].append(tuple(numbers))
    print(f"seeds {first} to {first + seeds - 1}")  # noqa: T201
    for name, rows in found.items():
        true, estimate, low, high = np.array(rows).T
        logs = np.log(np.maximum(estimate, 1e-9))
        error = logs.std(ddof=1) / np.sqrt(len(rows))
        held = np.mean((low <= true) & (true <= high))
        print(  # noqa: T201
            f"{name:32} log true {np.log(true[0]):6.3f}  mean {logs.mean():6.3f} (error {error:.3f})  held {held:.3f}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
