from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evaluatie.study.workspace import Workspace

ORGANISATION = "univbct-1022"


@pytest.fixture(scope="session")
def copied(root: Path) -> Callable[[Path], Workspace]:
    """Give a function that makes a workspace of one small organisation and all notebooks."""

    def copy(folder: Path) -> Workspace:
        shutil.copytree(root / "data" / "raw" / ORGANISATION, folder / "data" / "raw" / ORGANISATION)
        shutil.copytree(root / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
        return Workspace(folder)

    return copy


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, copied: Callable[[Path], Workspace]) -> Iterator[Workspace]:
    made = copied(tmp_path_factory.mktemp("workspace"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVALUATIE_ROOT", str(made.root))
        yield made
