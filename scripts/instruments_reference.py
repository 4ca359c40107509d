"""Write docs/instruments.md: the instruments that come along, what of them was checked, and how to add one's own.

Usage: python scripts/instruments_reference.py          writes the page
       python scripts/instruments_reference.py --check  exits with 1 when the page is not what the definitions say
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from evaluatie.instruments import Instrument, Item, instrument, list_instruments
from evaluatie.instruments.parts import Verified

PAGE = Path(__file__).parent.parent / "docs" / "instruments.md"
BETTER = {"higher": "higher", "lower": "lower", "ambiguous": "not clear"}

HEAD = """\
<!-- Written by scripts/instruments_reference.py from src/evaluatie/instruments: change those, then run it. -->

# Instruments

An instrument is a questionnaire as data: its items (number, facet and content in our own words, never the wording),
which of them are reversed, the scales that they make, and what is better. study.yml says in which columns the items
stand:

```yaml
survey:
  items: {pgis: "Q12_{n}", psychological_safety: [v1, v2, v3, v4, v5, v6, v7]}
  asked: {pgis: {range: [1, 7], referent: afdeling}}
```

**Not for administration.** The definitions cannot be used as questionnaires. Wording, response labels, response range
and the referent (whom or what the items are about) are the study's: it takes them from the publication, with
permission where that is needed, and says under `survey.asked` what it changed.

## How scores are made

- An answer x to a reversed item becomes lowest + highest - x.
- A score is the mean of the answered items, and missing where fewer were answered than the scale's minimum.
- An instrument has a total unless its parts do not add up to one thing (`scoring: {total: false}`).
- What is better: `higher`, `lower` or `ambiguous`. More reported discrimination can mean that there is more of it, or
  that more of it is seen and told: such a change is never called better or worse.

**Only part of the items was asked.** Say so in study.yml, with the items' own numbers:

```yaml
survey:
  items: {pgis: {1: v1, 2: v2, 5: v3, 9: v4, 10: v5, 13: v6}}
  asked: {pgis: {shortened: true}}
```

Each scale keeps the items that were asked and needs the same share of them answered, rounded up. A subscale of which
no item was asked falls away, and with it the total, which would stand for something else.

## An instrument of your own

Put a folder in the study folder, name it in study.yml (`instruments: instruments/`), and write a file `<id>.yaml` in
it for each instrument. This is enough, for `instruments/sfeer.yaml`:

```yaml
id: sfeer
name: {nl: Werksfeer, en: Work climate}
items: 5
response_range: [1, 5]
reversed: [2]
direction: higher
```

Its outcome is `sfeer.total`, missing for who answered fewer than three of the five items: half, rounded up.
Everything that can be said:

```yaml
id: sfeer_lang
name: {nl: Werksfeer, en: Work climate}
source: Questionnaire of the works council, 2019
referent: {id: team, nl: het team, en: the team}
items:
  - {facet: warmth, content: people are kind}
  - {facet: warmth, content: people quarrel}
  - {facet: humour, content: there is laughter}
  - {facet: humour, content: jokes are made at somebody's cost}
response_range: [1, 7]
reversed: [2, 4]
subscales:
  warmth: {name: {nl: Warmte, en: Warmth}, items: [1, 2]}
  humour: {name: {nl: Humor, en: Humour}, items: [3, 4], minimum_answered: 2}
scoring: {minimum_answered: 3, note: Three of four is ours.}
direction: higher
```

| key | meaning | where nothing is said |
|---|---|---|
| `id` ● | small letters, digits and underscores; the file is called after it | |
| `name` ● | in both languages, or one text for both | |
| `items` ● | how many there are, or a list of what they are about: texts, or `{facet: ..., content: ...}` | |
| `response_range` ● | lowest and highest answer | |
| `direction` ● | what is better: `higher`, `lower` or `ambiguous` | |
| `reversed` | numbers of the items that say the opposite | none |
| `subscales` | per subscale its items, or `{name, items, minimum_answered}` | no subscales |
| `scoring.minimum_answered` | answers below which the total is missing; of a subscale likewise | half, rounded up |
| `scoring.total` | false: no total | true |
| `scoring.note` | what was decided, and by whom | |
| `referent` | whom or what the items are about: a word, or `{id, nl, en}` | |
| `source` | where it comes from: a text, or `{citation, doi}` | the study's own |
| `administration`, `reliabilities`, `verified` | as in the definitions that come along | |

Needed keys are marked ●. An id of an instrument that comes along cannot be used again. `evaluatie check` lists what
is wrong with all definitions at once, by file, line and key.

## The instruments that come along
"""

CHECKED = """\
## What was checked

For every kind of fact a definition says whether it was checked against its source: seen in the publication, its
abstract, or a page of its authors or publisher (for a citation also in a library's record or a reference list). What
was only found repeated by others, or is known by heart, counts as not checked. **Check what is not checked before you
rely on it.**
"""


def page() -> str:
    known = [instrument(id_) for id_ in list_instruments()]
    checked = "\n".join(part for one in known for part in checks_of(one))
    return f"{HEAD}\n{overview(known)}\n{CHECKED}\n{checked}"


def overview(known: list[Instrument]) -> str:
    head = "| id | name | about | items | answers | reversed | better is | outcomes (fewest answers) |"
    rows = "\n".join(row(one) for one in known)
    return f"{head}\n|{'---|' * 8}\n{rows}\n"


def row(one: Instrument) -> str:
    low, high = one.response_range
    cells = (
        f"`{one.id}`",
        one.name.en,
        one.referent.en if one.referent else "",
        str(len(one.items)),
        f"{low:g} to {high:g}",
        ", ".join(map(str, one.reversed)) or "none",
        BETTER[one.direction],
        ", ".join(f"`{scale.id}` ({scale.minimum_answered} of {len(scale.items)})" for scale in one.scales),
    )
    return f"| {' | '.join(cells)} |"


def checks_of(one: Instrument) -> Iterator[str]:
    """Tell of one instrument what was checked and what was not, with the note that says against what."""
    checks = one.verified
    assert checks is not None, one.id  # noqa: S101 - the package's own definitions, which a test holds complete
    facts = [name for name in Verified.model_fields if name != "note"]
    seen = [words(name) for name in facts if getattr(checks, name)]
    unseen = [words(name) for name in facts if not getattr(checks, name)]
    doi = f" https://doi.org/{one.source.doi}" if one.source.doi else ""
    yield f"### `{one.id}`: {one.name.en}\n\n{one.source.citation}{doi}\n"
    yield f"- Checked: {', '.join(seen) or 'nothing'}.\n- Not checked: {', '.join(unseen) or 'nothing'}."
    for found in one.reliabilities:
        state = "checked" if found.verified else "not checked"
        yield f"- {found.coefficient.capitalize()} of `{found.scale}`: {found.value:g} ({found.source}; {state})."
    yield f"\nScoring: {one.scoring.note}\n\n{checks.note}\n"
    if one.facets:
        yield "Items, not for administration:\n"
        yield "".join(f"{item.number}. {item.content} ({aside(one, item)})\n" for item in one.items)


def aside(one: Instrument, item: Item) -> str:
    return f"{item.facet}, reversed" if item.number in one.reversed else item.facet


def words(name: str) -> str:
    return {"item_count": "number of items", "reversed": "reversed items"}.get(name, name.replace("_", " "))


def main(arguments: list[str]) -> int:
    text = page()
    if arguments == ["--check"]:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        message = "docs/instruments.md is not what the definitions say; run: python scripts/instruments_reference.py"
        print(message, file=sys.stderr)
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
