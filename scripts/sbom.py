"""Write the bill of materials (CycloneDX) of the lock, and the table of licences in docs/trust/supply-chain.md.

Usage: python scripts/sbom.py [--check]. Names and versions are the lock's; licences and who needs whom are what the
installed packages say of themselves. Licences that a package states in words become identifiers of SPDX.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.spdx import is_expression
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import Licensing, get_spdx_licensing
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
BILL = ROOT / "requirements" / "sbom.cdx.json"
PAGE = ROOT / "docs" / "trust" / "supply-chain.md"
#: what a licence is called where a package does not name it by its identifier
WORDS = {
    r"apache.*2": "Apache-2.0",
    r"apache software": "Apache-2.0",
    r"bsd.?3|bsd 3-clause": "BSD-3-Clause",
    r"bsd 2-clause": "BSD-2-Clause",
    r"^mit\b": "MIT",
    r"\bisc\b": "ISC",
    r"psfl|python software foundation": "PSF-2.0",
    r"mozilla public license 2": "MPL-2.0",
}
#: what only some systems or versions of Python need, so that it is not installed everywhere: licence, and what it needs
ELSEWHERE: dict[str, tuple[str, tuple[str, ...]]] = {
    "aiohappyeyeballs": ("PSF-2.0", ()),
    "aiohttp": (
        "Apache-2.0 AND MIT",
        ("aiohappyeyeballs", "aiosignal", "attrs", "frozenlist", "multidict", "propcache", "yarl"),
    ),
    "aiosignal": ("Apache-2.0", ("frozenlist",)),
    "appnope": ("BSD-2-Clause", ()),
    "colorama": ("BSD-3-Clause", ()),
    "frozenlist": ("Apache-2.0", ()),
    "importlib-metadata": ("Apache-2.0", ("lazy-importer", "zipp")),
    "lazy-importer": ("Apache-2.0", ()),
    "multidict": ("Apache-2.0", ()),
    "overrides": ("Apache-2.0", ()),
    "propcache": ("Apache-2.0", ()),
    "pywinpty": ("MIT", ()),
    "yarl": ("Apache-2.0", ("idna", "multidict", "propcache")),
    "zipp": ("MIT", ()),
}
#: licences under which evaluatie, itself under EUPL-1.2, can use a package as it is
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0",
    "Unlicense", "Zlib",
}  # fmt: skip
#: copyleft that the EUPL's appendix names as compatible
COMPATIBLE = {"GPL-3.0-or-later", "MPL-2.0"}
SCOPES = {"runtime": ComponentScope.REQUIRED, "lab": ComponentScope.OPTIONAL, "cluster": ComponentScope.OPTIONAL,
          "dev": ComponentScope.EXCLUDED}  # fmt: skip


@dataclass(frozen=True)
class Locked:
    """A line of the lock."""

    name: str
    version: str
    marker: str


def locked() -> list[Locked]:
    lines = (ROOT / "requirements" / "lock.txt").read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+))?", line) for line in lines)
    return [Locked(canonicalize_name(each[1]), each[2], (each[3] or "").strip()) for each in found if each]


@cache
def held(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence(name: str) -> str:
    """Give a package's licence as an expression of SPDX.

    Raises
    ------
    LookupError
        The package states none that is known.
    """
    package = held(name)
    if package is None:
        return ELSEWHERE[name][0]
    stated = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    classifiers = [
        text.rpartition(" :: ")[2] for text in package.metadata.get_all("Classifier") or [] if "License ::" in text
    ]
    if stated and is_expression(stated):
        return stated
    texts = [stated, *_licence_files(package)]
    for text in (
        stated.partition("\n")[0],
        *(each.rpartition(" :: ")[2] for each in classifiers),
        *(text[:200] for text in texts),
    ):
        for words, identifier in WORDS.items():
            if re.search(words, text.strip(), re.IGNORECASE):
                return identifier
    # one of the two that begin alike
    for text in texts:
        if "Redistributions in binary form" in text:
            return (
                "BSD-3-Clause" if re.search(r"Neither the name|names? of .* may not be used", text) else "BSD-2-Clause"
            )
        if "Permission is hereby granted, free of charge" in text:
            return "MIT"
    raise LookupError(f"{name}: which licence? It says {stated[:60]!r} {classifiers}.")


def _licence_files(package: Distribution) -> Iterator[str]:
    for path in package.files or ():
        if re.search(r"dist-info.*(licen[cs]e|copying)", str(path), re.IGNORECASE):
            yield path.read_text(encoding="utf-8")


@cache
def needs(name: str, extras: frozenset[str] = frozenset()) -> frozenset[tuple[str, frozenset[str]]]:
    """Give what a package needs itself, with the extras that it asks of them; on any system."""
    package = held(name)
    found = []
    for line in (package.requires or ()) if package else ELSEWHERE[name][1]:
        wanted = Requirement(line)
        marker = str(wanted.marker or "")
        if "extra" not in marker or any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
            found.append((canonicalize_name(wanted.name), frozenset(wanted.extras)))
    return frozenset(found)


def reached(requirements: Iterable[str], names: set[str]) -> set[str]:
    """Give every package of the lock that some requirements lead to."""
    asked = [Requirement(line) for line in requirements]
    waiting = [(canonicalize_name(each.name), frozenset(each.extras)) for each in asked]
    seen = set()
    while waiting:
        one = waiting.pop()
        if one not in seen and one[0] in names:
            seen.add(one)
            waiting += needs(*one)
    return {name for name, _ in seen}


def kinds(names: set[str]) -> dict[str, str]:
    """Say of each package what needs it, in the order of SCOPES: the first that does."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {"runtime": project["dependencies"], **project["optional-dependencies"]}
    found: dict[str, str] = {}
    for kind in SCOPES:
        found = {**dict.fromkeys(reached(asked[kind], names), kind), **found}
    return found


def bill() -> str:
    """Make the bill of materials; valid by CycloneDX's own schema, and the same for the same lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = locked()
    kind = kinds({line.name for line in lines})
    root = Component(
        type=ComponentType.APPLICATION, name="evaluatie", version=project["version"], bom_ref="evaluatie",
        licenses=[LicenseExpression(project["license"])], description=project["description"],
    )  # fmt: skip
    components = {line: _component(line, kind[line.name]) for line in lines}
    whole = Bom(components=components.values(), serial_number=_serial(lines))
    whole.metadata.component = root
    asked = {*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)}
    direct = {canonicalize_name(Requirement(each).name) for each in asked}
    whole.register_dependency(root, [each for line, each in components.items() if line.name in direct])
    for line, component in components.items():
        names = {name for name, _ in needs(line.name)}
        whole.register_dependency(component, [each for other, each in components.items() if other.name in names])
    written = json.loads(JsonV1Dot6(whole).output_as_string())
    del written["metadata"]["timestamp"]  # the moment of writing is no property of the lock
    text = json.dumps(written, indent=1, ensure_ascii=False) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise ValueError(f"not CycloneDX: {wrong}")
    return text


def _component(line: Locked, kind: str) -> Component:
    about = [Property(name="evaluatie:needed-for", value=kind)]
    about += [Property(name="evaluatie:where", value=line.marker)] if line.marker else []
    return Component(
        type=ComponentType.LIBRARY, name=line.name, version=line.version, bom_ref=f"{line.name}@{line.version}",
        purl=PackageURL("pypi", None, line.name, line.version), licenses=[LicenseExpression(licence(line.name))],
        scope=SCOPES[kind], properties=about,
    )  # fmt: skip


def _serial(lines: list[Locked]) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(f"{line.name}=={line.version}" for line in lines))


def compatible(expression: str) -> bool:
    """Say whether a package under these licences can be used by evaluatie as it is."""
    licensing = get_spdx_licensing()
    parsed = licensing.parse(expression)
    return parsed is not None and _allowed(parsed, licensing)


def _allowed(part: Any, licensing: Licensing) -> bool:
    if isinstance(part, licensing.AND):
        return all(_allowed(each, licensing) for each in part.args)
    if isinstance(part, licensing.OR):
        return any(_allowed(each, licensing) for each in part.args)
    return part.key in PERMISSIVE | COMPATIBLE


def table() -> str:
    """Make the table of licences: how many packages, for what, and which ones where somebody will ask."""
    names = {line.name for line in locked()}
    kind = kinds(names)
    by_licence: dict[str, list[str]] = {}
    for name in sorted(names):
        by_licence.setdefault(licence(name), []).append(name)
    rows = ["| licence | runtime | lab, cluster | dev | packages |", "|---|--:|--:|--:|---|"]
    for expression, packages in sorted(by_licence.items()):
        runtime, dev = (sum(kind[name] == wanted for name in packages) for wanted in ("runtime", "dev"))
        counts = (runtime, len(packages) - runtime - dev, dev)
        rows.append(f"| {expression} | {' | '.join(map(str, counts))} | {', '.join(packages)} |")
    return "\n".join(rows)


def page() -> str:
    """Put the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    return re.sub(r"(<!-- table: licences -->\n).*?(<!-- end -->)", rf"\1\n{table()}\n\n\2", text, flags=re.DOTALL)


def made() -> dict[Path, str]:
    """Give the files with what they should hold."""
    return {BILL: bill(), PAGE: page()}


def main() -> int:
    """Write the files, or say which are stale."""
    if "--check" in sys.argv[1:]:
        stale = [
            path for path, text in made().items() if not path.is_file() or path.read_text(encoding="utf-8") != text
        ]
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run python scripts/sbom.py", file=sys.stderr)
        return bool(stale)
    for path, text in made().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
