"""Write docs/study-folder.md, the reference of a study folder, from the models that read study.yml.

Usage: python scripts/study_reference.py          writes the page
       python scripts/study_reference.py --check  exits with 1 when the page is not what the models say
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from evaluatie.instruments import instrument, list_instruments
from evaluatie.study import StudyConfig
from evaluatie.study.fields import Block, Shown

PAGE = Path(__file__).parent.parent / "docs" / "study-folder.md"
PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false"}

HEAD = """\
<!-- Written by scripts/study_reference.py from the models in src/evaluatie/study: change those, then run it. -->

# The study folder

An organisation's raw data stand in `data/raw/<organisation>/`: a `study.yml`, and the files that it names. Raw
files are never changed. `study.yml` says who was asked, when, and which columns hold what. A small one:

```yaml
organisation: {id: waterschap-a, name: Waterschap A}
waves:
  - {id: t0, label: {nl: nulmeting, en: baseline}, date: 2019-10-01, file: t0.csv, invited: 1400}
  - {id: t1, label: {nl: nameting, en: follow-up}, date: 2021-06-01, file: t1.sav, invited: 1390}
survey:
  respondent: code
  items: {pgis: "Q12_{n}"}
  missing_codes: [9]
groups:
  origin: {column: herkomst, reference: nederland, focal: [europa, buiten-europa]}
plan:
  fixed_on: 2021-05-01
  primary: [pgis.total]
```

Everything that is wrong is listed at once: an unknown or doubled key, a wrong type, a missing file or column,
text in a score, an answer outside its range, a linking code that stands in two rows of one wave. Each problem
names the file, the line or row, the key or column, and what to do. YAML's anchors, aliases and tags are not
accepted; only `true` and `false` are truth values.

## Files of answers

- `.csv`: UTF-8, with or without byte order mark, or else cp1252; separated by commas, semicolons or tabs,
  whichever finds the columns in the first row. Numbers have a decimal point; where semicolons or tabs separate,
  a decimal comma as well.
- `.sav`: numbers by their codes, not their labels; values that SPSS knows as missing are missing.
- Empty cells, `NA` and `#NULL!` are missing everywhere. A row without a single answer is not a respondent.
- Codes are text: 1, 1.0 and "1" are one code; 012 and 12 are two.
- Columns that study.yml does not name stay behind; data/processed/<organisation>/intake.json lists them.

## Linking codes

The column `survey.respondent` never passes intake. Its codes become pseudonyms (HMAC-SHA256) with a key that is
made once and kept outside the repository: in the file that the environment variable `EVALUATIE_KEY_FILE` names,
or else in `evaluatie/pseudonym.key` in your own settings folder, readable by you only. Results do not depend on
the key.

## Keys

Needed keys are marked ●.
"""


def page() -> str:
    """Compose the whole page."""
    blocks = "\n".join(blocks_of(StudyConfig, ()))
    return f"{HEAD}\n{blocks}\n{instruments()}"


def blocks_of(block: type[Block], path: tuple[str, ...]) -> Iterator[str]:
    """Go through a block and the blocks inside it, each as a heading and a table."""
    title = f"### `{'.'.join(path)}`\n\n{summary(block)}" if path else "### The whole file"
    rows = "\n".join(row(name, info) for name, info in block.model_fields.items())
    yield f"{title}\n\n| key | value | meaning | example |\n|---|---|---|---|\n{rows}\n"
    for name, info in block.model_fields.items():
        inner, step = inner_block(info.annotation)
        if inner is not None:
            yield from blocks_of(inner, (*path, f"{info.alias or name}{step}"))


def summary(block: type[Block]) -> str:
    return (block.__doc__ or "").strip().splitlines()[0]


def row(name: str, info: FieldInfo) -> str:
    needed = " ●" if info.is_required() else ""
    kind = next((part.name for part in info.metadata if isinstance(part, Shown)), None) or kind_of(info.annotation)
    default = "" if info.is_required() else default_of(info)
    examples = info.examples or []
    example = f"`{flow(examples[0])}`" if examples else ""
    cells = (f"`{info.alias or name}`{needed}", kind, f"{info.description}{default}", example)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def default_of(info: FieldInfo) -> str:
    value = info.default
    if value is None or isinstance(value, Block) or value in ((), {}):
        return ""
    return f" Default: `{flow(list(value) if isinstance(value, tuple) else value)}`."


def kind_of(kind: Any) -> str:
    """Name a type in the words of someone who writes YAML."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        shown = next((part.name for part in parts[1:] if isinstance(part, Shown)), None)
        return shown or kind_of(parts[0])
    if origin in (Union, UnionType):
        return " or ".join(kind_of(part) for part in parts if part is not NoneType)
    if origin is Literal:
        return " or ".join(f"`{part}`" for part in parts)
    if origin is tuple:
        return f"list of {plural(kind_of(parts[0]))}"
    if origin is dict:
        return f"per key: {kind_of(parts[1])}"
    if isinstance(kind, type) and issubclass(kind, Block):
        return "block"
    return PLAIN[kind]


def plural(words: str) -> str:
    return words if words.startswith("`") else f"{words}s"


def inner_block(kind: Any) -> tuple[type[Block] | None, str]:
    """Find the block that a key holds, and how a path goes on to it: `.<key>` in a mapping, `[]` in a list."""
    origin, parts = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Block):
        return kind, ""
    if origin in (Annotated, tuple, dict) or origin in (Union, UnionType):
        inner, step = inner_block(parts[1] if origin is dict else parts[0])
        return inner, {tuple: "[]", dict: ".<key>"}.get(origin, "") + step
    return None, ""


def flow(value: Any) -> str:
    """Write a value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        looks_like_number = value[:1].isdigit() and value.count("-") != 2
        special = not value or looks_like_number or any(sign in value for sign in "{}[],:#<>")
        return json.dumps(value, ensure_ascii=False) if special else value
    return json.dumps(value)


def instruments() -> str:
    rows = []
    for id_ in list_instruments():
        known = instrument(id_)
        scales = ", ".join(f"`{id_}.{scale.id}`" for scale in known.scales)
        low, high = known.response_range
        rows.append(f"| `{id_}` | {known.name.en} | {len(known.items)} | {low:g} to {high:g} | {scales} |")
    head = "## Instruments\n\n| id | name | items | answers | outcomes |\n|---|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def main(arguments: list[str]) -> int:
    text = page()
    if arguments == ["--check"]:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(
            "docs/study-folder.md is not what the models say; run: python scripts/study_reference.py", file=sys.stderr
        )
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
