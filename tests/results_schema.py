"""What docs/results.schema.json finds wrong in a results.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMA_FILE = Path(__file__).parents[1] / "docs" / "results.schema.json"


def schema() -> Any:
    """Read the schema, which must itself be sound."""
    held = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(held)
    return held


def faults(content: bytes) -> list[str]:
    """Name where a file is not as the schema says: that of a report, or that of a synthesis."""
    held, read = schema(), json.loads(content)
    kind = "synthesis" if "organisations" in read else "report"
    # one of the two: "is not valid under any of the given schemas" would tell nobody where
    found = Draft202012Validator({**held["$defs"][kind], "$defs": held["$defs"]}).iter_errors(read)
    named = [f"{error.json_path}: {error.message}" for error in found]
    assert Draft202012Validator(held).is_valid(read) is not bool(named)
    return named
