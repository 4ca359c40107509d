"""What a file of a finding may hold."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag

from evaluatie.reproduce.finding.numbers import count, printed, shape
from evaluatie.reproduce.finding.printed import Printed
from evaluatie.study.settings.fields import SHAPES
from evaluatie.study.settings.fields import Block as SettingsBlock

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
#: a number of the paper, read as text so that its decimals stay
Number = Annotated[Printed, BeforeValidator(printed)]
#: a count: exact, not rounded
Count = Annotated[int, BeforeValidator(count), Field(ge=0)]
#: numbers of the paper: one, a list, or a list of lists
Numbers = Annotated[
    Annotated[Number, Tag(SHAPES[0])]
    | Annotated[tuple[Number, ...], Tag(SHAPES[1])]
    | Annotated[tuple[tuple[Number, ...], ...], Tag(SHAPES[2])],
    Discriminator(shape),
]
#: counts: one, a list, or a list of lists
Counts = Annotated[
    Annotated[Count, Tag(SHAPES[0])]
    | Annotated[tuple[Count, ...], Tag(SHAPES[1])]
    | Annotated[tuple[tuple[Count, ...], ...], Tag(SHAPES[2])],
    Discriminator(shape),
]


class Block(SettingsBlock):
    """A block of a finding: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class InBoth(Block):
    """A text in both languages.

    Attributes
    ----------
    nl, en : str
        The same in Dutch and in English.
    """

    nl: Text
    en: Text


class Moments(Block):
    """A printed table of means, standard deviations and correlations.

    Attributes
    ----------
    n : int
        Of how many people.
    variables : tuple of str
        Their names, in the table's order.
    mean, sd : tuple of Printed, or None
        One per variable, where the paper prints them.
    correlations : tuple of tuple of Printed
        The triangle below the diagonal, row by row: none for the first variable, one for the second, and so on.
    alpha : tuple of Printed, or None
        Reliabilities of some of the variables, by name.
    items : mapping of str to int, or None
        How many items a scale has, by name of the variable.
    uneven : str or None
        Why not all numbers of a column have as many decimals, where the paper prints them so.
    """

    n: Count
    variables: tuple[Identifier, ...]
    mean: tuple[Number, ...] | None = None
    sd: tuple[Number, ...] | None = None
    correlations: tuple[tuple[Number, ...], ...]
    alpha: dict[Identifier, Number] | None = None
    items: dict[Identifier, Count] | None = None
    uneven: Text | None = None


class Data(Block):
    """A data set that ships with evaluatie.

    Attributes
    ----------
    file : str
        Its name beside the finding, in ``data/``, or ``demo:`` and a file of a demonstration.
    origin : str
        Whose data these are, and where they were found.
    licence : str
        Under which terms they may be passed on.
    """

    file: Text
    origin: Text
    licence: Text


class Inputs(Block):
    """What the paper printed and the figures are recomputed from.

    Attributes
    ----------
    tables : mapping of str to Moments
        Tables of means, standard deviations and correlations.
    values : mapping of str to Printed, or lists or tables of them
        Other printed numbers: rounded, as their decimals tell.
    counts : mapping of str to int, or lists or tables of them
        Numbers of people or things: exact.
    data : mapping of str to Data
        Data sets.
    """

    tables: dict[Identifier, Moments] = Field(default_factory=dict)
    values: dict[Identifier, Numbers] = Field(default_factory=dict)
    counts: dict[Identifier, Counts] = Field(default_factory=dict)
    data: dict[Identifier, Data] = Field(default_factory=dict)


class Analysis(Block):
    """One recomputation: a method, and what it is given.

    Attributes
    ----------
    method : str
        One of those that ``evaluatie reproduce methods`` lists.

    The other keys are the method's own: names of inputs, of variables, choices. They are checked against it.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    method: Identifier

    @property
    def choices(self) -> dict[str, Any]:
        """The method's own keys with their values; numbers are still text."""
        return dict(self.__pydantic_extra__ or {})


class Quantity(Block):
    """A number that an analysis gives.

    Attributes
    ----------
    analysis : str
        Its name under ``analyses``.
    quantity : str
        What of it, such as ``b``, ``se``, ``p``, ``alpha``.
    term : str or None
        Of which variable or path, where the quantity is of one.
    """

    analysis: Identifier
    quantity: Text
    term: Text | None = None


class Figure(Block):
    """A figure that the paper printed.

    Attributes
    ----------
    id : str
        Its name in this file.
    label : InBoth
        What it is, in words.
    printed : Printed
        The figure with its decimals, or an inequality such as ``< .01``.
    where : str or None
        Table, figure or page, where the finding's own ``where`` does not tell.
    of : Quantity or None
        What it should be.
    cannot : InBoth or None
        Why it cannot be recomputed from what was printed; then ``of`` is left out, or gives the nearest that can be.
    """

    id: Identifier
    label: InBoth
    printed: Number
    where: Text | None = None
    of: Quantity | None = None
    cannot: InBoth | None = None


class Condition(Quantity):
    """What must hold for a claim.

    Attributes
    ----------
    holds : Printed
        An inequality, such as ``< .05``.
    """

    holds: Number


class Claim(Block):
    """Something that the paper concludes in words.

    Attributes
    ----------
    id : str
        Its name in this file.
    statement : InBoth
        The claim in our own words.
    where : str or None
        Page or section.
    needs : tuple of Condition
        What must hold, all of it, for the claim to follow from the paper's own numbers.
    """

    id: Identifier
    statement: InBoth
    where: Text | None = None
    needs: tuple[Condition, ...] = Field(min_length=1)


class Beside(Block):
    """Two numbers beside each other.

    Attributes
    ----------
    label : InBoth
        What they are.
    here, there : Quantity
        As the paper did it, and by the other choice.
    """

    label: InBoth
    here: Quantity
    there: Quantity


class Alternative(Block):
    """Another defensible choice, and what it changes.

    Attributes
    ----------
    id : str
        Its name in this file.
    label, why : InBoth
        What is done otherwise, and why somebody could.
    compare : tuple of Beside
        Which numbers are set beside each other.
    """

    id: Identifier
    label: InBoth
    why: InBoth
    compare: tuple[Beside, ...] = Field(min_length=1)


class Exercise(Block):
    """A question whose answer is recomputed, not stored.

    Attributes
    ----------
    id : str
        Its name in this file.
    ask, hint : InBoth
        The question, and help for who is wrong.
    answer : Quantity
        The number that answers it.
    decimals : int
        With how many decimals an answer must be right.
    """

    id: Identifier
    ask: InBoth
    hint: InBoth
    answer: Quantity
    decimals: Annotated[int, Field(ge=0, le=8)]


class Lesson(Block):
    """What a student learns from a finding.

    Attributes
    ----------
    question : InBoth
        What the paper asked.
    learned : InBoth
        What to take from it.
    alternatives : tuple of Alternative
    exercises : tuple of Exercise
    """

    question: InBoth
    learned: InBoth
    alternatives: tuple[Alternative, ...] = ()
    exercises: tuple[Exercise, ...] = ()


class Finding(Block):
    """A published result, as the file says it.

    Attributes
    ----------
    id : str
        The file's name without ``.yml``.
    title : InBoth
        What it is about, in a few words.
    citation, where, licence : str
        The work; table or page; the terms under which its figures could be read.
    doi, address : str or None
        Where the work is; one of the two.
    notes : tuple of str
        How the figures were read, where that is not plain.
    inputs : Inputs
    analyses : mapping of str to Analysis
    figures : tuple of Figure
    claims : tuple of Claim
    lesson : Lesson
    """

    id: Identifier
    title: InBoth
    citation: Text
    doi: Text | None = None
    address: Text | None = None
    where: Text
    licence: Text
    notes: tuple[Text, ...] = ()
    inputs: Inputs
    analyses: dict[Identifier, Analysis]
    figures: tuple[Figure, ...] = Field(min_length=1)
    claims: tuple[Claim, ...] = ()
    lesson: Lesson
