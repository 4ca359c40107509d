"""Nothing that evaluatie does asks the network for anything: not a report, not a check, not a lesson."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ORGANISATION = "univbct-4"
#: every Python process reads this first: what leaves the computer is noted and refused
GUARD = """
import os
import socket

HERE = {"", "127.0.0.1", "::1", "localhost", "0.0.0.0"}


def guarded(method):
    def refusing(self, *given):
        address = given[-1]
        if isinstance(address, tuple) and str(address[0]) not in HERE:
            note(f"{method.__name__} {address[0]}")
        return method(self, *given)

    return refusing


def looked_up(host, *given, **named):
    if isinstance(host, bytes):
        host = host.decode()
    if host is not None and host not in HERE:
        note(f"getaddrinfo {host}")
    return look_up(host, *given, **named)


def note(what):
    with open(os.environ["NETWORK_LOG"], "a", encoding="utf-8") as log:
        log.write(what + "\\n")
    raise OSError("the network is not there")


look_up = socket.getaddrinfo
socket.getaddrinfo = looked_up
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
"""


@pytest.fixture(scope="module")
def room(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("network")
    shutil.copytree(root / "data" / "raw" / ORGANISATION, folder / "data" / "raw" / ORGANISATION)
    (folder / "notebooks").mkdir()
    for name in ("10_response.ipynb", "30_change.ipynb"):
        shutil.copy(root / "notebooks" / name, folder / "notebooks" / name)
    (folder / "guard").mkdir()
    (folder / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    return folder


def run(room: Path, *command: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run Python with the guard; give what came of it, and what it asked of the network."""
    log = room / "asked.txt"
    log.unlink(missing_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(room / "guard"), "NETWORK_LOG": str(log)}
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, cwd=room, env=environment, check=False, timeout=300
    )
    return done, log.read_text(encoding="utf-8").splitlines() if log.is_file() else []


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


@pytest.mark.parametrize(
    "command",
    [
        ("check", ORGANISATION),
        ("report", ORGANISATION, "--kernels", "plain", "--force"),
        ("report", ORGANISATION, "--force"),
        ("verify", ORGANISATION),
        ("audit",),
        ("reproduce", "qi2019"),
        ("reported", "text.txt"),
        ("catalogue",),
    ],
    ids=" ".join,
)
def test_a_command_asks_nothing_of_the_network(room: Path, command: tuple[str, ...]) -> None:
    (room / "text.txt").write_text("t(27) = 2.15, p = .041", encoding="utf-8")
    done, asked = run(room, "-m", "evaluatie.cli", *command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert asked == []
