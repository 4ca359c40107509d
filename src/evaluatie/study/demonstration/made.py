"""Make an organisation's data up."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from evaluatie.study.demonstration.files import Format
from evaluatie.study.demonstration.model import BELONGING, DemoModel
from evaluatie.study.demonstration.people import NEVER, draw_exits, draw_people
from evaluatie.study.demonstration.responses import (
    FIELDWORK,
    belonging_score,
    draw_answering,
    draw_faults,
    draw_items,
    draw_latent,
    draw_stable,
    turn_round,
)  # fmt: skip
from evaluatie.study.demonstration.staying import true_centre
from evaluatie.study.demonstration.truth import true_values
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
        One row per person who was ever employed: ``person`` (a code), ``gender``, ``origin``, ``origin_1999``, ``own``,
        ``mother``, ``father`` (countries of birth), ``unit`` (a number), ``exposed``, ``born``, ``entry``, ``exit``
        (dates; no exit: NaT), and per wave whether they are ``employed_<wave>``.
    answers : pandas.DataFrame
        One row per answer to a questionnaire: ``person``, ``wave``, ``submitted`` (a time), ``seconds``, ``careless``,
        and the items as they are given (reversed ones not turned round), NaN where skipped.
    """

    model: DemoModel
    seed: int
    people: pd.DataFrame
    answers: pd.DataFrame

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
        """Write a study folder: study.yml, the answers of each wave, the personnel file.

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
        return write_folder(self.model, self.people, self.answers, folder, format)

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
    model = model or DemoModel()
    # a stream of chance for each part, so that a part that is drawn otherwise leaves the others as they are
    streams = [np.random.default_rng([seed, part]) for part in range(7)]
    people = draw_people(model, streams[0])
    stable = draw_stable(model, people, streams[1])
    exits = draw_exits(model, people, stable[:, model.place(BELONGING)], streams[2])
    employed = np.array([(people["day"] <= day) & (exits >= day) for day in model.days])
    latent = draw_latent(model, people, stable, streams[3])
    items = draw_items(model, latent, streams[4])
    score = belonging_score(model, items[0])
    answered = draw_answering(model, people, employed, latent, score, true_centre(model), streams[5])
    answers = _answers(model, people, items, answered, exits, streams[6])
    return DemoStudy(model, seed, _personnel(model, people, exits, employed), answers)


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


def _personnel(model: DemoModel, people: pd.DataFrame, exits: Any, employed: Any) -> pd.DataFrame:
    # an exit after the last wave is not in the files: who made them could not know it
    gone = exits < min(NEVER, model.days[-1] + FIELDWORK)
    last = np.datetime64(model.dates[0], "D") + np.where(gone, exits, 0)
    there = {f"employed_{wave}": who for wave, who in zip(model.waves, employed, strict=True)}
    left = pd.Series(np.where(gone, last, np.datetime64("NaT", "D")), index=people.index).astype("datetime64[s]")
    days = {name: people[name].astype("datetime64[s]") for name in ("born", "entry")}
    return people.drop(columns="day").assign(**days, exit=left, **there)
