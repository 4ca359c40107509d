"""What a command found, written to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write_json(path: Path, content: Any) -> None:
    """Write as JSON, as a whole or not at all.

    Raises
    ------
    RunError
        The file cannot be written.
    """
    from evaluatie.run import RunError
    from evaluatie.run.folder import write_file
    from evaluatie.study.settings.source import reason

    try:
        write_file(path, json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")
    except OSError as error:
        raise RunError(f"{path} cannot be written ({reason(error)})") from error
