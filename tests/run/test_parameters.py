"""Parameters: declared with a type, known, of that type; all problems at once, before and inside the notebook."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import evaluatie as ev
from evaluatie.run import ParameterError, RunError
from evaluatie.run.notebooks import read_notebook

DECLARED = {"organisation": str, "n": int, "bound": float, "units": list[str], "label": str | None, "strict": bool}
VALUES = {"organisation": "a", "n": 3, "bound": 1, "units": ["x"], "label": None, "strict": False}


def namespace(**changes: object) -> dict[str, object]:
    return {"__annotations__": DECLARED, "__name__": "__main__", "ev": ev, "In": [], "_x": 1, **VALUES, **changes}


def test_what_fits_is_accepted() -> None:
    ev.check_parameters(namespace())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"organisatoin": "b"}, "organisatoin: no such parameter; did you mean organisation?"),
        (
            {"zzz": 1},
            r"zzz: no such parameter, or one without a type \(write zzz: int = \.\.\.\); declared are",
        ),
        ({"n": "3"}, "n: must be int, not str '3'"),
        ({"n": True}, "n: must be int, not bool True"),
        ({"bound": False}, "bound: must be float, not bool"),
        ({"bound": "0.2"}, "bound: must be float, not str"),
        ({"units": ["x", 1]}, r"units: must be list\[str\], not list"),
        ({"label": 1}, r"label: must be str \| None, not int 1"),
        ({"strict": 0}, "strict: must be bool, not int 0"),
        ({"organisation": None}, "organisation: must be str, not NoneType None"),
    ],
)
def test_what_does_not_fit_is_named(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        ev.check_parameters(namespace(**changes))


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        ev.check_parameters(namespace(organisatoin="b", n="x", strict=None))
    assert len(caught.value.problems) == 3


def test_a_parameter_without_a_value_and_a_type_that_is_none() -> None:
    with pytest.raises(ParameterError, match="n: has no value"):
        ev.check_parameters({"__annotations__": {"n": int}})
    with pytest.raises(ParameterError, match="n: dict is no type for a parameter"):
        ev.check_parameters({"__annotations__": {"n": dict}, "n": {}})


def test_annotations_that_are_text_or_made_on_demand() -> None:
    ev.check_parameters({"__annotations__": {"units": "list[str] | None"}, "units": ["a"]})
    with pytest.raises(ParameterError, match="n: must be int"):
        ev.check_parameters({"__annotate__": lambda _: {"n": int}, "n": "a"})


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("organisatie: str = 'a'", "organisation: no such parameter; did you mean organisatie"),
        ("organisation = 'a'", "organisation: no such parameter, or one without a type"),
        ("organisation: int = 1", "organisation: must be int, not str 'x'"),
        ("organisation: str\nn: int", "n: has no value"),
        ("organisation: strr = 'a'", "name 'strr' is not defined"),
        ("organisation: str = ", "invalid syntax"),
    ],
)
def test_a_run_checks_before_a_kernel_is_started(make_notebook: Callable[..., Path], cell: str, message: str) -> None:
    path = make_notebook(parameters=cell)
    with pytest.raises(RunError, match=rf"30_change\.ipynb, parameters: .*{message}"):
        read_notebook(path, {"organisation": "x"})


@pytest.mark.parametrize("content", ["no JSON", "{}", "[]", '{"cells": 1}', '{"cells": [{}], "nbformat": 4}'])
def test_what_is_no_notebook_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "30_change.ipynb").write_text(content)
    with pytest.raises(RunError, match=r"30_change\.ipynb cannot be read as a notebook|has no cell tagged"):
        read_notebook(tmp_path / "30_change.ipynb", {})


def test_what_notebooks_import_of_this_room_is_light() -> None:
    program = (
        "import sys, evaluatie as ev; ev.check_parameters({}); print({'papermill', 'zmq', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["-p", "organisatoin", "univbct-4"], "organisatoin: no such parameter; did you mean organisation?"),
        (["-p", "organisation", "4"], "organisation: must be str, not int 4"),
    ],
)
def test_papermill_alone_stops_too(root: Path, tmp_path: Path, given: list[str], message: str) -> None:
    command = [Path(sys.executable).with_name("papermill"), "notebooks/30_change.ipynb", tmp_path / "out.ipynb", *given]
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path)}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert message in done.stderr
