"""A note on an intake: a cleaning decision or a doubt that does not stop it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Note:
    """What a careful reader must know of an intake.

    Attributes
    ----------
    key : str
        What it says, for example ``"straight_lining"``: the report has a sentence for it.
    text : str
        In English, with the file and how many, for who does the intake; never a cell about a person.
    about : mapping of str to str
        What the report's sentence names: ``wave``, ``first``, ``last``, ``characteristic``, ``outcome``.
    reported : bool
        Whether a reader of the report must know it as well; without a number, as there may be few people in it.
    """

    key: str
    text: str
    about: Mapping[str, str] = field(default_factory=dict)
    reported: bool = True

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data, for intake.json."""
        return {"key": self.key, "text": self.text, "about": dict(self.about), "reported": self.reported}
