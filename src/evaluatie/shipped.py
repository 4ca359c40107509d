"""Tables that ship with evaluatie as YAML files: words, lists and numbers that are data rather than code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# libyaml, where there is one, reads ten times as fast
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def shipped(module: str, name: str) -> Any:
    """Read a table.

    Parameters
    ----------
    module : str
        The ``__file__`` of the module that the table stands beside.
    name : str
        Its file name.

    Returns
    -------
    dict or list
        What stands in it.

    Examples
    --------
    >>> from evaluatie.disclosure import policy
    >>> "strict" in shipped(policy.__file__, "policy.yml")["presets"]
    True
    """
    return yaml.load(Path(module).with_name(name).read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
