"""The catalogue of interventions: look one up, see all in a table, put them in the order in which they must come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from evaluatie.amiss import did_you_mean
from evaluatie.catalogue import catalogue_data
from evaluatie.instruments.parts import Name
from evaluatie.process.cataloguing.catalogue_errors import UnknownInterventionError
from evaluatie.process.cataloguing.catalogue_reading import read_interventions, shipped_interventions
from evaluatie.process.cataloguing.intervention import Intervention, check_language, said

SOURCE = (
    "TNO (2022). Handreiking voor werkgevers: maatregelen behoud en doorstroom. TNO 2022 R10501. Described in our own "
    "words; no grade of evidence says that an intervention was shown to work."
)


@dataclass(frozen=True)
class InterventionCatalogue(Mapping[str, Intervention]):
    """Interventions by id, in the order of the guide and then those of the study's own.

    Attributes
    ----------
    interventions : tuple of Intervention
        All of them.
    language : str
        Language of :meth:`tidy`, ``nl`` or ``en``.
    levels, aims, targets, grades : dict of str to Name
        The names of levels, aims and targets, and what each grade of evidence means, strongest ground first.
    references : dict of str to str
        Citations by id.
    sections : dict of str to dict
        The guide's headings by id, each with ``level`` and ``heading``.
    source : str
        Where it comes from.
    """

    interventions: tuple[Intervention, ...]
    language: str
    levels: dict[str, Name] = field(compare=False, repr=False)
    aims: dict[str, Name] = field(compare=False, repr=False)
    targets: dict[str, Name] = field(compare=False, repr=False)
    grades: dict[str, Name] = field(compare=False, repr=False)
    references: dict[str, str] = field(compare=False, repr=False)
    sections: dict[str, dict[str, str]] = field(compare=False, repr=False)
    source: str = SOURCE

    @cached_property
    def _by_id(self) -> dict[str, Intervention]:
        return {one.id: one for one in self.interventions}

    def __getitem__(self, id_: str) -> Intervention:
        if id_ not in self._by_id:
            raise UnknownInterventionError(f"there is no intervention {id_!r}: {did_you_mean(id_, self._by_id)}")
        return self._by_id[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._by_id

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def first(self, id_: str) -> tuple[str, ...]:
        """Give what must come before an intervention, in the order in which that must come.

        Parameters
        ----------
        id_ : str
            Its id.

        Returns
        -------
        tuple of str
            Ids; empty where it can be begun at once.

        Raises
        ------
        UnknownInterventionError
            A KeyError, if there is none of that id, with the likeliest one that was meant.

        Examples
        --------
        >>> intervention_catalogue().first("diversity-policy")
        ('top-commitment', 'diversity-officer', 'ambassadors')
        """
        return self.in_order([id_])[:-1]

    def in_order(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Put interventions in an order that can be carried out, and add what must come first.

        Parameters
        ----------
        ids : iterable of str
            Interventions that were chosen.

        Returns
        -------
        tuple of str
            Each once, after all that it needs, and otherwise as given.

        Raises
        ------
        UnknownInterventionError
            A KeyError, if there is none of some id, with the likeliest one that was meant.

        Examples
        --------
        >>> intervention_catalogue().in_order(["mentor-programme", "buddies"])
        ('mentor-training', 'mentor-programme', 'buddies')
        """
        placed: dict[str, None] = {}

        def place(id_: str) -> None:
            if id_ not in placed:
                for need in self[id_].needs:
                    place(need)
                placed[id_] = None

        for id_ in ids:
            place(id_)
        return tuple(placed)

    def evidence_statement(self, id_: str) -> Name:
        """Say how strong the ground for an intervention is: what is cited or warned of, or what its grade means.

        Parameters
        ----------
        id_ : str
            Its id.

        Returns
        -------
        Name
            In both languages.
        """
        one = self[id_]
        return one.evidence_note or self.grades[one.evidence]

    def citations(self, id_: str) -> tuple[str, ...]:
        """Give the references of an intervention in full.

        Parameters
        ----------
        id_ : str
            Its id.

        Returns
        -------
        tuple of str
            As they are to be cited.
        """
        return tuple(self.references.get(each, each) for each in self[id_].references)

    def tidy(self) -> pd.DataFrame:
        """Give one row per intervention, in the catalogue's language.

        Returns
        -------
        pandas.DataFrame
            ``id``, ``name``, ``level``, ``step``, ``role``; a column of True and False for each aim; ``inferred``,
            ``targets``, ``needs`` and ``sections``, each a text with commas; ``pilot``; ``evidence`` and
            ``evidence_statement``; ``mechanism``; ``tips``, ``pitfalls`` and ``references``, one to a line.
        """
        return pd.DataFrame([self._row(one) for one in self.interventions])

    def _row(self, one: Intervention) -> dict[str, Any]:
        return {
            "id": one.id,
            "name": self._said(one.name),
            "level": one.level,
            "step": one.step,
            "role": one.role,
            **{aim: aim in one.aims for aim in self.aims},
            "inferred": ", ".join(one.inferred),
            "targets": ", ".join(one.targets),
            "needs": ", ".join(one.needs),
            "pilot": one.pilot,
            "evidence": one.evidence,
            "evidence_statement": self._said(self.evidence_statement(one.id)),
            "mechanism": self._said(one.mechanism),
            "tips": "\n".join(map(self._said, one.tips)),
            "pitfalls": "\n".join(map(self._said, one.pitfalls)),
            "references": "\n".join(self.citations(one.id)),
            "sections": ", ".join(one.sections),
        }

    def _said(self, words: Name) -> str:
        return said(words, self.language)

    def _repr_html_(self) -> str:
        shown = ["id", "name", "level", "step", *self.aims, "pilot", "evidence"]
        return self.tidy()[shown].to_html(index=False, border=0)


def intervention_catalogue(
    extra: Sequence[Mapping[str, Any]] | None = None, *, language: str = "nl"
) -> InterventionCatalogue:
    """Give the interventions for retention and progression that the guide for employers names, and a study's own.

    All four levels and the pilot's seven, described in our own words, with the guide (TNO 2022 R10501) as source.
    ``evidence`` says how strong the guide's ground is: it reports no test of an intervention, so that no grade says
    that one was shown to work.

    Parameters
    ----------
    extra : sequence of mapping, optional
        Interventions of a study's own, with the keys of :class:`Intervention`: at least ``id``, ``name``, ``level``,
        ``aims`` and ``mechanism``. A text counts for both languages, or is given as ``{nl: ..., en: ...}``.
    language : {"nl", "en"}, default "nl"
        Language of the table.

    Returns
    -------
    InterventionCatalogue
        A mapping from id to :class:`Intervention`, and a table by its ``tidy()``.

    Raises
    ------
    TypeError
        If ``extra`` is no list of mappings.
    InputError
        A ValueError, if an intervention of ``extra`` is wrong or has an id that is taken; with all problems.
    ValueError
        If there is no such language.

    Examples
    --------
    >>> catalogue = intervention_catalogue(language="en")
    >>> catalogue["mentor-programme"].needs
    ('mentor-training',)
    >>> frame = catalogue.tidy()
    >>> frame[frame["pilot"]]["level"].value_counts().to_dict()
    {'hr': 3, 'organisation': 2, 'manager': 1, 'team': 1}
    >>> catalogue["mentorprogram"]
    Traceback (most recent call last):
        ...
    evaluatie.process.cataloguing.catalogue_errors.UnknownInterventionError: there is no intervention 'mentorprogram':
    did you mean 'mentor-programme'?
    """
    check_language(language)
    known = shipped_interventions()
    own = () if extra is None else read_interventions(extra, known, "extra")
    told = catalogue_data()
    levels, aims, targets, grades = (
        {id_: Name.model_validate(name) for id_, name in told[kind].items()}
        for kind in ("levels", "aims", "targets", "grades")
    )
    references, sections = dict(told["references"]), dict(told["sections"])
    return InterventionCatalogue((*known, *own), language, levels, aims, targets, grades, references, sections)
