"""`evaluatie new` on the command line: from three loose files to a report."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

RunCli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def workspace(tmp_path: Path, root: Path) -> Path:
    (tmp_path / "work" / "data" / "raw").mkdir(parents=True)
    shutil.copytree(root / "notebooks", tmp_path / "work" / "notebooks")
    return tmp_path / "work"


@pytest.fixture
def loose(tmp_path: Path) -> list[Path]:
    """Three files as they come: two exports of a questionnaire, and one from the personnel system."""
    rng = np.random.default_rng(12)
    people = pd.DataFrame({"personeelsnummer": [100_000 + 7919 * number % 90_000 for number in range(150)]})
    people["Geslacht"] = rng.choice(["Man", "Vrouw"], 150)
    people["Herkomst"] = rng.choice(["Nederland", "Europa", "Buiten Europa"], 150, p=[0.6, 0.15, 0.25])
    people["Afdeling"] = rng.choice(["Beheer", "Zuivering", "Staf"], 150)
    for file, rows, day, shift in (
        ("Nulmeting.csv", slice(0, 120), "15-10-2019", 0.0), ("Nameting.csv", slice(30, 150), "01-06-2021", 0.5),
    ):  # fmt: skip
        wave = people.iloc[rows].reset_index(drop=True)
        level = rng.normal(3.2 + shift, 0.6, len(wave))[:, None]
        answers = np.clip(np.rint(level + rng.normal(0, 0.6, (len(wave), 16))), 1, 5).astype(int)
        wave = wave.join(pd.DataFrame(answers, columns=[f"Inclusie_{n}" for n in range(1, 17)]))
        wave.loc[:3, "Inclusie_5"] = 9
        wave.assign(Invuldatum=day).to_csv(tmp_path / file, sep=";", index=False, encoding="cp1252")
    staff = people[["personeelsnummer"]].assign(**{"In dienst": "01-02-2012", "Uit dienst": ""})
    staff.loc[:10, "Uit dienst"] = "31-12-2020"
    staff.to_excel(tmp_path / "Personeel.xlsx", index=False)
    return [tmp_path / name for name in ("Nulmeting.csv", "Nameting.csv", "Personeel.xlsx")]


def test_from_three_loose_files_to_a_report(evaluatie: RunCli, workspace: Path, loose: list[Path]) -> None:
    code, out, err = evaluatie("new", "waterschap-a", *loose, "--yes", "--root", workspace)
    assert (code, err) == (0, "")
    assert "Nulmeting.csv, Nameting.csv" in out
    assert "evaluatie check waterschap-a" in out
    code, out, _ = evaluatie("check", "waterschap-a", "--root", workspace)
    assert code == 0, out
    assert "nothing wrong (waves t0, t1; 150 respondents)" in out
    code, out, _ = evaluatie("report", "waterschap-a", "--kernels", "fork", "--root", workspace)
    assert code == 0, out
    page = (workspace / "reports" / "waterschap-a" / "report.html").read_text(encoding="utf-8")
    assert "Waterschap A" in page
    assert "Ervaren inclusie in de groep" in page


def test_a_refusal_is_a_table_and_leaves_nothing(evaluatie: RunCli, workspace: Path, loose: list[Path]) -> None:
    loose[0].write_text("a;b\n1;2;3\n", encoding="utf-8")
    code, out, _ = evaluatie("new", "waterschap-a", *loose, workspace / "nothing.csv", "--yes", "--root", workspace)
    assert code == 1
    assert "nothing.csv" in out
    assert list((workspace / "data" / "raw").iterdir()) == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_at_a_terminal_it_asks(
    evaluatie: RunCli, workspace: Path, loose: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("Waterschap Aa en Hunze\n" + 30 * "\n"))
    code, out, _ = evaluatie("new", "waterschap-a", *loose, "--root", workspace)
    assert code == 0, out
    assert "Name of the organisation, as the report gives it [Waterschap A]: " in out
    config = (workspace / "data" / "raw" / "waterschap-a" / "study.yml").read_text(encoding="utf-8")
    assert "name: Waterschap Aa en Hunze" in config


def test_without_a_terminal_it_does_not_ask(
    evaluatie: RunCli, workspace: Path, loose: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, _, _ = evaluatie("new", "waterschap-a", *loose, "--root", workspace)
    assert code == 0
    code, out, _ = evaluatie("new", "waterschap-a", *loose, "--root", workspace)
    assert code == 1
    assert "study.yml already" in out
