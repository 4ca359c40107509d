"""Reading a bundle: what stands behind a slot, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from markupsafe import Markup

from evaluatie.report.numerals import Number, Numerals
from evaluatie.report.wording import Wording, capitalise, load_wording

SCHEMA = 1
Bundle = Mapping[str, Any]
Slot = Mapping[str, Any]
Phrase = Mapping[str, Any]


class BundleError(ValueError):
    """A bundle that does not hold what it refers to, or bundles that do not belong together."""


@dataclass(frozen=True)
class Shown:
    """What a slot shows.

    Attributes
    ----------
    text : str
        The text; empty unless the state is ``"shown"``.
    state : str
        ``"shown"``; ``"hidden"`` (the policy hides it); ``"unknown"`` (could not be calculated); ``"empty"``.
    numeric : bool
        Whether it is a number, to be set right.
    reason : str or None
        Why it is hidden.
    """

    text: str
    state: Literal["shown", "hidden", "unknown", "empty"] = "shown"
    numeric: bool = False
    reason: str | None = None


EMPTY = Shown("", "empty")
# characteristics that are none of a study's own
_OWN_WORDS = {
    "all": "everyone",
    "unit": "unit",
    "interventions-group": "interventions_group",
    "exposure-group": "exposure_group",
}


@dataclass(frozen=True)
class Reader:
    """Turns the slots and sentences of one bundle into text.

    Attributes
    ----------
    bundle : mapping
        Content of an output of type ``application/vnd.evaluatie+json``.
    language : str
        ``"nl"`` or ``"en"``.
    """

    bundle: Bundle
    language: str
    wording: Wording = field(init=False, repr=False)
    numerals: Numerals = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.bundle.get("schema") != SCHEMA:
            raise BundleError(f"a bundle of schema {self.bundle.get('schema')}; this version reads schema {SCHEMA}")
        object.__setattr__(self, "wording", load_wording(self.language))
        object.__setattr__(self, "numerals", Numerals(self.wording))

    @property
    def section(self) -> str:
        """The section's name."""
        return str(self.bundle["section"])

    @property
    def section_title(self) -> str:
        """The section's heading: its own, or that of the wording files."""
        own = self.bundle.get("title")
        return str(own[self.language]) if own else self.wording.text(f"section.{self.section}")

    @property
    def of_several(self) -> bool:
        """Whether it is about several organisations together."""
        return "organisations" in self.bundle

    @property
    def title(self) -> str:
        """The title of the report that it is a section of."""
        if self.of_several:
            number = self.numerals.count(len(self.bundle["organisations"]))
            return self.wording.text("page.title_synthesis", number=number)
        return self.wording.text("page.title", organisation=str(self.bundle["organisation"]["name"]))

    @cached_property
    def thresholds(self) -> dict[str, float]:
        """The numbers of the policy; those that an earlier version did not tell had no part in it."""
        policy = self.bundle["policy"]
        group, share = policy["minimum_group"], policy["dominance"]
        more = {"minimum_answers": group, "minimum_response": 0.0, "minimum_df": 1}
        return {"minimum_group": group, "dominance": share} | {name: policy.get(name, more[name]) for name in more}

    @cached_property
    def _minimum(self) -> dict[str, str]:
        held, count, percent = self.thresholds, self.numerals.count, self.numerals.percent
        return {
            "minimum": count(held["minimum_group"]),
            "answers": count(held["minimum_answers"]),
            "response": percent(held["minimum_response"]),
            "dominance": percent(held["dominance"]),
            "df": self.numerals.setting(held["minimum_df"]),
            "preset": str(self.bundle["policy"]["preset"]),
        }

    def number(self, id_: str) -> Number:
        """Give a number by its id.

        Raises
        ------
        BundleError
            When the bundle has no such number.
        """
        try:
            return self.bundle["numbers"][id_]  # type: ignore[no-any-return]
        except KeyError:
            raise BundleError(f"section {self.section} refers to the number '{id_}', which it does not hold") from None

    def label(self, kind: str, id_: str) -> str:
        """Give the study's name of an outcome, wave, characteristic or level in the reader's language.

        Raises
        ------
        BundleError
            When the bundle has no such label.
        """
        if kind == "characteristic" and id_ in _OWN_WORDS:
            return self.wording.text(_OWN_WORDS[id_])
        label = self.bundle["labels"].get(kind, {}).get(id_)
        if kind == "item" and label:
            return self.wording.text("item.name", **label)
        if isinstance(label, str):
            return label
        for language in (self.language, *sorted(label or {})):
            if label and label.get(language):
                return str(label[language])
        raise BundleError(f"section {self.section} has no name for {kind} '{id_}'")

    def has_label(self, kind: str, id_: str) -> bool:
        """Tell whether :meth:`label` has a name."""
        return (kind == "characteristic" and id_ in _OWN_WORDS) or id_ in self.bundle["labels"].get(kind, {})

    def shown(self, slot: Slot | None) -> Shown:
        """Give what a slot shows; None is an empty place."""
        if slot is None:
            return EMPTY
        match slot:
            case {"ref": id_, "show": how}:
                return self._ref(self.number(id_), how)
            case {"label": [kind, id_]}:
                return Shown(self.label(kind, id_))
            case {"word": key}:
                return Shown(self.wording.text(key))
            case {"setting": value}:
                how = slot.get("show", "points")
                if how == "date":
                    return Shown(self.numerals.date(value))
                if how == "year":
                    return Shown(self.numerals.year(value), numeric=True)
                if how == "decimal":
                    return Shown(self.numerals.decimal(value, 1), numeric=True)
                return Shown(
                    self.numerals.percent(value) if how == "percent" else self.numerals.setting(value), numeric=True
                )
            case _:
                raise BundleError(f"section {self.section} holds a slot of an unknown kind: {sorted(slot)}")

    def _ref(self, number: Number, how: str) -> Shown:
        if number["suppressed"] is not None:
            return Shown("", "hidden", True, number["suppressed"])
        text = self.numerals.show(number, how)
        return Shown("", "unknown", True) if text is None else Shown(text, numeric=True)

    def text(self, phrase: Phrase) -> str | None:
        """Give a sentence or caption as plain text; None when something in it cannot be shown."""
        slots = self._slots(phrase)
        return None if slots is None else self.wording.text(phrase["key"], **slots)

    def html(self, phrase: Phrase) -> Markup | None:
        """Give a sentence as HTML; None when something in it cannot be shown."""
        slots = self._slots(phrase)
        return None if slots is None else self.wording.html(phrase["key"], **slots)

    def heading(self, phrase: Phrase) -> str:
        """Give a caption or column head; a name that it begins with gets a capital."""
        text = self.text(phrase)
        if text is None:
            raise BundleError(f"the caption '{phrase['key']}' refers to a number that cannot be shown")
        # a wording text is spelt as it should be; a name in front of it is the study's
        return capitalise(text) if self.wording.texts[phrase["key"]].startswith("{") else text

    def head(self, slots: Iterable[Slot]) -> str:
        """Give what a row is about, beginning with a capital; what is hidden of it says that it is."""
        shown = (self.shown(slot) for slot in slots)
        return capitalise(", ".join(self._unseen.get(one.state, one.text) for one in shown))

    @cached_property
    def _unseen(self) -> dict[str, str]:
        return {"hidden": self.wording.text("hidden.cell"), "unknown": self.wording.text("hidden.unknown")}

    def reasons(self, keys: Iterable[str]) -> str:
        """Say why numbers are hidden; every reason once, in the order of the wording file."""
        texts = {f"reason.{key}": self.wording.text(f"reason.{key}", **self._minimum) for key in set(keys)}
        return "; ".join(texts[key] for key in self.wording.texts if key in texts)

    def policy_text(self, key: str) -> str:
        """Say something of the disclosure policy, whose thresholds fill its blanks."""
        return self.wording.text(key, **self._minimum)

    def _slots(self, phrase: Phrase) -> dict[str, str] | None:
        shown = {name: self.shown(slot) for name, slot in phrase.get("slots", {}).items()}
        if any(value.state != "shown" for value in shown.values()):
            return None
        return {name: value.text for name, value in shown.items()}
