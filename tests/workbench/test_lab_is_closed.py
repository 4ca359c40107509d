"""JupyterLab as `evaluatie lab` opens it: on this machine only, for who has the token, no questions to the outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from network_guard import NetworkGuard

pytest.importorskip("jupyterlab")


@dataclass(frozen=True)
class Server:
    """A JupyterLab that runs: where it is, who may in, its process, and what it asked of the network."""

    url: str
    token: str
    process: psutil.Process
    guard: NetworkGuard

    def status(self, path: str, token: str = "", **headers: str) -> int:
        """Give the status of an answer to a request; redirections are answers too."""
        told = {**headers, **({"Authorization": f"token {token}"} if token else {})}
        request = urllib.request.Request(self.url + path, headers=told)  # noqa: S310
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=60) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return int(error.code)

    def settings(self, path: str) -> dict[str, Any]:
        """Give what a page of the server tells JupyterLab."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"token {self.token}"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            page = answer.read().decode()
        text = page.partition('<script id="jupyter-config-data" type="application/json">')[2].partition("</script>")[0]
        found: dict[str, Any] = json.loads(text)
        return found


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Go nowhere."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("closed")
    (folder / "workspace" / "data" / "raw").mkdir(parents=True)
    (folder / "settings").mkdir()
    # containers have one user only
    (folder / "settings" / "jupyter_server_config.json").write_text('{"ServerApp": {"allow_root": true}}')
    guard = NetworkGuard(folder)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
        **guard.environment,
        "HOME": str(folder),
        "JUPYTER_CONFIG_DIR": str(folder / "settings"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTER_PORT": "0",
    }
    command = [sys.executable, "-m", "evaluatie.cli", "lab", "--no-browser", "--root", str(folder / "workspace")]
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        started = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
    try:
        told = _told(folder, started)
        yield Server(told["url"].rstrip("/"), told["token"], psutil.Process(started.pid), guard)
    finally:
        started.terminate()
        started.wait(30)


def _told(folder: Path, started: subprocess.Popen[bytes], patience: float = 120) -> dict[str, Any]:
    until = time.monotonic() + patience
    while time.monotonic() < until and started.poll() is None:
        for file in (folder / "runtime").glob("jpserver-*.json"):
            with suppress(ValueError):  # half-written yet
                found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
                return found
        time.sleep(0.2)
    raise AssertionError((folder / "log.txt").read_text(encoding="utf-8"))


def test_it_listens_on_this_machine_only(server: Server) -> None:
    listening = [one.laddr.ip for one in server.process.net_connections("inet") if one.status == "LISTEN"]
    assert listening
    assert set(listening) <= {"127.0.0.1", "::1"}


def test_nobody_enters_without_the_token(server: Server) -> None:
    assert len(server.token) >= 32
    assert server.status("/api/contents", server.token) == 200
    assert server.status("/api/contents") == 403
    assert server.status("/api/contents", "0" * 48) == 403
    assert server.status("/api/kernels") == 403
    assert server.status("/lab") == 302  # to the page that asks for the token


def test_a_page_from_elsewhere_cannot_use_it(server: Server) -> None:
    assert server.status("/api/contents", server.token, Host="evil.example") == 403


def test_it_asks_for_no_news_and_no_updates_and_installs_nothing(server: Server) -> None:
    settings = server.settings("/lab")
    assert settings["news"]["disabled"] is True
    assert settings["extensionManager"]["can_install"] is False
    assert server.guard.asked == []
