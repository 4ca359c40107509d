"""One change by many ways of analysis: how much it depends on the choices made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from evaluatie.report.numerals import Number
from evaluatie.report.picture.common import Built, Display, shown_number
from evaluatie.report.picture.ways import Choice, Multiverse, Way
from evaluatie.report.reading import BundleError, Reader

Shown = list[tuple[Display, Number]]


def multiverse(display: Display, reader: Reader) -> Built:
    """Read ways of analysis.

    A row is one of them: its heads are the options it takes, which the columns name; its cells are the change, the
    smallest effect of interest, and a word that marks the planned analysis. What is not shown is counted only: a place
    among the others would tell how large it is.
    """
    _check(display, reader)
    rows = [(row, number) for row in display["rows"] if (number := shown_number(row["cells"][0], reader)[1])]
    choices = tuple(_choices(display, rows, reader))
    ordered = sorted(rows, key=lambda pair: float(pair[1]["estimate"]))
    ways = tuple(_way(row, number, choices, reader) for row, number in ordered)
    say, planned = reader.wording.text, _planned(ordered, reader)
    sentences = tuple(_sentences(display, ordered, reader))
    across = say("figure.axis_multiverse", count=reader.numerals.count(len(ways)))
    content = Multiverse(
        across, say("figure.axis_upward"), planned, choices, ways, (*sentences, *_options(choices, reader))
    )
    notes = [say("note.multiverse"), *([say("note.multiverse_band")] if any(way.band for way in ways) else [])]
    return Built("multiverse", content, (*notes, " ".join(sentences)), "alt.multiverse")


def _check(display: Display, reader: Reader) -> None:
    columns = len(display.get("columns", ()))
    place = f"section {reader.section}: the figure '{display['id']}'"
    if not columns or any(len(row["head"]) != columns for row in display["rows"]):
        raise BundleError(f"{place} must name as many choices as its rows have heads")
    if sum(map(_is_planned, display["rows"])) > 1:
        raise BundleError(f"{place} marks more than one way of analysis as the planned one")


def _is_planned(row: Display) -> bool:
    return len(row["cells"]) > 2 and row["cells"][2] is not None


def _choices(display: Display, rows: Shown, reader: Reader) -> Iterator[Choice]:
    """Name the choices, with the options that are shown, in the order in which the rows first take them."""
    for position, column in enumerate(display["columns"]):
        taken = dict.fromkeys(_option(row, position, reader) for row, _ in rows)
        yield Choice(reader.heading(column), tuple(taken))


def _option(row: Display, position: int, reader: Reader) -> str:
    return reader.shown(row["head"][position]).text or reader.wording.text("hidden.cell")


def _way(row: Display, number: Number, choices: Sequence[Choice], reader: Reader) -> Way:
    bound = row["cells"][1] if len(row["cells"]) > 1 else None
    band = None
    if bound is not None and reader.shown(bound).state == "shown":
        band = float(reader.number(bound["ref"])["estimate"] if "ref" in bound else bound["setting"])
    taken = tuple(choice.options.index(_option(row, place, reader)) for place, choice in enumerate(choices))
    return Way(number["estimate"], number["ci_low"], number["ci_high"], band, taken, _is_planned(row))


def _planned(rows: Shown, reader: Reader) -> str:
    for row, _ in rows:
        if _is_planned(row):
            word = reader.shown(row["cells"][2]).text or reader.wording.text("figure.planned")
            return f"{word}: {reader.shown(row['cells'][0]).text}"
    return ""


def _sentences(display: Display, rows: Shown, reader: Reader) -> Iterator[str]:
    """Say what the ways of analysis come to; counted from those that are shown."""
    if rows:
        yield _range([float(number["estimate"]) for _, number in rows], reader)
        yield from _sides([number for _, number in rows], reader)
        yield from _people([number for _, number in rows], reader)
    if any(map(_is_planned, display["rows"])):
        yield _beside_planned(rows, reader)
    hidden = len(display["rows"]) - len(rows)
    if hidden:
        yield reader.wording.text("alt.multiverse_hidden", count=reader.numerals.count(hidden))


def _range(values: Sequence[float], reader: Reader) -> str:
    points = {"lowest": values[0], "middle": median(values), "highest": values[-1]}
    words = {name: reader.numerals.decimal(value, signed=True) for name, value in points.items()}
    return reader.wording.text("alt.multiverse_range", count=reader.numerals.count(len(values)), **words)


def _sides(numbers: Sequence[Number], reader: Reader) -> Iterator[str]:
    """Count where the intervals lie."""
    ends = [(number["ci_low"], number["ci_high"]) for number in numbers]
    intervals = [interval for interval in ends if None not in interval]
    above, below = sum(low > 0 for low, _ in intervals), sum(high < 0 for _, high in intervals)
    counts = {"above": above, "below": below, "over": len(intervals) - above - below}
    words = {name: reader.numerals.count(count) for name, count in counts.items()}
    yield reader.wording.text("alt.multiverse_sides", **words)
    unknown = len(numbers) - len(intervals)
    if unknown:
        yield reader.wording.text("alt.multiverse_unknown", count=reader.numerals.count(unknown))


def _people(numbers: Sequence[Number], reader: Reader) -> Iterator[str]:
    """Say on how many people they rest, the fewest and the most."""
    counts = [number["n"] for number in numbers if number["n"] is not None]
    if counts:
        fewest, most = reader.numerals.count(min(counts)), reader.numerals.count(max(counts))
        yield reader.wording.text("alt.multiverse_people", fewest=fewest, most=most)


def _beside_planned(rows: Shown, reader: Reader) -> str:
    """Say where the planned analysis lies among the others."""
    for row, number in rows:
        if _is_planned(row):
            higher = sum(other["estimate"] > number["estimate"] for _, other in rows)
            lower = sum(other["estimate"] < number["estimate"] for _, other in rows)
            words = {"lower": reader.numerals.count(lower), "higher": reader.numerals.count(higher)}
            return reader.wording.text("alt.multiverse_planned", value=reader.shown(row["cells"][0]).text, **words)
    return reader.wording.text("alt.multiverse_planned_hidden")


def _options(choices: Sequence[Choice], reader: Reader) -> Iterator[str]:
    """Say what there was to choose from."""
    for choice in choices:
        yield reader.wording.text("alt.multiverse_choice", name=choice.name, options="; ".join(choice.options))
