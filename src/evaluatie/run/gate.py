"""The gate: what a notebook released is looked at once more, in a process in which no notebook runs.

``ev.release`` works in the notebook's own process, where a cell can replace any of its parts. So nothing is believed
of what comes out: its form, every word in it, what it says of the study and the policy, and for each number that is
shown what it rests upon, are held against what another process reads from the study itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from typing import Any, NoReturn

from evaluatie.disclosure.released import SCHEMA, digest_of_bundle
from evaluatie.disclosure.strict import is_title
from evaluatie.run.errors import RunError
from evaluatie.run.vocabulary import is_written_with, words_of

Content = Mapping[str, Any]

_VALUES = ("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n")
_NUMBER = frozenset({"outcome", "characteristic", "level", "waves", "method", "term", "suppressed", *_VALUES})
_REASONS = frozenset(
    {"small", "answers", "response", "uniform", "complement", "difference", "crossing", "part", "source", "df"}
)
_ROLES = frozenset({"headline", "main", "caveat", "method"})
_TITLE = "title"
_OWN = frozenset(
    {"section", "numbers", "findings", "displays", "hidden", "methods", "schema", "package_version", "policy"}
)
_SLOTS = (frozenset({"ref", "show"}), frozenset({"word"}), frozenset({"label"}), frozenset({"setting", "show"}))
_SHOW = re.compile(r"[a-z_0-9]{1,20}")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST = 200
_MOST = 200  # units, items, organisations: a count of what is no people


def check_released(
    bundle: Content, evidence: Any, expected: Content | None, place: str, title: Content | None = None
) -> None:
    """Look at a bundle that came out of a notebook.

    Parameters
    ----------
    bundle : mapping
        The bundle.
    evidence : object
        What came with it of what its numbers rest upon.
    expected : mapping or None
        What :func:`evaluatie.disclosure.expectation.expectation` told; None where the study is not at hand, and only
        form and words can be looked at.
    place : str
        The notebook and the cell, for messages.
    title : mapping, optional
        The heading by language, as the notebook's parameters have it as written; the only one that it may have.

    Raises
    ------
    RunError
        Something in it did not come from ``ev.release``, or may not be shown; the message does not repeat it.
    """
    gate = _Gate(bundle, place)
    try:
        gate.form()
        gate.title(title)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise RunError(
            f"{place}: this output was not made by ev.release, or was changed: it has another form"
        ) from None
    if expected is not None:
        gate.about(expected)
        gate.numbers(evidence, expected)


class _Gate:
    def __init__(self, bundle: Content, place: str) -> None:
        self._bundle, self._place = bundle, place

    def form(self) -> None:
        """Check that it holds references, known names and numbers, and nothing else."""
        bundle = self._bundle
        self._must(bundle["schema"] == SCHEMA, "is of another version")
        self._must(
            all(isinstance(bundle[name], list) for name in ("findings", "displays", "hidden", "methods")),
            "has another form",
        )
        self._must(isinstance(bundle["numbers"], dict), "has another form")
        self._written(bundle["section"], "a section")
        for id_, number in bundle["numbers"].items():
            self._number(id_, number)
        for key in bundle["methods"]:
            self._written(key, "a method")
        for finding in bundle["findings"]:
            self._keys(finding, {"key", "slots", "role"}, {"topic"})
            self._must(finding["role"] in _ROLES, "has a sentence without a place")
            self._phrase(finding)
        for display in bundle["displays"]:
            self._display(display)
        for hidden in bundle["hidden"]:
            self._keys(hidden, {"characteristic", "reasons", "numbers"})
            self._written(hidden["characteristic"], "a characteristic")
            self._must(set(hidden["reasons"]) <= _REASONS and type(hidden["numbers"]) is int, "sums up something else")

    def title(self, written: Content | None) -> None:
        """Check that a heading of its own is one that stands in the notebook's source, and was not computed."""
        if _TITLE in self._bundle:
            self._must(is_title(self._bundle[_TITLE]), "has a title that is none")
            self._must(
                self._bundle[_TITLE] == written,
                "has a title that its parameters title_nl and title_en do not have",
            )

    def about(self, expected: Content) -> None:
        """Check what it says of the study, the policy and the package."""
        bundle, about = self._bundle, expected["about"]
        self._must(bundle["package_version"] == version("evaluatie"), "names another version of evaluatie")
        self._must(bundle["policy"] == expected["policy"], "names another policy than the study has")
        for name, told in about.items():
            here = bundle.get(name)
            if name == "labels" and isinstance(here, dict):
                named = {f"unit={unit}" for unit in expected["units"]}
                levels = {key: label for key, label in here.get("level", {}).items() if key not in named}
                units = {key: label for key, label in here.get("level", {}).items() if key in named}
                self._must(all(key == f"unit={label}" for key, label in units.items()), "names a unit otherwise")
                here = {**here, **({"level": levels} if "level" in here else {})}
            self._must(here == told, f"tells something else of the study ({name}) than the study itself")
        self._must(set(bundle) - {_TITLE} == set(about) | _OWN, "holds something more")

    def numbers(self, evidence: Any, expected: Content) -> None:
        """Check that every number that is shown rests upon what may be shown."""
        try:
            self._must(evidence["digest"] == digest_of_bundle(self._bundle), "is not as it was when it was released")
            rests, of = evidence["rests"], evidence["of"]
            shown = _Shown(expected)
            for id_, number in self._bundle["numbers"].items():
                if number["suppressed"] is None:
                    self._must(shown.may(rests[of[id_]], number), "shows a number that the release plan hides")
            for slot in self._slots():
                if "setting" in slot:
                    self._must(shown.setting(slot["setting"]), "shows a setting that the study does not have")
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            self._refuse("does not tell what its numbers rest upon")

    def _number(self, id_: str, number: Any) -> None:
        self._keys(number, _NUMBER)
        self._must(isinstance(id_, str) and len(id_) <= _LONGEST, "has a number without an id")
        self._must(id_ == f"{self._bundle['section']}.{id_.partition('.')[2]}", "has a number of another section")
        for text in (
            id_,
            number["characteristic"],
            number["level"],
            number["term"],
            number["outcome"],
            number["method"],
        ):
            if text is not None:
                self._written(text, "a number's id, group or method")
        for wave in number["waves"]:
            self._written(wave, "a wave")
        values = [number[name] for name in _VALUES]
        self._must(all(map(_is_number, values)), "has a number that is none")
        hidden = number["suppressed"]
        self._must(hidden is None or hidden in _REASONS, "hides a number for no reason")
        self._must(hidden is None or all(value is None for value in values), "shows what it hides")

    def _display(self, display: Any) -> None:
        self._keys(display, {"type", "id", "caption", "rows"}, {"topic", "columns", "technical", "kind"})
        self._must(display["type"] in ("table", "figure"), "has a display that is neither table nor figure")
        self._written(display["id"], "a display's id")
        if "kind" in display:
            self._written(display["kind"], "a kind of figure")
        self._must(isinstance(display.get("technical", False), bool), "has another form")
        for phrase in (display["caption"], *display.get("columns", ())):
            self._phrase(phrase)
        for row in display["rows"]:
            self._keys(row, {"head", "cells"})
            for slot in (*row["head"], *(cell for cell in row["cells"] if cell is not None)):
                self._slot(slot)
        # how often it stands there could be a number of people
        once = len({repr(row) for row in display["rows"]}) == len(display["rows"])
        self._must(once, f"has the same row twice, in '{display['id']}'")

    def _phrase(self, phrase: Any) -> None:
        self._must(isinstance(phrase, dict), "has another form")
        self._written(phrase["key"], "the key of a sentence")
        if "topic" in phrase:
            self._written(phrase["topic"], "a heading")
        for name, slot in phrase["slots"].items():
            self._written(name, "the name of a blank")
            self._slot(slot)

    def _slot(self, slot: Any) -> None:
        self._must(isinstance(slot, dict) and frozenset(slot) in _SLOTS, "has free text in a sentence or table")
        if "show" in slot:
            self._must(isinstance(slot["show"], str) and _SHOW.fullmatch(slot["show"]) is not None, "has another form")
        if "ref" in slot:
            self._must(slot["ref"] in self._bundle["numbers"], "refers to a number that is not there")
        elif "word" in slot:
            self._written(slot["word"], "a word")
        elif "label" in slot:
            for text in slot["label"]:
                self._written(text, "a name")
        elif isinstance(slot["setting"], str):
            self._must(_ISO.fullmatch(slot["setting"]) is not None, "has free text for a setting")
        else:
            self._must(_is_number(slot["setting"]), "has a setting that is no number")

    def _slots(self) -> Iterator[Content]:
        displays = self._bundle["displays"]
        phrases = [*self._bundle["findings"], *(display["caption"] for display in displays)]
        phrases += [column for display in displays for column in display.get("columns", ())]
        for phrase in phrases:
            yield from phrase["slots"].values()
        for row in (row for display in displays for row in display["rows"]):
            yield from row["head"]
            yield from (cell for cell in row["cells"] if cell is not None)

    @cached_property
    def _known(self) -> frozenset[str]:
        own = {name: content for name, content in self._bundle.items() if name not in _OWN}
        # years that it shows are held against those of the study
        years = {
            f"{slot['setting']:.0f}"
            for slot in self._slots()
            if slot.get("show") == "year" and _is_number(slot["setting"]) and 1900 <= slot["setting"] < 2200
        }
        return frozenset(words_of(own) | years)

    @cached_property
    def _seen(self) -> dict[str, bool]:
        return {}

    def _written(self, text: Any, what: str) -> None:
        self._must(isinstance(text, str) and len(text) <= _LONGEST, f"has something else in place of {what}")
        if text not in self._seen:
            self._seen[text] = is_written_with(text, self._known)
        self._must(self._seen[text], f"has words in {what} that neither evaluatie nor the study has")

    def _keys(self, part: Any, needed: set[str] | frozenset[str], more: set[str] = frozenset()) -> None:  # type: ignore[assignment]
        self._must(isinstance(part, dict) and needed <= set(part) <= needed | more, "has another form")

    def _must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self._refuse(otherwise)

    def _refuse(self, why: str) -> NoReturn:
        raise RunError(f"{self._place}: this output was not made by ev.release, or was changed: it {why}")


class _Shown:
    """What may be shown, as another process than the notebook's told it."""

    def __init__(self, expected: Content) -> None:
        self._minimum = expected["policy"]["minimum_answers"]
        self._settings = set(expected["settings"])
        self._invited = set(expected["invited"])
        self._crossed = expected.get("background_by_unit", False)
        self._cells = {(row[0], tuple(row[1]), *row[2:]) for row in expected.get("shown", ())}
        self._sources = {(one, id_) for one, ids in expected.get("sources", {}).items() for id_ in ids}

    def may(self, rest: Content, number: Content) -> bool:
        """Tell whether a number may be shown that rests upon these cells or released numbers."""
        from evaluatie.disclosure.expectation import as_cell

        if number["n"] is not None and number["n"] < self._minimum:
            return False
        if self._sources:
            return bool(rest["sources"]) and all(tuple(one) in self._sources for one in rest["sources"])
        if not rest["cells"]:
            return number["method"] == "count" and number["estimate"] in self._invited
        return all(self._visible(as_cell(key)) for key in rest["cells"]) and not rest["sources"]

    def _visible(self, cell: Any) -> bool:
        from evaluatie.study import TAKING_PART

        if cell.unit is not None and cell.characteristic != "all" and not self._crossed:
            return False
        group = ("unit", cell.unit) if cell.unit is not None else (cell.characteristic, cell.level)
        outcome = cell.outcome or TAKING_PART if cell.part is None else str(cell.outcome)
        return (outcome, cell.waves, *group, cell.part) in self._cells

    def setting(self, value: float | str) -> bool:
        """Tell whether a setting is one of the study, or a small count."""
        if value in self._settings:
            return True
        return not isinstance(value, str) and float(value).is_integer() and 0 <= value <= _MOST


def _is_number(value: Any) -> bool:
    return value is None or (type(value) in (int, float) and math.isfinite(value))
