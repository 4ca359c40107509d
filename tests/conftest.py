"""What tests of several rooms share: study folders made on the spot, and a key that stays in the test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import settings

import evaluatie as ev
from evaluatie import cli

# the same cases on every machine, however slow
settings.register_profile("evaluatie", derandomize=True, deadline=None)
settings.load_profile("evaluatie")

ROOT = Path(__file__).resolve().parents[1]
#: what takes minutes is begun first, so that the workers are done at the same time
LONGEST = ("test_demo.py", "run")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; all other tests keep their order."""
    items.sort(key=_begun)


def _begun(item: pytest.Item) -> int:
    names = item.path.relative_to(ROOT).parts[1:2]
    return LONGEST.index(names[0]) if names and names[0] in LONGEST else len(LONGEST)


@pytest.fixture(scope="session", autouse=True)
def _own_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the pseudonyms' key of the person who runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVALUATIE_KEY_FILE", str(tmp_path_factory.mktemp("key") / "pseudonym.key"))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the repository's folder."""
    return ROOT


@pytest.fixture
def write_study(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a study folder from frames, one per wave."""

    def write(waves: Mapping[str, pd.DataFrame], name: str = "org-a", **blocks: object) -> Path:
        folder = tmp_path / "data" / "raw" / name
        folder.mkdir(parents=True)
        for wave, frame in waves.items():
            frame.to_csv(folder / f"{wave}.csv", index=False)
        listed = [{"id": wave, "label": wave, "file": f"{wave}.csv"} for wave in waves]
        config = {
            "organisation": {"id": name, "name": "Organisation A"},
            "waves": blocks.pop("waves_block", listed),
            "survey": {
                "respondent": "code",
                "scores": {"wellbeing": {"column": "wellbeing", "range": [1, 5], "direction": "higher", "label": "w"}},
            },
            "plan": {"primary": ["wellbeing"], "smallest_effect": 0.2},
            **blocks,
        }
        (folder / "study.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def make_study(write_study: Callable[..., Path]) -> Callable[..., ev.Study]:
    """Give a function that writes a study folder and loads it."""

    def make(waves: Mapping[str, pd.DataFrame], **blocks: object) -> ev.Study:
        return ev.load_study(write_study(waves, **blocks))

    return make


@pytest.fixture
def evaluatie(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs the command line, and gives its exit code and what it printed."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run
