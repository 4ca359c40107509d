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
from evaluatie.study.settings.fields import Block, Shown

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

`evaluatie new <organisation> FILE...` copies delivered files into a new study folder and writes a commented `study.yml`
from what it can tell from them. `evaluatie check <organisation>` lists everything that is wrong at once: an unknown or
doubled key, a wrong type, a missing file or column, text in a score, an answer outside its range, a linking code that
stands in two rows of one wave or belongs to two people, files that were swapped. Each problem names the file, the line
or row, the key or column, and what to do. Nothing is written as long as anything is wrong. YAML's anchors, aliases and
tags are not accepted; only `true` and `false` are truth values.

## Files of answers

- `.csv`: UTF-8 (with or without byte order mark), UTF-16 with one, or else cp1252; separated by commas, semicolons or
  tabs, whichever finds the columns in the first row. Numbers have a decimal point; where semicolons or tabs separate,
  a decimal comma as well.
- `.xlsx`: the sheet that the wave names under `sheet`, or else the only one with anything in it. The first row that is
  not empty holds the names of the columns.
- `.sav`: answers by their codes; values that SPSS knows as missing are missing. A level of a group may be written as
  its code or as its label.
- `.parquet`: numbers, texts and dates as they are.
- Exports of Qualtrics (three rows of headings; answers as numbers) and of LimeSurvey (question codes, answers `A1`,
  `A2`) are read as they come. Their columns with names, e-mail addresses, IP addresses and places are dropped unread,
  and listed in `intake.json`.
- Answers that came as text get their numbers under `survey.answers`.
- Empty cells, `NA` and `#NULL!` are missing everywhere. A row without a single answer is not a respondent.
- Codes are text: 1, 1.0 and "1" are one code; 012 and 12 are two. Levels of a group may differ in capitals,
  and units in capitals and spaces: each has the name that it has at the first wave, and `check` says so.
- A column, the linking code too, may have another name in one file: `columns: {code: respcode}` under that wave.
- A missing code may be named by its number or by its label.
- Dates are written as 2021-06-01, 1-6-2021, 01/06/2021 or 1 juni 2021.
- Columns that study.yml does not name stay behind; `data/processed/<organisation>/intake.json` lists them.
- A file may have 200 MB, 20,000 columns and 50 million cells, and unpack to 1 GB; a row of a text file 10 million
  characters. What is larger, or says less of itself than it holds, is refused before it is read.
- Files stand in the study folder itself: a name or a link that leads out of it is refused, and so are names that some
  systems cannot have (`con.csv`, a point or space at the end, one of `<>:"|?*`).

Where only means were delivered, `aggregates` names a file with the columns `wave`, `group`, `scale`, `n`, `mean` and
`sd`. In `group` stands `all`, or a characteristic and a level as in `origin=europa`, by the `column` that the group
has; in `scale` the `column` of a score. A row with the scale `respondents` gives how many people answered at all.

`population` names a file with numbers of employees, to weight answers to the workforce: the columns `wave`, `group`
and `n`, and one row per wave and group. In `group` stands what stands there in `aggregates`; rows of `all` may be
there. Leave `wave` out, or a cell of it empty, where a number holds at all waves.

```
wave,group,n
t0,all,1450
t0,origin=nederland,1210
t0,origin=europa,90
t0,origin=buiten-europa,150
t1,all,1432
t1,origin=nederland,1187
t1,origin=europa,95
t1,origin=buiten-europa,150
```

Numbers are those on the date of the wave: whole, without points or commas, and never below the number of
respondents. Employees in none of the levels are `other`, those of whom it is not known `unknown`. Origin is in the
classification that the wave has after recoding. Totals of two characteristics may be 1% apart. A characteristic of
which a level has respondents and no row is left out of the weights, and the intake notes it. A file with one row
per employee is refused.

## People who can be recognised

The column `survey.respondent` never passes intake. Its codes become pseudonyms (HMAC-SHA256) with a key that is
made once and kept outside the repository: in the file that the environment variable `EVALUATIE_KEY_FILE` names,
or else in `evaluatie/pseudonym.key` in your own settings folder, readable by you only. Results do not depend on
the key. Dates of birth become bands of age (`born: true` with `bands`).

The key is refused when others on the computer may read or change it. Where `data/processed` was made with another key,
or the key is gone, that is an error: pseudonyms of two keys never link. Put the key back, or remove that folder to
begin anew. Data that are made up or published already (`synthetic`, `published` under `organisation`) are simply made
anew.

`evaluatie check` also says how easily people can be recognised in the processed data by their groups and unit: how many
are alone with their combination, what a combination tells about answers and origin, and which coarser band or
characteristic less would help most. It counts people and names no combination.

Anything else that tells who people are stops intake: names by the heading of a column, e-mail addresses, telephone
numbers, a column in which most values pass the test of a citizen service number (BSN), bank accounts. Take such columns
out of the file before it is put here; where it is no such thing, list the column under `survey.not_identifying`.

## What is checked for you

- *Links.* Gender, and year of birth, must be the same at every wave for one linking code, as must every group that is
  marked `stable: true`; else the code links two people. `survey.wrong_links: unlink` keeps their answers and takes the
  link away.
- *The same questions.* `survey.asked` and the `asked` of a wave say the range of answers, the referent and the wording
  of an instrument. Where these differ between two waves the change is not estimated, and the report says why. Labels of
  answers that run the other way at another wave stop intake.
- *Care.* Respondents who gave one answer to all items of a scale, or answered in less than two seconds per item, are
  counted and noted; nobody is removed.
- *Absences.* With a personnel file (one row per person or spell of employment) the report tells apart who left, who
  joined later, and who was employed and did not answer:
  `staff: {persons: personeel.xlsx, person: code, entry: in_dienst, exit: uit_dienst}`.
- *Origin.* Waves in different classifications of origin are compared only where countries of birth allow recoding.

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
    if info.default_factory is not None or value is None or isinstance(value, Block) or value in ((), {}):
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
