from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from page_check import page_check

__all__ = ["page_check"]

DATA = Path(__file__).with_name("data")
SECTIONS = ("response", "baseline", "change")
_LOADED = {name: json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")) for name in SECTIONS}


@pytest.fixture
def bundles() -> list[dict[str, Any]]:
    """The three sections of one organisation; a test may change them."""
    return [copy.deepcopy(_LOADED[name]) for name in SECTIONS]


@pytest.fixture
def change(bundles: list[dict[str, Any]]) -> dict[str, Any]:
    return bundles[2]
