"""Nothing that evaluatie does asks the network for anything: not a report, not a check, not a lesson."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evaluatie.cli import commands
from network_guard import NetworkGuard
from releases import to_be_taken_together

ORGANISATION = "univbct-4"
COMMANDS = [
    ("check", ORGANISATION),
    ("report", ORGANISATION, "--kernels", "plain", "--force"),
    ("report", ORGANISATION, "--force"),
    ("verify", ORGANISATION),
    ("audit",),
    ("changed", ORGANISATION, ORGANISATION),
    ("export", ORGANISATION),
    ("twin", ORGANISATION, "--to", "univbct-4-twin"),
    ("new", "fresh", f"data/raw/{ORGANISATION}/t0.csv", f"data/raw/{ORGANISATION}/t1.csv", "--yes"),
    ("synthesis", "--root", "several", "--kernels", "plain"),
    ("reproduce", "qi2019"),
    ("reported", "text.txt"),
    ("catalogue",),
    ("steps",),
    ("agenda",),
    ("panels",),
    ("delphi", "ratings.csv", "--scale", "1", "5"),
]


@pytest.fixture(scope="module")
def room(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("network")
    shutil.copytree(root / "data" / "raw" / ORGANISATION, folder / "data" / "raw" / ORGANISATION)
    (folder / "notebooks").mkdir()
    for name in ("10_response.ipynb", "30_change.ipynb"):
        shutil.copy(root / "notebooks" / name, folder / "notebooks" / name)
    (folder / "text.txt").write_text("t(27) = 2.15, p = .041", encoding="utf-8")
    (folder / "ratings.csv").write_text("statement,expert,round,rating\na,1,1,5\na,2,1,4\n", encoding="utf-8")
    to_be_taken_together(root, folder / "several")
    return folder


def run(room: Path, *command: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run Python with the guard; give what came of it, and what it asked of the network."""
    guard = NetworkGuard(room)
    environment = {**os.environ, **guard.environment}
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, cwd=room, env=environment, check=False, timeout=300
    )
    return done, guard.asked


@pytest.mark.parametrize(
    "tried",
    [
        "import urllib.request; urllib.request.urlopen('http://example.org')",
        "import socket; socket.create_connection(('192.0.2.1', 80), 0.1)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    ],
)
def test_who_asks_the_network_is_seen(room: Path, tried: str) -> None:
    done, asked = run(room, "-c", tried)
    assert done.returncode != 0
    assert asked


def test_every_command_is_tried_here_or_in_a_browser() -> None:
    assert {command for command, *_ in COMMANDS} | {"lab"} == set(commands.commands)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_asks_nothing_of_the_network(room: Path, command: tuple[str, ...]) -> None:
    done, asked = run(room, "-m", "evaluatie.cli", *command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert asked == []
