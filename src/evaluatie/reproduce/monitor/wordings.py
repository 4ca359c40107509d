"""What a label of a published measure asks: the words without codes, punctuation and the percentage."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = re.compile(r"^(?:[A-Z]\d+(?:_\w+)?|[a-z]{2}_ts|EES)\b[.:]?\s*")
_COUNTED = re.compile(r"\((?:[^()]*%[^()]*|[^()]*\baverage\b[^()]*|B\d+\s*(?:-|–|to)\s*B\d+[^()]*)\)|\[note \d+\]")
_ITEMS = re.compile(r"\bB(\d+)\s*(?:-|–|to)\s*B(\d+)\b")
_PERCENTAGE = re.compile(r"\(\s*%\s*([^()]*)\)")
_SCORE = re.compile(r"\b(?:theme score|employee|score)\b|(?<=[a-z])\d$")


@dataclass(frozen=True)
class Asked:
    """What a label says.

    Attributes
    ----------
    text : str
        The question, in small letters, without punctuation; empty where only a code is printed.
    items : int or None
        Of how many questions a theme consists, where that is printed.
    counted : frozenset of str
        The answers that make up the percentage, where they are printed.
    """

    text: str
    items: int | None = None
    counted: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether the label says what was asked."""
        return bool(self.text)


def asked(label: str) -> Asked:
    """Read a label.

    Parameters
    ----------
    label : str
        As printed.

    Returns
    -------
    Asked

    Examples
    --------
    >>> asked("B24. I am treated fairly at work (% strongly agree or agree)")
    Asked(text='i am treated fairly at work', items=None, counted=frozenset({...}))
    >>> asked("B25_x I am treated fairly at work (% selecting 'Strongly agree' or 'Agree')").text
    'i am treated fairly at work'
    >>> asked("if_ts. Inclusion and fair treatment theme score (% positive, B25-B28)")
    Asked(text='inclusion and fair treatment', items=4, counted=frozenset({'positive'}))
    >>> asked("E01").known, asked("lm_ts").known
    (False, False)
    """
    span = _ITEMS.search(label)
    items = int(span[2]) - int(span[1]) + 1 if span else None
    text = _COUNTED.sub(" ", _CODE.sub("", label.strip() + " ").strip()).lower()
    text = text.replace("e.g.", "for example").replace("[", " ").replace("]", " ")
    words = " ".join(re.sub(r"[^\w\s]|_", " ", text).split())
    return Asked(" ".join(_SCORE.sub(" ", words).split()), items, _answers(label))


def _answers(label: str) -> frozenset[str]:
    """Give the answers that are counted: (% strongly agree or agree) and (% selecting 'Agree' or 'Strongly agree')."""
    found = _PERCENTAGE.search(label)
    if not found:
        return frozenset()
    text = re.sub(r"['‘’\"]|\bselecting\b", "", _ITEMS.sub("", found[1]).lower())
    return frozenset(" ".join(part.split()) for part in re.split(r"\bor\b|,", text) if part.strip())
