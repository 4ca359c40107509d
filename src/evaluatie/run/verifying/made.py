"""What a report says of itself in its ro-crate-metadata.json: its files, and what it was made from and with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from evaluatie.resultsfile import content_of, parsed
from evaluatie.run.errors import RunError
from evaluatie.run.exporting import MANIFEST, SCHEMA
from evaluatie.run.parameters import TIGHTEN
from evaluatie.study.settings.source import reason

CRATE = "ro-crate-metadata.json"
_WHOLE = "all inputs together"
_PARAMETER = "-parameter-"


@dataclass(frozen=True)
class Made:
    """What a report was made from and with, as it says itself.

    Attributes
    ----------
    listed_in : str
        The file that says it: that of the report, or of an export, which tells no more than its files and the version.
    files : mapping of str to str
        SHA-256 of each of its files, by path inside its folder.
    scheme : str
        How digests of inputs are made: ``"sha256"``, or ``"hmac-sha256"`` with a key of whoever keeps the data.
    inputs : mapping of str to str
        Digest of each input, by the part that it plays, and of all together.
    notebooks : mapping of str to str
        Digest of each notebook's cells, by file name.
    parameters : mapping of str to str
        Value of each parameter, as it is written there.
    version, code : str
        Of evaluatie: its version, and a digest of its code.
    python, machine : str
        Name and version; system and processor.
    packages : mapping of str to str
        Version of every package.
    """

    listed_in: str
    files: Mapping[str, str]
    scheme: str
    inputs: Mapping[str, str]
    notebooks: Mapping[str, str]
    parameters: Mapping[str, str]
    version: str
    code: str
    python: str
    machine: str
    packages: Mapping[str, str]

    @property
    def recorded(self) -> bool:
        """Whether it says more than its files and the version."""
        return self.listed_in == CRATE

    @property
    def tighten(self) -> tuple[str, ...]:
        """What its sections hid more than the study asks for."""
        written = json.loads(self.parameters.get(TIGHTEN, "[]"))
        return tuple(str(one) for one in written)


def made_of(folder: Path) -> Made:
    """Read what a report says of itself.

    Parameters
    ----------
    folder : pathlib.Path
        The report's folder.

    Raises
    ------
    RunError
        There is neither a ro-crate-metadata.json nor an export's manifest, or evaluatie did not write it so.
    """
    path = folder / CRATE
    if not path.exists() and (folder / MANIFEST).exists():
        path = folder / MANIFEST
    try:
        content = content_of(path)
    except OSError as error:
        told = f"{path} cannot be read ({reason(error)}): a report that is to be verified needs the whole of its folder"
        raise RunError(told) from None
    try:
        found = _made(parsed(content)["@graph"]) if path.name == CRATE else _exported(parsed(content))
        if not isinstance(json.loads(found.parameters.get(TIGHTEN, "[]")), list):
            raise TypeError(TIGHTEN)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise RunError(f"{path} is not as evaluatie writes it: ask whoever sent the report for it again") from None
    return found


def _made(graph: list[Mapping[str, Any]]) -> Made:
    by_id = {str(one["@id"]): one for one in graph}
    files = [one for one in graph if str(one["@id"]).startswith("#input-") and "identifier" in one]
    inputs = {str(one["name"]): by_id[one["identifier"]["@id"]] for one in files}
    evaluatie = by_id["#evaluatie"]
    needed = [by_id[one["@id"]] for one in evaluatie["softwareRequirements"]]
    python = needed[0]
    return Made(
        listed_in=CRATE,
        files={unquote(str(one["@id"])): str(one["sha256"]) for one in graph if one["@type"] == "File"},
        scheme=str(inputs[_WHOLE]["name"]),
        inputs={role: str(one["value"]) for role, one in inputs.items()},
        notebooks={str(one["name"]): str(one["version"]) for one in graph if str(one["@id"]).endswith("-source")},
        parameters={str(one["name"]): str(one["value"]) for one in graph if _PARAMETER in str(one["@id"])},
        version=str(evaluatie["softwareVersion"]),
        code=str(by_id[evaluatie["identifier"]["@id"]]["value"]),
        python=f"{python['name']} {python['softwareVersion']}",
        machine=str(evaluatie["processorRequirements"]),
        packages={str(one["name"]): str(one["softwareVersion"]) for one in needed[1:]},
    )


def _exported(manifest: Mapping[str, Any]) -> Made:
    if manifest["schema"] != SCHEMA:
        raise ValueError(SCHEMA)
    files = {str(name): str(about["sha256"]) for name, about in manifest["files"].items()}
    nothing: dict[str, str] = {}
    return Made(
        MANIFEST, files, scheme="", inputs=nothing, notebooks=nothing, parameters=nothing,
        version=str(manifest["package_version"]), code="", python="", machine="", packages=nothing,
    )  # fmt: skip
