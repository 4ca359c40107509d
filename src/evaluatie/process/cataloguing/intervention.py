"""What an intervention of the catalogue is, and what of it may be said in which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from evaluatie.amiss import did_you_mean
from evaluatie.catalogue import catalogue_data
from evaluatie.instruments.parts import Name, Part, Text, Yes


def _known(kind: str) -> Callable[[str], str]:
    def check(word: str) -> str:
        options = catalogue_data()[kind]
        if word not in options:
            raise ValueError(f"{word!r} is not known: {did_you_mean(word, options)}")
        return word

    return check


def _both_languages(value: Any) -> Any:
    return {"nl": value, "en": value} if isinstance(value, str) else value


LANGUAGES = ("nl", "en")


def check_language(language: str) -> None:
    """Refuse what is no language of the reports.

    Parameters
    ----------
    language : str
        ``nl`` or ``en``.

    Raises
    ------
    ValueError
        If it is another.

    Examples
    --------
    >>> check_language("nl")
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be 'nl' or 'en': got {language!r}")


def said(words: Name, language: str) -> str:
    """Give a text in one language.

    Parameters
    ----------
    words : Name
        In both languages.
    language : {"nl", "en"}
        The one to give.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> said(Name(nl="stap", en="step"), "en")
    'step'
    """
    return words.nl if language == "nl" else words.en


Words = Annotated[Name, BeforeValidator(_both_languages)]
KebabId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Level = Annotated[str, AfterValidator(_known("levels"))]
Aim = Annotated[str, AfterValidator(_known("aims"))]
Target = Annotated[str, AfterValidator(_known("targets"))]
Grade = Annotated[str, AfterValidator(_known("grades"))]
Section = Annotated[str, AfterValidator(_known("sections"))]


class Intervention(Part):
    """Something that an organisation can do for retention and progression.

    Attributes
    ----------
    id : str
        In small letters, with hyphens.
    name : Name
        In both languages.
    level : str
        ``organisation``, ``hr``, ``manager`` or ``team``.
    step : int
        Which of the six steps it belongs to: where an organisation carries it out.
    role : "change" or "condition"
        ``change`` is met by employees or managers themselves; ``condition`` makes change possible, or visible.
    aims : tuple of str
        What of inclusion it is to raise: ``belonging``, ``authenticity``, ``equal_treatment``, ``progression``,
        ``safety``.
    inferred : tuple of str
        Which of ``aims``, ``level`` and ``targets`` the source leaves open.
    targets : tuple of str
        Whom it addresses: ``everyone``, ``managers``, ``hr``, ``leadership``, ``focal_group``.
    mechanism : Name
        Why it would work.
    tips, pitfalls : tuple of Name
        What helps, and what to beware of.
    needs : tuple of str
        Ids of what must come first.
    evidence : str
        How strong the source's ground is: ``cited``, ``practice``, ``own``, ``named`` or ``warned``.
    evidence_note : Name or None
        What exactly is cited, or warned of.
    references : tuple of str
        Ids of the catalogue's references, or citations of one's own.
    sections : tuple of str
        Where in the guide it stands; empty for an intervention of a study's own.
    pilot : bool
        Whether it is one of the seven that the pilot carried out.
    """

    id: KebabId
    name: Words
    level: Level
    step: Annotated[int, Field(ge=1, le=6, strict=True)] = 6
    role: Literal["change", "condition"] = "change"
    aims: Annotated[tuple[Aim, ...], Field(min_length=1)]
    inferred: tuple[Literal["aims", "level", "targets"], ...] = ()
    targets: Annotated[tuple[Target, ...], Field(min_length=1)] = ("everyone",)
    mechanism: Words
    tips: tuple[Words, ...] = ()
    pitfalls: tuple[Words, ...] = ()
    needs: tuple[Text, ...] = ()
    evidence: Grade = "own"
    evidence_note: Words | None = None
    references: tuple[Text, ...] = ()
    sections: tuple[Section, ...] = ()
    pilot: Yes = False

    @model_validator(mode="after")
    def _evidence_is_told(self) -> Intervention:
        if self.evidence in ("cited", "warned") and self.evidence_note is None:
            raise ValueError(f"evidence {self.evidence!r} needs an evidence_note: say what is cited, or warned of")
        if self.evidence == "cited" and not self.references:
            raise ValueError("evidence 'cited' needs references: name the research")
        return self
