"""Tests run inside a forked child: all of a group under coverage, or some in a given order until one fails."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

OPTIONS = (
    "-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-p", "no:xdist", "--no-header", "--tb=line",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",  # a warm process has plugins imported
)  # fmt: skip


class Ordered:
    """Plugin: only the tests that are named, in that order."""

    def __init__(self, names: Sequence[str]) -> None:
        self.place = {name: place for place, name in enumerate(names)}
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep and order."""
        items[:] = sorted((item for item in items if item.nodeid in self.place), key=lambda i: self.place[i.nodeid])

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note the first that fails."""
        if report.failed and not self.failed:
            self.failed = report.nodeid


class Watched:
    """Plugin: which lines each test runs, and how long it takes."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []
        self.begun = 0.0

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say whose lines follow."""
        self.coverage.switch_context(nodeid)
        self.begun = time.process_time()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Take the time."""
        self.seconds[nodeid] = round(time.process_time() - self.begun, 4)
        self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note what fails without any mutant."""
        if report.failed:
            self.failed.append(report.nodeid)


def run(arguments: Sequence[str], plugin: Any, folder: Path) -> int:
    """Run tests of a copy; the package is that of the copy."""
    import pytest

    sys.path.insert(0, str(folder / "src"))
    return int(pytest.main([*OPTIONS, *arguments], plugins=[plugin]))


def compiled(paths: Sequence[str], folder: Path) -> int:
    """Have what the tests import compiled, so that no mutant pays for it."""
    sys.dont_write_bytecode = False
    return run(["--collect-only", *paths], Ordered([]), folder)


def killed_by(names: Sequence[str], folder: Path) -> str:
    """Give the test that kills the mutant that the copy holds now; empty where none does."""
    sys.dont_write_bytecode = True  # what is compiled of a mutant must not outlive it
    plugin = Ordered(names)
    code = run(["-x", *dict.fromkeys(name.partition("::")[0] for name in names)], plugin, folder)
    # 2, 3, 4: the package cannot be imported any more, by a test or its conftest
    return "" if code == 0 else plugin.failed or f"cannot be collected ({code})"


def watch(group: Sequence[str], folder: Path) -> dict[str, Any]:
    """Run a group of tests under coverage: its tests with their seconds, and the tests of each line."""
    from coverage import Coverage

    source = folder / "src"
    coverage = Coverage(data_file=None, config_file=False, include=[f"{source}/*"])
    coverage.start()
    plugin = Watched(coverage)
    code = run(group, plugin, folder)
    coverage.stop()
    data = coverage.get_data()
    order = {name: place for place, name in enumerate(plugin.seconds)}
    lines = {
        str(Path(file).relative_to(folder)): {
            line: sorted(order.get(test, -1) for test in tests) for line, tests in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    return {"code": code, "failed": plugin.failed, "seconds": plugin.seconds, "lines": lines}
