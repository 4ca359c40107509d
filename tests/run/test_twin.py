"""``evaluatie twin``: a study folder that intake takes and every section runs on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml

import evaluatie as ev
from evaluatie.run import RunError
from evaluatie.run.kernels import KernelPool
from evaluatie.run.notebooks import section_notebooks
from evaluatie.run.sections import execute_section
from evaluatie.run.twinning import run_twin
from evaluatie.study.processed import DOINGS, EXPOSURE

# no number of these is released, so that nothing can be made of them
STAFF = {"positions.parquet", "exits.parquet", "selection.parquet", "staff_counts.parquet"}
STAFF |= {f"{name}.parquet" for name in (EXPOSURE, *DOINGS)}
EMPLOYED = ["person", "entry", "exit"]
LEFT_OUT = {"column", "missing_codes", "bands", "classification"}  # of the files that were delivered


def workspace_of(organisation: str, root: Path, place: Path) -> Path:
    shutil.copytree(root / "data" / "raw" / organisation, place / "data" / "raw" / organisation)
    return place


def codes(study: ev.Study) -> list[dict[str, object]]:
    return [{k: v for k, v in one.items() if k not in LEFT_OUT} for one in study.codebook["variables"]]


def test_a_plan_that_compares_who_took_part_is_left_out_with_their_file(root: Path, tmp_path: Path) -> None:
    place = workspace_of("demo-waterschap", root, tmp_path)
    study_yml = place / "data" / "raw" / "demo-waterschap" / "study.yml"
    text = study_yml.read_text(encoding="utf-8")
    study_yml.write_text(
        text.replace("\nplan:", "\nplan:\n  comparison: exposure\n  exposed_from: 2", 1), encoding="utf-8"
    )
    assert ev.load_study(study_yml).config.compares_exposure
    twin = run_twin("demo-waterschap", root=place, to=place / "data" / "raw" / "demo-waterschap-twin")
    drawn = ev.load_study(place / "data" / "raw" / twin.organisation)
    assert (drawn.exposure, drawn.config.plan.comparison) == (None, None)


@pytest.mark.parametrize(
    "organisation", ["demo-waterschap", "demo-gemeente", "demo-bouwbedrijf", "demo-rijksdienst", "lq2002"]
)
def test_intake_makes_the_same_files_columns_and_codes(organisation: str, root: Path, tmp_path: Path) -> None:
    place = workspace_of(organisation, root, tmp_path)
    twin = f"{organisation}-twin"
    made = run_twin(organisation, root=place, to=place / "data" / "raw" / twin)
    real, drawn = (ev.load_study(place / "data" / "raw" / name) for name in (organisation, twin))
    assert list(drawn.survey.columns) == list(real.survey.columns)
    assert (drawn.survey.dtypes == real.survey.dtypes).all()
    assert [one.id for one in drawn.outcomes] == [one.id for one in real.outcomes]
    assert codes(drawn) == codes(real)
    assert drawn.config.organisation.synthetic
    assert len(drawn.survey) == made.rows
    processed = place / "data" / "processed"
    assert {path.name for path in (processed / twin).iterdir()} == {
        path.name for path in (processed / organisation).iterdir() if path.name not in STAFF
    }
    for name in ("persons", "population"):
        one, other = getattr(real, name), getattr(drawn, name)
        assert (one is None) == (other is None)
        if one is not None:
            columns = EMPLOYED if name == "persons" else list(one.columns)
            assert list(other.columns) == columns
            assert (one.dtypes[columns] == other.dtypes).all()


def test_nothing_of_the_real_files_is_in_the_folder(root: Path, tmp_path: Path) -> None:
    place = workspace_of("demo-waterschap", root, tmp_path)
    made = run_twin("demo-waterschap", root=place)
    assert made.folder == place / "exports" / "demo-waterschap-twin"
    written = "".join(path.read_text(encoding="utf-8") for path in made.folder.rglob("*") if path.is_file())
    delivered = pd.read_csv(
        root / "data" / "raw" / "demo-waterschap" / "nulmeting_2019.csv", sep=";", dtype=str, encoding="cp1252"
    )
    assert not [code for code in delivered["persoonscode"].dropna() if code in written]
    assert not [unit for unit in set(delivered["afdeling"].dropna()) if unit in written]
    config = yaml.safe_load((made.folder / "study.yml").read_text(encoding="utf-8"))
    assert not {"privacy", "works_council", "texts"} & set(config)


def test_the_same_seed_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    place = workspace_of("univbct-4", root, tmp_path)
    folders = [run_twin("univbct-4", root=place, to=tmp_path / at / "univbct-4-twin").folder for at in ("a", "b")]
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first == second
    run_twin("univbct-4", root=place, to=folders[0], seed=2)  # over itself
    assert (folders[0] / "t0.csv").read_bytes() != second["t0.csv"]


def test_a_folder_that_holds_something_else_is_left_alone(root: Path, tmp_path: Path) -> None:
    place = workspace_of("univbct-4", root, tmp_path)
    other = tmp_path / "univbct-4-twin"
    other.mkdir()
    (other / "letter.txt").write_text("dear")
    with pytest.raises(RunError, match="holds no twin"):
        run_twin("univbct-4", root=place, to=other)
    with pytest.raises(RunError, match="has its name: univbct-4-twin, not mine"):
        run_twin("univbct-4", root=place, to=tmp_path / "mine")
    assert [path.name for path in other.iterdir()] == ["letter.txt"]


def test_all_notebooks_run_on_the_twin_of_a_demonstration_and_pass_the_gate(
    evaluatie: Callable[..., tuple[int, str, str]], root: Path, tmp_path: Path, pool: KernelPool
) -> None:
    place = workspace_of("demo-bouwbedrijf", root, tmp_path)
    shutil.copytree(root / "notebooks", place / "notebooks")
    twin = "demo-bouwbedrijf-twin"
    code, out, err = evaluatie("twin", "demo-bouwbedrijf", "--root", place, "--to", place / "data" / "raw" / twin)
    assert (code, err) == (0, "")
    assert "Nobody is in this file" in out
    pool.environment["EVALUATIE_ROOT"] = str(place)
    kernels = pool.study(place / "data" / "raw" / twin)
    for notebook in section_notebooks(place / "notebooks"):
        made = execute_section(notebook, {"organisation": twin}, kernels)
        assert made.bundle["organisation"]["synthetic"]
        assert made.bundle["findings"]
        assert not made.dropped
    kernels.close()


def test_it_is_exported_by_name() -> None:
    assert all(map(callable, (ev.synthetic_twin, ev.run_twin, ev.run_export, ev.verify_export)))
