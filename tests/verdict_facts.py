"""Whether a sentence, a table or a figure says of a number what the number says: for any bundle, by its keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from evaluatie.report.figure import LAYOUTS, to_svg
from evaluatie.report.picture import picture
from evaluatie.report.reading import Reader

Bundle = Mapping[str, Any]
FAVOURABLE = {"higher": 1, "lower": -1}
#: on which side of nothing (zero, or one for a ratio) the interval of what a sentence is about must lie
SIDES = {
    "higher": 1, "rose": 1, "increased": 1, "widened": 1, "longer": 1, "more": 1,
    "lower": -1, "fell": -1, "decreased": -1, "narrowed": -1, "shorter": -1, "less": -1,
    "unclear": 0, "inconclusive": 0,
}  # fmt: skip
#: the slot that holds the number of which the sentence tells the side
ABOUT = ("difference", "ratio", "d", "slope", "change")
_TOLD = re.compile(
    r"(?:change\.verdict|comparison|exposure|baseline\.gap|slope|stayed|staff\.(?:[a-z_.]+))\.(\w+?)(_clear)?"
)


def contradictions(bundle: Bundle) -> list[str]:
    """Give all sentences and cells that do not go with their numbers, in both languages; we want an empty list."""
    found = []
    for finding in bundle["findings"]:
        found += [f"{finding['key']}: {what}" for what in (*_sided(finding, bundle), *_bounded(finding, bundle))]
    for language in ("nl", "en"):
        found += _written(Reader(bundle, language))
    return [*found, *_cells(bundle)]


def checked(bundle: Bundle) -> int:
    """Count the sentences whose side or bound was held against a number."""
    return sum(_parts(finding) is not None for finding in bundle["findings"])


def _parts(finding: Mapping[str, Any]) -> tuple[str, bool, str] | None:
    """Give the word of a verdict, whether it is a clear one, and the id of the number that it is about."""
    match = _TOLD.fullmatch(finding["key"])
    slot = next((name for name in ABOUT if "ref" in finding["slots"].get(name, {})), None)
    if match is None or slot is None or "interval" not in finding["slots"]:
        return None
    return match[1], match[2] is not None, finding["slots"][slot]["ref"]


def _limits(number: Mapping[str, Any], none: float) -> tuple[float, float]:
    return number["ci_low"] - none, number["ci_high"] - none


def _side(number: Mapping[str, Any], none: float) -> int:
    low, high = _limits(number, none)
    return 1 if low > 0 else -1 if high < 0 else 0


def _sided(finding: Mapping[str, Any], bundle: Bundle) -> Iterator[str]:
    parts = _parts(finding)
    if parts is None:
        return
    word, _, id_ = parts
    number = bundle["numbers"][id_]
    if number["suppressed"] is not None or number["ci_low"] is None:
        return
    side = _side(number, 1.0 if id_.endswith("ratio") else 0.0)
    wanted = _wanted(word, finding, bundle)
    if wanted is not None and side != wanted:
        yield f"its interval lies on side {side}, the word says {wanted}"
    if finding["slots"]["interval"].get("ref") != id_:
        yield "its interval is that of another number"


def _wanted(word: str, finding: Mapping[str, Any], bundle: Bundle) -> int | None:
    outcome = finding["slots"].get("outcome", {}).get("label", ("", ""))[1]
    direction = bundle["outcomes"].get(outcome, {}).get("direction")
    if word in ("improved", "worsened"):
        # of a scale without a favourable side neither can be said
        return FAVOURABLE.get(direction, 9) * (1 if word == "improved" else -1)
    if word in ("increased", "decreased"):
        return SIDES[word] if direction == "ambiguous" else 9
    return SIDES.get(word)


def _bounded(finding: Mapping[str, Any], bundle: Bundle) -> Iterator[str]:
    """Hold what is said of the smallest change that matters, and of a corrected verdict."""
    slots, numbers = finding["slots"], bundle["numbers"]
    if not finding["key"].startswith("change.verdict.") or "ref" not in slots.get("bound", {}):
        return
    change, bound = numbers[slots["change"]["ref"]], numbers[slots["bound"]["ref"]]["estimate"]
    if change["suppressed"] is not None or bound is None:
        return
    word = finding["key"].removeprefix("change.verdict.")
    low, high = _limits(change, 0.0)
    beyond = low > bound or high < -bound
    if word.endswith("_clear") != beyond and word != "uncorrected":
        yield f"'{word}' of an interval from {low} to {high} with a bound of {bound}"
    narrow = numbers.get(slots.get("narrow", {}).get("ref"))
    if narrow is not None and narrow["suppressed"] is None:
        within = -bound < narrow["ci_low"] and narrow["ci_high"] < bound
        if within != (word == "unchanged"):
            yield f"'{word}' where the 90% interval lies {'within' if within else 'not within'} the bound"
    if word == "uncorrected" and (_side(change, 0.0) == 0 or numbers[slots["guard"]["ref"]]["p"] <= 0.05):
        yield "corrected away, where the interval holds zero or the corrected p is small"


def _written(reader: Reader) -> Iterator[str]:
    """Hold every sentence that can be said against the numbers in its slots, as they are written elsewhere."""
    for finding in reader.bundle["findings"]:
        said = reader.text(finding)
        for name, slot in finding["slots"].items():
            if said is None or "ref" not in slot or f"{{{name}}}" not in reader.wording.texts[finding["key"]]:
                continue
            number, text = reader.number(slot["ref"]), reader.shown(slot).text
            if number["suppressed"] is not None:
                yield f"{finding['key']} is said of a hidden number"
            elif text.casefold() not in said.casefold():
                yield f"{finding['key']} does not hold {text}"
            if slot["show"] == "signed" and text[0] in "+−" and (text[0] == "+") != (number["estimate"] > 0):
                yield f"{finding['key']}: the sign of {text}"


def _cells(bundle: Bundle) -> Iterator[str]:
    """Hold a verdict in a table against the number beside it, and a figure's words against its numbers."""
    for display in bundle["displays"]:
        for row in display["rows"]:
            yield from _row(row, bundle)
        if display["type"] == "figure":
            yield from _figure(display, bundle)


def _row(row: Mapping[str, Any], bundle: Bundle) -> Iterator[str]:
    outcome = next((one["label"][1] for one in row["head"] if one.get("label", ("",))[0] == "outcome"), None)
    for left, cell in pairwise(row["cells"]):
        word = (cell or {}).get("word", "")
        if not word.startswith("verdict.") or not _is_ref(left) or not left["ref"].endswith("mean_change"):
            continue
        before = bundle["numbers"][left["ref"]]
        if before["suppressed"] is not None or outcome is None:
            continue
        finding = {"slots": {"outcome": {"label": ("outcome", outcome)}}}
        wanted = _wanted(word.removeprefix("verdict.").removesuffix("_clear"), finding, bundle)
        if wanted is not None and before["ci_low"] is not None and _side(before, 0.0) != wanted:
            yield f"a table says {word} of {outcome}, {before['ci_low']} to {before['ci_high']}"


def _figure(display: Mapping[str, Any], bundle: Bundle) -> Iterator[str]:
    reader = Reader(bundle, "nl")
    drawn = picture(display, reader)
    if drawn.hidden:
        return
    for number in (bundle["numbers"][cell["ref"]] for row in display["rows"] for cell in row["cells"] if _is_ref(cell)):
        if number["suppressed"] is not None and number["estimate"] is not None:
            yield f"{display['id']} has a number that is hidden"
    for layout in LAYOUTS:
        if re.search(r"\bNone\b|\bnan\b", to_svg(drawn, reader.numerals, layout)):
            yield f"{display['id']} draws a number that is not there"


def _is_ref(cell: Mapping[str, Any] | None) -> bool:
    return cell is not None and "ref" in cell
