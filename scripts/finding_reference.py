"""Write docs/reproduce.md and docs/finding.schema.json from the models and the methods that read findings.

Usage: python scripts/finding_reference.py          writes them
       python scripts/finding_reference.py --check  exits with 1 when they are not what the models say
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from study_reference import default_of, inner_block, kind_of, summary

from evaluatie.cli.methodlist import takes
from evaluatie.reproduce.finding.model import Block, Finding
from evaluatie.reproduce.recomputing import METHODS
from evaluatie.study.settings.fields import Shown

DOCS = Path(__file__).parent.parent / "docs"
HEAD = Path(__file__).with_name("finding_reference.md")
_TITLES = {"Finding": "The whole file", "InBoth": "A text in both languages", "Quantity": "A number of an analysis"}
_NAMED = re.compile(r"    (?P<names>[a-z_]+(, [a-z_]+)*) : .*")


def page() -> str:
    """Compose the page: what is written by hand, then keys and methods."""
    blocks = "\n".join(sections())
    return f"{HEAD.read_text(encoding='utf-8')}\n## Keys\n\nNeeded keys are marked ●.\n\n{blocks}\n{methods()}"


def sections() -> Iterator[str]:
    """Write a table per block, each kind of block once."""
    left: list[tuple[str, type[Block]]] = [("", Finding)]
    told: set[type[Block]] = set()
    while left:
        path, model = left.pop(0)
        if model in told:
            continue
        told.add(model)
        title = f"### {_TITLES.get(model.__name__, f'`{path}`: {summary(model)[:1].lower()}{summary(model)[1:-1]}')}"
        words = described(model)
        rows = (row(name, info, words[name]) for name, info in model.model_fields.items())
        yield f"{title}\n\n| key | value | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"
        for name, info in model.model_fields.items():
            inner, step = inner_block(info.annotation)
            if inner is not None:
                left.append((f"{path}.{name}{step}".lstrip("."), inner))


def row(name: str, info: FieldInfo, words: str) -> str:
    shown = next((part.name for part in info.metadata if isinstance(part, Shown)), None) or kind_of(info.annotation)
    needed = " ●" if info.is_required() else ""
    default = "" if info.is_required() else default_of(info)
    return f"| `{name}`{needed} | {shown} | {words}{default} |"


def models_of(model: type[Block]) -> Iterator[tuple[str, type[Block]]]:
    """Go through the models that a finding is made of."""
    known = {kind.__name__: kind for kind in _below(Block)}
    used = set(json.dumps(model.model_json_schema()).split('"'))
    yield from ((name, kind) for name, kind in known.items() if name in used or kind is model)


def _below(kind: type[Block]) -> Iterator[type[Block]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def described(model: type[Block]) -> dict[str, str]:
    """Read what the docstring says of each key; a model that stands on another has what that says as well."""
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if issubclass(kind, Block):
            found |= _described(kind.__doc__ or "")
    return {name: found.get(name, "") for name in model.model_fields}


def _described(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    names: list[str] = []
    for line in text.splitlines():
        if named := _NAMED.fullmatch(line):
            names = named["names"].split(", ")
            found |= dict.fromkeys(names, "")
        elif line.startswith("        ") and names:
            found |= {name: f"{found[name]} {line.strip()}".strip() for name in names}
        else:
            names = []
    return {name: words.replace("``", "`") for name, words in found.items()}


def methods() -> str:
    """Write the methods as a table."""
    rows = []
    for name, method in METHODS.items():
        keys = (
            f"`{key}`{' ●' if kind.required else ''} {takes(key, kind)}".rstrip() for key, kind in method.keys.items()
        )
        gives = ", ".join(f"`{one}`" for one in method.gives)
        by_term = ", ".join(f"`{one}`" for one in method.gives_by_term)
        rows.append(f"| `{name}` | {method.about} | {', '.join(keys)} | {gives} | {by_term} |".replace("``", "`"))
    head = "| method | what it does | keys | gives | gives of each term |\n|---|---|---|---|---|\n"
    told = """\
`evaluatie reproduce methods` prints the same. Needed keys are marked ●; a term is a variable or a path.

| a key that takes | is written as |
|---|---|
| table, data set | the name that it has under `inputs`: `table1` |
| variable, variables | names of the table's variables: `support`, `[support, workload]` |
| number | written out, the name of a value, count or figure, or a formula: `200`, `n`, `left / (left + stayed)` |
| numbers | a list of such, or the name of a list: `[139, 239]`, `[left, stayed]`, `deaths` |
| column, columns | of the data set: `hours`, `[item1, item2]` |
| column=value | the rows that are used: `school=Pasteur` |
| model | lavaan's syntax, behind a `\\|` on lines of its own |

A formula has numbers, names, `+ - * / **`, brackets, `name[0]` for the first of a list, `sqrt`, `log`, `exp`, `abs`,
`sum`, `min`, `max`, and `p_of_t`, `p_of_z`, `p_of_chi2`, `p_of_f` for p values. `r(table1, x, y)`, `sd(table1, x)`,
`mean(table1, x)`, `alpha(table1, x)` and `n(table1)` are cells of a table.
"""
    return f"## Methods\n\n{told}\n{head}" + "\n".join(rows) + "\n"


def schema() -> str:
    """Write the JSON Schema by which an editor helps."""
    held: dict[str, Any] = Finding.model_json_schema()
    models = dict(models_of(Finding))
    for name, part in {**held["$defs"], "Finding": held}.items():
        part["description"] = (models[name].__doc__ or "").strip().splitlines()[0]
        for key, words in described(models[name]).items():
            part["properties"][key] |= {"description": words}
            part["properties"][key].pop("title", None)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **held}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    written = {DOCS / "reproduce.md": page(), DOCS / "finding.schema.json": schema()}
    if arguments == ["--check"]:
        stale = [file.name for file, text in written.items() if not file.is_file() or file.read_text("utf-8") != text]
        if stale:
            told = f"docs/{' and docs/'.join(stale)}: not what the models say"
            print(f"{told}; run: python scripts/finding_reference.py", file=sys.stderr)
        return 1 if stale else 0
    for file, text in written.items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
