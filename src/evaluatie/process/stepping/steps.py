"""The six steps of the pilot's visual, as data."""

from __future__ import annotations

from functools import cache

from evaluatie.instruments.parts import Part, Text
from evaluatie.process.cataloguing.intervention import Words
from evaluatie.shipped import shipped


class Step(Part):
    """One of the six steps.

    Attributes
    ----------
    number : int
        From 1 to 6.
    id : str
        ``address``, ``project-group``, ``bottlenecks``, ``choose``, ``communicate`` or ``implement``.
    name : Name
        In both languages.
    advice : tuple of Name
        What the visual recommends, in our own words.
    lagging : Name or None
        What to do when a later step has come further: our inference from that advice. None for the last.
    minimum_levels : int
        On how many levels interventions are to act; 1 where the visual asks for no spread.
    """

    number: int
    id: Text
    name: Words
    advice: tuple[Words, ...]
    lagging: Words | None
    minimum_levels: int = 1


@cache
def process_steps() -> tuple[Step, ...]:
    """Give the six steps: address the subject, project group, bottlenecks, choose, communicate, implement.

    Source: the visual of the pilot Behoud & Doorstroom (TNO, programme Verdere Integratie op de Arbeidsmarkt,
    2018-2021), in our own words.

    Returns
    -------
    tuple of Step
        In order.

    Examples
    --------
    >>> [step.name.en for step in process_steps()][:3]
    ['Address the subject', 'Form a project group', 'Identify bottlenecks']
    """
    return tuple(Step.model_validate(step) for step in shipped(__file__, "steps.yml")["steps"])


@cache
def done_words() -> dict[str, str]:
    """Give what each way to say that a step is done stands for: ``yes``, ``partly`` or ``no``."""
    written = shipped(__file__, "steps.yml")["done"]
    return {word: state for state, words in written.items() for word in words}
