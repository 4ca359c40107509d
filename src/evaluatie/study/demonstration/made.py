"""Make an organisation's data up."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluatie.study.demonstration.careers import draw_positions, draw_reasons
from evaluatie.study.demonstration.files import Format
from evaluatie.study.demonstration.model import BELONGING, YEAR, DemoModel
from evaluatie.study.demonstration.people import NEVER, as_days, draw_exits, draw_people
from evaluatie.study.demonstration.responses import (
    FIELDWORK,
    belonging_score,
    draw_answering,
    draw_faults,
    draw_items,
    draw_latent,
    draw_stable,
    last_day,
    turn_round,
)  # fmt: skip
from evaluatie.study.demonstration.staying import true_centre
from evaluatie.study.demonstration.truth import true_values
from evaluatie.study.demonstration.unseen import draw_former, draw_later
from evaluatie.study.demonstration.writing import write_folder

if TYPE_CHECKING:
    from evaluatie.study.model import Study


@dataclass(frozen=True, eq=False, repr=False)
class DemoStudy:
    """Made-up data of an organisation, and the truth that they were drawn from.

    Attributes
    ----------
    model : DemoModel
        The model.
    seed : int
        The seed.
    people : pandas.DataFrame
        One row per person who was employed at the first wave or later: ``person`` (a code), ``gender``, ``origin``,
        ``origin_1999``, ``own``, ``mother``, ``father`` (countries of birth), ``unit`` (a number), ``exposed``,
        ``born``, ``entry``, ``exit`` (dates; no exit: NaT), and per wave whether they are ``employed_<wave>``.
    personnel : pandas.DataFrame
        The people of the personnel file, who left before the first wave or came after the last included: the columns
        of `people` but for ``employed_<wave>``, ``reason`` of exit (None: not in the file) and ``origin_known`` (to
        the file).
    positions : pandas.DataFrame
        One row per position: ``person``, ``start``, ``end`` (NaT where it lasts), ``scale``, ``unit``, ``leads``,
        ``hours``.
    answers : pandas.DataFrame
        One row per answer to a questionnaire: ``person``, ``wave``, ``submitted`` (a time), ``seconds``, ``careless``,
        and the items as they are given (reversed ones not turned round), NaN where skipped.
    """

    model: DemoModel
    seed: int
    people: pd.DataFrame
    answers: pd.DataFrame
    personnel: pd.DataFrame
    positions: pd.DataFrame

    @cached_property
    def truth(self) -> pd.DataFrame:
        """What is true in the model, see :func:`true_values`; it does not depend on the seed."""
        return true_values(self.model)

    @cached_property
    def study(self) -> Study:
        """The data as evaluatie reads them: written to a folder that is thrown away, and loaded."""
        from evaluatie.study.load import load_study

        with tempfile.TemporaryDirectory() as folder:
            return load_study(self.write(Path(folder) / "demo"))

    def write(self, folder: Path, format: Format = "csv") -> Path:  # noqa: A002 - the word that users know
        """Write a study folder: study.yml, the answers of each wave, the personnel file and the positions.

        Parameters
        ----------
        folder : pathlib.Path
            Its last part becomes the organisation's id.
        format : "csv", "xlsx", "sav" or "parquet"
            The kind of the files with answers. The same data come out, byte by byte, on every call.

        Returns
        -------
        pathlib.Path
            The folder.
        """
        return write_folder(self, folder, format)

    def __repr__(self) -> str:
        return f"<made-up study, seed {self.seed}: {len(self.people)} people, {len(self.answers)} answers>"


def demo_study(seed: int, model: DemoModel | None = None) -> DemoStudy:
    """Make an organisation's data up, with known changes, gaps, drop-out and unit effects.

    Parameters
    ----------
    seed : int
        Not negative; the same seed and model give the same data.
    model : DemoModel, optional
        What is true; the documented model where there is none. See docs/demonstration.md.

    Returns
    -------
    DemoStudy

    Examples
    --------
    >>> demo = demo_study(7)
    >>> demo
    <made-up study, seed 7: 670 people, 829 answers>
    >>> change = demo.truth.query("quantity == 'change' and outcome == 'pgis.total' and level == 'all'")
    >>> change.set_index("people")["value"].round(3).to_dict()
    {'workforce': 0.137, 'stayers': 0.12}
    """
    model, streams = model or DemoModel(), _streams(seed)
    people, stable, exits = _workforce(model, streams)
    employed = np.array([(people["day"] <= day) & (exits >= day) for day in model.days])
    latent = draw_latent(model, people, stable, streams[3])
    items = draw_items(model, latent, streams[4])
    score = belonging_score(model, items[0])
    answered = draw_answering(model, people, employed, latent, score, true_centre(model), streams[5])
    answers = _answers(model, people, items, answered, exits, streams[6])
    there = _people(model, people, exits, employed)
    return DemoStudy(model, seed, there, answers, *_careers(model, people, exits, streams[7]))


def demo_careers(seed: int, model: DemoModel | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the personnel file and the positions of :func:`demo_study` up, without answers.

    Parameters
    ----------
    seed : int
        See :func:`demo_study`.
    model : DemoModel, optional
        See :func:`demo_study`.

    Returns
    -------
    tuple of pandas.DataFrame
        ``personnel`` and ``positions`` of :class:`DemoStudy`.
    """
    model, streams = model or DemoModel(), _streams(seed)
    people, _, exits = _workforce(model, streams)
    return _careers(model, people, exits, streams[7])


def _streams(seed: int) -> list[np.random.Generator]:
    """Give a stream of chance for each part, so that a part that is drawn otherwise leaves the others as they are."""
    return [np.random.default_rng([seed, part]) for part in range(9)]


def _workforce(model: DemoModel, streams: list[np.random.Generator]) -> tuple[pd.DataFrame, Any, Any]:
    people = draw_people(model, streams[0])
    stable = draw_stable(model, people, streams[1])
    belonging = stable[:, model.place(BELONGING)]
    return people, stable, draw_exits(model, people, belonging, streams[2], streams[8])


def _answers(
    model: DemoModel, people: pd.DataFrame, items: Any, answered: Any, exits: Any, rng: np.random.Generator
) -> pd.DataFrame:
    wave, person = np.nonzero(answered)
    given, careless, seconds = draw_faults(model, turn_round(items[wave, person], model.scales), rng)
    days = np.asarray(model.days)[wave]
    # nobody answers after the last day
    day = days + np.minimum(rng.integers(FIELDWORK, size=len(wave)), exits[person] - days)
    time = rng.integers(8 * 3600, 20 * 3600, size=len(wave))
    submitted = np.datetime64(model.dates[0], "s") + day * np.timedelta64(86400, "s") + time
    facts = pd.DataFrame(
        {
            "person": people["person"].to_numpy()[person],
            "wave": np.asarray(model.waves)[wave],
            "submitted": submitted,
            "seconds": seconds,
            "careless": careless,
        }
    )
    return pd.concat([facts, pd.DataFrame(given, columns=list(model.items))], axis=1)


def _people(model: DemoModel, people: pd.DataFrame, exits: Any, employed: Any) -> pd.DataFrame:
    there = {f"employed_{wave}": who for wave, who in zip(model.waves, employed, strict=True)}
    return _with_dates(model, people, exits).assign(**there)


def _with_dates(model: DemoModel, people: pd.DataFrame, exits: Any) -> pd.DataFrame:
    left = _dates(model, np.where(exits <= last_day(model), exits, NEVER))
    days = {name: people[name].astype("datetime64[s]") for name in ("born", "entry")}
    return people.drop(columns="day").assign(**days, exit=left.to_numpy())


def _dates(model: DemoModel, day: Any) -> pd.Series:
    first = np.datetime64(model.dates[0], "D")
    dates = np.where(day < NEVER, first + as_days(np.where(day < NEVER, day, 0)), np.datetime64("NaT", "D"))
    return pd.Series(dates).astype("datetime64[s]")


def _careers(
    model: DemoModel, people: pd.DataFrame, exits: Any, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw what a personnel system would export: everyone there since the files begin, and their positions."""
    former, left = draw_former(model, people, rng)
    everyone, last = pd.concat([people, former], ignore_index=True), np.concatenate([exits, left])
    if model.careers.until is not None:
        later, leave = draw_later(model, everyone, last_day(model), rng)
        everyone, last = pd.concat([everyone, later], ignore_index=True), np.concatenate([last, leave])
    gone = last <= last_day(model)
    reasons = draw_reasons(model, everyone, last, rng)
    reasons[~gone] = None
    known = rng.random(len(everyone)) >= model.careers.origin_unknown
    personnel = _with_dates(model, everyone, last).assign(reason=reasons, origin_known=known)
    begin = -round(model.careers.history * YEAR)
    stops = np.minimum(last, last_day(model)) + 1
    held = draw_positions(model, everyone, np.maximum(everyone["day"].to_numpy(), begin), stops, rng)
    # whoever is in a position on the last day in the files still is
    ends = np.where(held["last"] >= last_day(model), NEVER, held["last"])
    days = {"start": _dates(model, held["day"].to_numpy()), "end": _dates(model, ends)}
    return personnel, held.drop(columns=["day", "last"]).assign(**days)
