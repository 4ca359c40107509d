"""Changes of organisations and the pooled change, read from a figure's rows."""

from __future__ import annotations

from typing import Literal

from evaluatie.report.picture.common import Built, Display, hidden_sentence, mean_words, people, shown_number
from evaluatie.report.picture.together import Branch, Forest
from evaluatie.report.reading import Reader

Role = Literal["organisation", "pooled", "next"]


def forest(display: Display, reader: Reader) -> Built:
    """Read rows of an estimate, the smallest change that matters, and for an organisation its weight."""
    say = reader.wording.text
    branches = tuple(_branch(row, reader) for row in display["rows"])
    smallest, bound = shown_number(display["rows"][0]["cells"][1], reader) if display["rows"] else ("", None)
    closing = () if bound is None else (say("alt.forest_bound", bound=smallest),)
    content = Forest(say("figure.axis_change"), branches, None if bound is None else float(bound["estimate"]))
    notes = [say("note.forest")]
    if any(branch.role == "next" for branch in branches):
        notes.append(say("note.forest_next"))
    if bound is not None:
        notes.append(say("note.forest_band", bound=smallest))
    if content.cut:
        notes.append(say("note.forest_cut"))
    return Built("forest", content, tuple(notes), "alt.forest", closing)


def _branch(row: Display, reader: Reader) -> Branch:
    label, (estimate, _, weight) = reader.head(row["head"]), row["cells"]
    role = _role(row)
    shown, number = shown_number(estimate, reader)
    if number is None:
        told = reader.wording.text("hidden.cell")
        return Branch(role, label, "", None, None, None, 0.0, (told,), hidden_sentence(label, reader))
    value, low, high = number["estimate"], number["ci_low"], number["ci_high"]
    words = mean_words(number, reader, signed=True)
    alternative = reader.wording.text
    if role == "next":
        text = alternative("alt.forest_next", label=label, interval=shown)
        return Branch(role, label, "", value, low, high, 0.0, (shown,), text)
    beside = people(number, reader)
    if role == "pooled":
        return Branch(
            role,
            label,
            "",
            value,
            low,
            high,
            1.0,
            (shown, beside),
            alternative("alt.forest_pooled", label=label, **words),
        )
    share, weighed = shown_number(weight, reader)
    more = "" if weighed is None else reader.wording.text("figure.weight", weight=share)
    text = alternative("alt.forest_row", label=label, weight=more or reader.wording.text("hidden.unknown"), **words)
    counts = (
        reader.wording.text("figure.weight_people", weight=more, people=beside) if more and beside else more or beside
    )
    return Branch(
        role, label, "", value, low, high, 0.0 if weighed is None else weighed["estimate"], (shown, counts), text
    )


def _role(row: Display) -> Role:
    """Tell a row by what stands in it: an organisation has a weight, a next one an interval only."""
    if row["cells"][2] is not None:
        return "organisation"
    return "next" if row["cells"][0] is not None and row["cells"][0]["show"] == "interval" else "pooled"
