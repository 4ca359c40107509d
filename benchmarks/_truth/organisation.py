"""One organisation: its data are drawn and written, and what its report would show is computed as a report does."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import yaml

from _truth.worlds import World

#: the sections of a report that hold figures of a made-up study; the summary repeats figures of these
SECTIONS = ("response", "baseline", "change", "leadership", "retention_and_promotion", "conclusions")
PARTS = ("numbers", "findings", "displays")
#: what the evaluation was meant to decide upon, and what was also foreseen
PRIMARY = ("pgis.total",)
SECONDARY = (
    "pgis.belonging", "pgis.authenticity", "inclusive_leadership.total", "affective_commitment.total",
    "turnover_intention.total", "job_satisfaction.total",
)  # fmt: skip

Released = dict[str, dict[str, Any]]


def released(world: World, seed: int, keep: Path | None = None) -> Released:
    """Give what the report of an organisation shows, by section: protected numbers, sentences, tables and figures.

    Parameters
    ----------
    world : World
        What it is drawn from.
    seed : int
        Which one.
    keep : pathlib.Path, optional
        A folder in which it is kept, and taken from where it is there: to judge it anew needs no new report.

    Returns
    -------
    dict
    """
    path = None if keep is None else place(world, seed, keep)
    if path is not None and path.is_file():
        read: Released = json.loads(gzip.decompress(path.read_bytes()))
        return read
    made = _computed(world, seed)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(gzip.compress(json.dumps(made).encode(), mtime=0))
        part.replace(path)
    return made


def place(world: World, seed: int, keep: Path) -> Path:
    """Name the file in which an organisation is kept."""
    return keep / f"{world.name.replace(', ', '-').replace(' ', '-')}-{seed}.json.gz"


def _computed(world: World, seed: int) -> Released:
    import evaluatie as ev

    study = study_of(world, seed)
    bundles = {name: ev.release(getattr(ev.evaluation, name)(study)).bundle for name in SECTIONS}
    return {name: {part: bundle[part] for part in PARTS} for name, bundle in bundles.items()}


def study_of(world: World, seed: int) -> Any:
    """Draw an organisation, and read it as evaluatie reads one; its plan was fixed in time."""
    import evaluatie as ev

    with tempfile.TemporaryDirectory() as parent:
        folder = ev.demo_study(seed, world.model).write(Path(parent) / "demo")
        path = folder / "study.yml"
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        fixed = world.model.dates[0].isoformat()
        config["plan"] |= {"fixed_on": fixed, "primary": list(PRIMARY), "secondary": list(SECONDARY)}
        if not world.linked:
            del config["survey"]["respondent"]
        path.write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8")
        return ev.load_study(folder)
