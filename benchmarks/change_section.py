"""How long the report's section on change takes for one organisation, in all and part by part.

An organisation as ``demo_study`` makes them: some 1,500 people answer at each of two waves, in fifteen units of which
ten had interventions, with six outcomes and four groups (two gaps), numbers of employees to weigh to, and one
characteristic to adjust for; the tests over units have their 2,000 resamples. CPU seconds of one core, the median of
five repeats; the study and its scores are made beforehand. Run: ``python benchmarks/change_section.py [--repeats 5]``.
"""

from __future__ import annotations

import argparse
import os

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import yaml

import evaluatie as ev
from evaluatie.evaluation.changing import before_after, choices, comparison, gaps, individual, sensitivity, stayed
from evaluatie.evaluation.columns import columns_of
from evaluatie.evaluation.partitions import partitions_of
from evaluatie.evaluation.scored import Scores
from evaluatie.study import Study, load_study
from evaluatie.study.demonstration import DemoModel, DemoStudy, demo_study

PERSONS, UNITS, SEED = 2100, 15, 20261128
LEADERSHIP = "inclusive_leadership"
GOAL = 3.0  # seconds


def organisation() -> Study:
    """Make the organisation up, and load it as a study."""
    model = DemoModel()
    # inclusive leadership has facets; with the total of belonging and authenticity, six outcomes
    kept = [place for place, scale in enumerate(model.scales) if scale.instrument != LEADERSHIP]
    correlation = model.correlation()[kept][:, kept]
    shares = {"nederland": 0.75, "buiten-europa": 0.25}
    ids = [model.scales[place].id for place in kept]
    effects = [one for one in model.effects if one.scale in ids and one.who.get("origin") != "europa"]
    made = demo_study(
        SEED,
        DemoModel(
            persons=PERSONS, units=UNITS, scales=tuple(model.scales[place] for place in kept), effects=tuple(effects),
            correlations=tuple(tuple(row[:at].tolist()) for at, row in enumerate(correlation)), origins=shares,
        ),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        folder = made.write(Path(place) / "organisation")
        path = folder / "study.yml"
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        del config["groups"]["age"]  # leaves four groups
        config["plan"] |= {"adjust": ["gender"]}
        config["population"] = "population.csv"
        _population(made).to_csv(folder / "population.csv", index=False)
        for wave in made.model.waves:
            answers = pd.read_csv(folder / f"{wave}.csv")
            answers.drop(columns="geboortedatum").to_csv(folder / f"{wave}.csv", index=False)
        path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        return load_study(folder)


def _population(made: DemoStudy) -> pd.DataFrame:
    """Count the employees at each wave."""
    return pd.DataFrame(
        [
            (wave, f"{name}={level}", count)
            for wave in made.model.waves
            for name in ("gender", "origin")
            for level, count in made.people.loc[made.people[f"employed_{wave}"], name].value_counts().items()
        ],
        columns=["wave", "group", "n"],
    )


def parts(study: Study) -> Iterator[tuple[str, Callable[[], object]]]:
    """Go through the parts of the section, with what makes each of them."""
    scores, pair = Scores(study), (study.waves[0], study.waves[-1])
    bounds: dict[str, object] = {}
    yield "estimates", lambda: list(before_after._changes(scores, pair, bounds))
    for name, part in (("sensitivity", sensitivity), ("gaps", gaps), ("comparison", comparison)):
        yield name, lambda part=part: list(part.analyses(scores, pair, bounds))
    yield "stayed", lambda: list(stayed.analyses(scores, pair))
    yield "choices", lambda: list(choices.analyses(scores, pair))
    yield "individual", lambda: list(individual.analyses(study, pair))
    yield "meaning", lambda: before_after._meanings(study, pair)


def forget() -> None:
    """Let go of what a process keeps from section to section, but for the survey's columns and who changed reliably."""
    kept = (columns_of, partitions_of)
    for name, module in list(sys.modules.items()):
        if name.startswith("evaluatie.evaluation"):
            for found in vars(module).values():
                if hasattr(found, "cache_clear") and found not in kept:
                    found.cache_clear()


def cpu_seconds(work: Callable[[], object]) -> float:
    """Time some work."""
    forget()
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5, help="of which medians are given")
    repeats = parser.parse_args().repeats
    study = organisation()
    answered = study.survey["wave"].value_counts().sort_index().to_dict()
    ev.change(study)  # once for what is loaded on first use
    works = {"the whole section": lambda: ev.change(study)} | dict(parts(study))
    told = f"{len(study.outcomes)} outcomes; people who answered: {answered}; median of {repeats} repeats"
    print(told)  # noqa: T201
    for name, work in works.items():
        median = statistics.median(cpu_seconds(work) for _ in range(repeats))
        print(f"{name:20} {median:7.3f} s" + (f"  (goal: {GOAL:g} s)" if work is works["the whole section"] else ""))  # noqa: T201


if __name__ == "__main__":
    main()
