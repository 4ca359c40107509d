"""The start page in JupyterLab, in a real browser: what a newcomer does, from the first click to a report."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evaluatie.study import Workspace

pytestmark = pytest.mark.browser

_CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
_FOLDERS = (
    "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR",
)  # fmt: skip
#: a busy machine with two cores starts a kernel in half a minute; nothing waits so long where it is quick
_PATIENCE = 90_000
NAME = "univbct-1022"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, copied: Callable[[Path], Workspace]) -> Iterator[str]:
    """Start JupyterLab as its user does, on a port that is free, and give the address to open."""
    if shutil.which("chromium") is None:
        pytest.skip("Debian's chromium is not installed (scripts/get-chromium.sh installs it)")
    workspace, home = copied(tmp_path_factory.mktemp("lab")), tmp_path_factory.mktemp("home")
    folders = {name: str(home / name) for name in _FOLDERS}
    for folder in folders.values():
        Path(folder).mkdir()
    # containers have one user only
    (home / "JUPYTER_CONFIG_DIR" / "jupyter_server_config.json").write_text('{"ServerApp": {"allow_root": true}}')
    command = [sys.executable, "-m", "evaluatie.cli", "lab", "--no-browser", "--root", str(workspace.root)]
    environment = {**os.environ, **folders, "JUPYTER_PORT": "0", "OMP_NUM_THREADS": "1"}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            told = _told(server, home)
            yield f"http://127.0.0.1:{told['port']}/?token={told['token']}"
        finally:
            server.terminate()  # it ends its kernels
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _told(server: subprocess.Popen[bytes], home: Path) -> dict[str, Any]:
    """Wait until the server tells where it is."""
    until = time.monotonic() + _PATIENCE / 1000
    while time.monotonic() < until and server.poll() is None:
        for path in (home / "JUPYTER_RUNTIME_DIR").glob("jpserver-*.json"):
            try:
                told: dict[str, Any] = json.loads(path.read_text())
            except ValueError:
                continue  # half-written yet
            else:
                return told
        time.sleep(0.1)
    raise AssertionError((home / "log").read_text())


@pytest.fixture(scope="module")
def tab(lab: str) -> Iterator[Any]:
    """Give the start page's notebook in a browser, after it ran."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_CHROMIUM)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(_PATIENCE)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(lab)
        _run_cell(page)
        yield page
        outside = [url for url in asked if not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))]
        assert outside == []
        browser.close()


def _run_cell(page: Any) -> None:
    """Run the only cell, as the title says: a key that is pressed before the kernel is there may get lost."""
    from playwright.sync_api import TimeoutError as NotYet

    cell, told = page.locator(".jp-Notebook .jp-CodeCell .jp-InputArea-editor").first, []
    for _ in range(4):
        try:
            cell.click(timeout=_PATIENCE / 4)
            page.keyboard.press("Shift+Enter")
            page.locator(".evaluatie-panel").wait_for(timeout=_PATIENCE / 4)
        except NotYet:
            # where the machine is busy JupyterLab may say that its server is late; one that asks each time is a fault
            told += (asks := page.locator(".jp-Dialog").all_inner_texts())
            if asks:
                page.reload()
            continue
        return
    raise AssertionError(f"the start page did not show itself; in its way stood {told}")


def test_a_newcomer_goes_from_the_check_to_a_report_and_tries_a_setting(tab: Any) -> None:
    panel = tab.locator(".evaluatie-panel")
    assert "/lab/tree/notebooks/00_start.ipynb" in tab.url
    assert not tab.get_by_text("Jupyter news").count()
    panel.get_by_label("Organisatie").select_option(NAME)
    panel.get_by_role("button", name="Bestanden nakijken").click()
    panel.get_by_text("Er is niets mis met de bestanden").wait_for()

    panel.get_by_label("Wat maken").select_option("Wat veranderde er?")
    panel.get_by_role("button", name="Maken", exact=True).click()
    panel.get_by_text("‘Wat veranderde er?’ is klaar").wait_for()
    assert panel.get_by_text("De score voor arbeidstevredenheid is").first.is_visible()

    _compare(panel)
    panel.get_by_role("button", name="Kopieer de regels").click()
    panel.get_by_text("Gekopieerd.").wait_for()
    assert 'tighten=["minimum_group=90"]' in tab.evaluate("navigator.clipboard.readText()")

    panel.get_by_label("Wat maken").select_option("Het hele rapport")
    panel.get_by_role("button", name="Maken", exact=True).click()
    panel.get_by_text("Het rapport is klaar").wait_for()
    for language, title in (("Nederlands", "Evaluatierapport"), ("Engels", "Evaluation report")):
        with tab.context.expect_page() as opened:
            panel.get_by_role("link", name=f"Open het rapport in het {language}").click()
        opened.value.wait_for_load_state()
        assert title in opened.value.title()
        assert "/files/reports/" in opened.value.url
        opened.value.close()


def _compare(panel: Any) -> None:
    """Change a threshold of the section that changed, once the page has taken in which section and which threshold."""
    panel.get_by_label("Deel", exact=True).select_option("Wat veranderde er?")
    panel.get_by_label("Instelling").locator("option", has_text="Kleinste verandering").wait_for(state="attached")
    panel.get_by_label("Instelling").select_option("Kleinste groep die te zien is (mensen)")
    panel.get_by_text("Nu: 10. Alleen hoger kan").wait_for()
    value = panel.get_by_label("Andere waarde")
    value.fill("90")
    value.press("Tab")
    panel.get_by_role("button", name="Vergelijken").click()
    panel.get_by_text("Dit is een verkenning, geen rapport").wait_for()
    panel.get_by_text("Beide versies naast elkaar").click()
    assert panel.locator(".side").count() == 2


def test_axe_finds_nothing_and_a_keyboard_reaches_every_control(tab: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab, context=".evaluatie-panel", options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
    panel = tab.locator(".evaluatie-panel")
    panel.get_by_label("Taal").focus()
    reached = set()
    for _ in range(60):
        tab.keyboard.press("Tab")
        reached.add(
            tab.evaluate("(document.activeElement.innerText || document.activeElement.title || '').slice(0, 30)")
        )
    assert {"Lijst vernieuwen", "Bestanden nakijken", "Maken", "Vergelijken"} <= {one.strip() for one in reached}


def test_it_speaks_english_when_asked(tab: Any) -> None:
    panel = tab.locator(".evaluatie-panel")
    panel.get_by_label("Taal").select_option("English")
    panel.get_by_role("button", name="Check the files").wait_for()
    panel.get_by_text("This is exploring, and no report").wait_for()
