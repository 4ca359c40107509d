"""The smallest change that matters is in standard deviations: a percentage in its place turns conclusions round."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evaluatie.study import Problem, load_study

StudyFolder = Callable[..., Path]
ProblemsOf = Callable[[Path | str], list[Problem]]


def edit(effect: float) -> dict[str, str]:
    return {"groups:": f"plan: {{smallest_effect: {effect}}}\ngroups:"}


@pytest.mark.parametrize("effect", [20, 2.01])
def test_a_percentage_is_refused(effect: float, study_folder: StudyFolder, problems_of: ProblemsOf) -> None:
    (problem,) = problems_of(study_folder(edit(effect)))
    assert (problem.file, problem.row, problem.column) == ("study.yml", 9, "plan.smallest_effect")
    assert problem.message.startswith(f"{effect:g} is no smallest change that matters")
    assert "standard deviations" in problem.message
    assert "0.2" in problem.hint


@pytest.mark.parametrize(
    ("effect", "called"),
    [
        (0.0001, "changed"),
        (0.049, "changed"),
        (0.05, None),
        (0.2, None),
        (0.8, None),
        (0.81, "practically unchanged"),
        (2, "practically unchanged"),
    ],
)
def test_an_unusual_one_is_noted(effect: float, called: str | None, study_folder: StudyFolder) -> None:
    study = load_study(study_folder(edit(effect)))
    told = [note["text"] for note in study.intake["notes"] if note["key"] == "smallest_effect"]
    assert len(told) == (called is not None)
    for text in told:
        assert text.startswith(f"study.yml: plan.smallest_effect is {effect:g} standard deviations")
        assert f"nearly everything will be called {called}." in text
