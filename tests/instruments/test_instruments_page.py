"""docs/instruments.md is what the definitions say, and its examples work as they stand."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
import yaml

from evaluatie.instruments import Instrument, list_instruments, load_instruments
from evaluatie.instruments.parts import Verified
from evaluatie.scales import score

ROOT = Path(__file__).parents[2]


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "instruments_reference", ROOT / "scripts" / "instruments_reference.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def examples(tmp_path: Path) -> dict[str, Instrument]:
    blocks = re.findall(r"```yaml\n(id: .*?)```", (ROOT / "docs" / "instruments.md").read_text(encoding="utf-8"), re.S)
    for block in blocks:
        (tmp_path / f"{yaml.safe_load(block)['id']}.yaml").write_text(block, encoding="utf-8")
    own, problems = load_instruments(tmp_path)
    assert not problems
    return own


def test_the_page_is_not_stale(script: ModuleType) -> None:
    assert script.main(["--check"]) == 0


def test_a_stale_page_fails_with_a_message(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "PAGE", tmp_path / "docs" / "instruments.md")
    assert script.main(["--check"]) == 1
    assert "run: python scripts/instruments_reference.py" in capsys.readouterr().err
    assert script.main([]) == 0
    assert script.main(["--check"]) == 0


def test_the_page_says_of_every_fact_of_every_instrument_whether_it_was_checked(script: ModuleType) -> None:
    told = re.findall(r"### `(\w+)`.*?- Checked: (.*?)\.\n- Not checked: (.*?)\.", script.page(), re.S)
    assert [id_ for id_, *_ in told] == list(list_instruments())
    facts = sorted(script.words(name) for name in Verified.model_fields if name != "note")
    for _, seen, unseen in told:
        assert sorted(fact for fact in f"{seen}, {unseen}".split(", ") if fact != "nothing") == facts


def test_the_examples_of_the_page_are_read_and_scored(examples: dict[str, Instrument]) -> None:
    assert list(examples) == ["sfeer", "sfeer_lang"]
    short = pd.DataFrame([[5, 1, 4, None, None], [5, 1, None, None, None]], columns=list(examples["sfeer"].columns))
    scores = score(short, examples["sfeer"])["sfeer.total"]
    assert scores[0] == pytest.approx((5 + 5 + 4) / 3)
    assert pd.isna(scores[1])
    long = pd.DataFrame([[7, 1, 5, None]], columns=list(examples["sfeer_lang"].columns))
    found = score(long, examples["sfeer_lang"]).iloc[0]
    assert found["sfeer_lang.warmth"] == 7
    assert pd.isna(found["sfeer_lang.humour"])
    assert found["sfeer_lang.total"] == pytest.approx((7 + 7 + 5) / 3)


def test_every_key_of_a_definition_is_explained(script: ModuleType) -> None:
    rows = "\n".join(line for line in script.HEAD.splitlines() if line.startswith("|"))
    for key in set(Instrument.model_fields) - {"full_length"}:
        assert f"`{key}" in rows, key
