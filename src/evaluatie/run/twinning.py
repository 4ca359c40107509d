"""A folder with the synthetic twin of an organisation, shaped as a study folder, so that every section runs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from evaluatie.run.batch import workspace_at
from evaluatie.run.errors import RunError
from evaluatie.run.folder import replace_folder
from evaluatie.run.mirror import is_url
from evaluatie.study.settings.source import NAME, reason

if TYPE_CHECKING:
    from evaluatie.disclosure.twin import Twin
    from evaluatie.study import Study

README = "README.md"
_MARK = "Synthetic twin"
_OWN = "instruments/"
_PERSONS, _POPULATION = "persons.csv", "population.csv"
_KEPT = ("plan", "context", "disclosure", "report")
#: what says how a delivered file is to be read, where the twin's files need no reading into
_READING = {
    "survey": ("missing_codes", "answers", "submitted", "seconds", "doubled", "wrong_links", "not_identifying"),
    "group": ("bands", "born", "birth_countries", "missing_codes", "stable"),
    "score": ("missing_codes",),
    "wave": ("sheet", "columns"),
}


@dataclass(frozen=True)
class TwinRun:
    """A twin that was written.

    Attributes
    ----------
    organisation : str
        Its own id.
    folder : pathlib.Path
        Where it is.
    rows : int
        How many made-up rows it has.
    notes : tuple of str
        What whoever works with it must know.
    """

    organisation: str
    folder: Path
    rows: int
    notes: tuple[str, ...]


def run_twin(
    organisation: str, *, root: Path | str | None = None, to: Path | str | None = None, seed: int = 1
) -> TwinRun:
    """Write the synthetic twin of an organisation: study.yml, a file per wave, its own instruments, and a README.

    Put in another workspace's data/raw, every section runs on it and intake makes the same columns and codes.

    Parameters
    ----------
    organisation : str
        Its id.
    root : path or str, optional
        The workspace; by default the nearest folder from here upward that has data/raw.
    to : path or str, optional
        The folder to make; by default ``exports/<organisation>-twin`` in the workspace.
    seed : int
        The same seed gives the same twin.

    Returns
    -------
    TwinRun

    Raises
    ------
    StudyError
        The organisation's files cannot be used, or only means were delivered.
    RunError
        The folder cannot be written, or holds something else.
    """
    from evaluatie.disclosure.twin import synthetic_twin
    from evaluatie.study import load_study

    if is_url(root):
        raise RunError(
            "a twin is made from a folder, not from object storage: copy the organisation's folder to one first"
        )
    workspace = workspace_at(root)
    source = workspace.study_folder(organisation)
    study = load_study(source)
    twin = synthetic_twin(study, seed)
    name = f"{organisation}-twin"
    place = Path(to) if to is not None else workspace.root / "exports" / name
    if place.name != name:
        raise RunError(f"the folder of a twin has its name: {name}, not {place.name}")
    if place.exists() and not _is_twin(place):
        raise RunError(f"{place} is there already and holds no twin; give another folder with --to")
    try:
        replace_folder(place, _files(study, twin, source, name))
    except OSError as error:
        raise RunError(f"{place} cannot be written ({reason(error)})") from error
    return TwinRun(name, place, len(twin.survey), twin.notes)


def _is_twin(place: Path) -> bool:
    try:
        return (place / README).read_text(encoding="utf-8").startswith(f"# {_MARK}") or not any(place.iterdir())
    except OSError:
        return False


def _files(study: Study, twin: Twin, source: Path, name: str) -> dict[str, bytes]:
    config = study_yml(study, twin, name)
    files = {NAME: yaml.safe_dump(config, sort_keys=False, allow_unicode=True).encode()}
    for wave, rows in twin.survey.groupby("wave", sort=False):
        files[f"{wave}.csv"] = rows.drop(columns="wave").to_csv(index=False).encode()
    if twin.persons is not None:
        files[_PERSONS] = twin.persons.to_csv(index=False, date_format="%Y-%m-%d").encode()
    if twin.population is not None:
        files[_POPULATION] = _margins(twin.population).encode()
    if study.config.instruments:
        own = source / study.config.instruments
        used = {id_ for id_ in study.instruments if (own / f"{id_}.yaml").is_file()}
        files |= {f"{_OWN}{id_}.yaml": (own / f"{id_}.yaml").read_bytes() for id_ in sorted(used)}
    notes = "\n".join(f"- {note}" for note in twin.notes)
    text = (
        f"# {_MARK} of {study.config.organisation.name}\n\n{notes}\n\nPut this folder in data/raw of a workspace of "
        f"your own and run: evaluatie report {name}\n"
    )
    return {**files, README: text.encode()}


def study_yml(study: Study, twin: Twin, name: str) -> dict[str, Any]:
    """Write the study.yml of a twin: what the organisation asked and planned, with columns named as in the survey.

    Left out are the privacy block, deviations and the author's texts: they are about real people and real work.

    Parameters
    ----------
    study : Study
        The study.
    twin : Twin
        Its twin.
    name : str
        The twin's id.

    Returns
    -------
    dict
    """
    dumped: dict[str, Any] = study.config.model_dump(mode="json", by_alias=True, exclude_unset=True)
    real = dumped["organisation"]
    organisation = {"id": name, "name": f"{real['name']} (synthetic twin)", "synthetic": True}
    organisation |= {key: real[key] for key in ("sector",) if key in real}
    config: dict[str, Any] = {
        "organisation": organisation,
        "waves": [{**_without(wave, "wave"), "file": f"{wave['id']}.csv"} for wave in dumped["waves"]],
        "survey": _survey(study, dumped["survey"]),
        "groups": {id_: _group(id_, group) for id_, group in dumped.get("groups", {}).items()},
        **{key: dumped[key] for key in _KEPT if key in dumped},
    }
    if study.config.instruments:
        config["instruments"] = _OWN
    if twin.persons is not None:
        own = {"persons": _PERSONS, "person": "person", "entry": "entry", "exit": "exit"}
        config["staff"] = {**own, **({"extract": dumped["staff"]["extract"]} if "extract" in dumped["staff"] else {})}
    if twin.population is not None:
        config["population"] = _POPULATION
    if "plan" in config:
        config["plan"] = _plan(config["plan"], study, twin)
    return config


def _margins(population: pd.DataFrame) -> str:
    everyone = population["characteristic"] == "all"
    groups = (population["characteristic"] + "=" + population["level"]).where(~everyone, "all")
    return str(pd.DataFrame({"wave": population["wave"], "group": groups, "n": population["n"]}).to_csv(index=False))


def _without(block: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {key: value for key, value in block.items() if key not in _READING[kind]}


def _survey(study: Study, block: Mapping[str, Any]) -> dict[str, Any]:
    survey = _without(block, "survey")
    survey |= {name: name for name in ("respondent", "unit") if survey.get(name) is not None}
    numbers: dict[str, dict[int, str]] = {}
    for entry in study.codebook["variables"]:
        if entry["kind"] == "item":
            numbers.setdefault(entry["instrument"], {})[int(entry["variable"].rpartition("_")[2])] = entry["variable"]
    if numbers:
        survey["items"] = numbers
    if survey.get("scores"):
        scores = {id_: score if isinstance(score, dict) else {} for id_, score in survey["scores"].items()}
        survey["scores"] = {id_: {**_without(score, "score"), "column": id_} for id_, score in scores.items()}
    return survey


def _group(name: str, block: Mapping[str, Any]) -> dict[str, Any]:
    group = {**_without(block, "group"), "column": name}
    classification = group.get("classification")
    if isinstance(classification, dict):  # all waves were brought to that of the last one
        group["classification"] = list(classification.values())[-1]
    return group


def _plan(plan: Mapping[str, Any], study: Study, twin: Twin) -> dict[str, Any]:
    # the twin has no file of who took part
    without = {"deviations", "exposed_from"} | ({"comparison"} if study.config.compares_exposure else set())
    planned = {key: value for key, value in plan.items() if key not in without}
    comparison = study.config.plan.comparison
    if isinstance(comparison, tuple):
        planned["comparison"] = list(twin.units[: len(comparison)])
    return planned
