"""What a file of a finding may hold."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)

from evaluatie.reproduce.finding.numbers import count, printed, shape
from evaluatie.reproduce.finding.printed import Printed
from evaluatie.reproduce.finding.texts import both, either
from evaluatie.study.settings.fields import SHAPES, Shown
from evaluatie.study.settings.fields import Block as SettingsBlock

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), Shown("name")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
#: a number of the paper, read as text so that its decimals stay
Number = Annotated[
    Printed, BeforeValidator(printed), WithJsonSchema({"type": ["number", "string"]}), Shown("printed number")
]
#: a count: exact, not rounded
Count = Annotated[int, BeforeValidator(count), Field(ge=0), Shown("whole number")]
#: numbers of the paper: one, a list, or a list of lists
Numbers = Annotated[
    Annotated[Number, Tag(SHAPES[0])]
    | Annotated[tuple[Number, ...], Tag(SHAPES[1])]
    | Annotated[tuple[tuple[Number, ...], ...], Tag(SHAPES[2])],
    Discriminator(shape),
    Shown("printed number, list of them, or list of lists"),
]
#: counts: one, a list, or a list of lists
Counts = Annotated[
    Annotated[Count, Tag(SHAPES[0])]
    | Annotated[tuple[Count, ...], Tag(SHAPES[1])]
    | Annotated[tuple[tuple[Count, ...], ...], Tag(SHAPES[2])],
    Discriminator(shape),
    Shown("whole number, list of them, or list of lists"),
]


class Block(SettingsBlock):
    """A block of a finding: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class InBoth(Block):
    """A text in both languages.

    Attributes
    ----------
    nl : str
        In Dutch.
    en : str
        The same in English.
    """

    nl: Text
    en: Text

    @model_validator(mode="before")
    @classmethod
    def _in_both(cls, value: Any) -> Any:
        """Say what to do with a text in one language."""
        return both(value)


Both = Annotated[InBoth, Shown("text in both languages")]
#: a text that may be the same in both languages, as the name of a table is
Either = Annotated[
    InBoth,
    BeforeValidator(either, json_schema_input_type=str | InBoth),
    Shown("text, or text in both languages"),
]


class Moments(Block):
    """A printed table of means, standard deviations and correlations.

    Attributes
    ----------
    n : int
        Of how many people.
    variables : tuple of str
        Their names, in the table's order.
    mean : tuple of Printed, or None
        Means, one per variable, where the paper prints them.
    sd : tuple of Printed, or None
        Standard deviations, one per variable, where the paper prints them.
    correlations : tuple of tuple of Printed
        The triangle below the diagonal, row by row: none for the first variable, one for the second, and so on.
    alpha : tuple of Printed, or None
        Reliabilities of some of the variables, by name.
    items : mapping of str to int, or None
        How many items a scale has, by name of the variable.
    uneven : str or None
        Why not all numbers of a column have as many decimals, where the paper prints them so.
    labels : mapping of str to InBoth, or None
        What variables are called in words, by name.
    """

    n: Count
    variables: tuple[Identifier, ...]
    mean: tuple[Number, ...] | None = None
    sd: tuple[Number, ...] | None = None
    correlations: Annotated[tuple[tuple[Number, ...], ...], Shown("list of lists of printed numbers")]
    alpha: dict[Identifier, Number] | None = None
    items: dict[Identifier, Count] | None = None
    uneven: Text | None = None
    labels: dict[Identifier, Both] | None = None


class Data(Block):
    """A data set that goes with the finding.

    Attributes
    ----------
    file : str
        Its name in ``data/`` beside the finding, or ``demo:`` and a file of a demonstration.
    origin : InBoth
        Whose data these are, and where they were found.
    licence : InBoth
        Under which terms they may be passed on.
    """

    file: Text
    origin: Either
    licence: Either


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
    """A number of an analysis.

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


Taken = Annotated[Quantity, Shown("number of an analysis")]


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
    rounded : bool
        Whether a whole number was rounded, such as a percentage; without, it is a count: exact.
    of : Quantity or None
        What it should be.
    cannot : InBoth or None
        Why it cannot be recomputed from what was printed; then ``of`` is left out, or gives the nearest that can be.
    """

    id: Identifier
    label: Both
    printed: Number
    where: Text | None = None
    rounded: Annotated[bool, Shown("true or false")] = False
    of: Taken | None = None
    cannot: Both | None = None

    @property
    def exact(self) -> bool:
        """Whether it is a count, which a formula takes as it is: a whole number that was not rounded."""
        return self.printed.decimals == 0 and not self.rounded


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
    statement: Both
    where: Text | None = None
    needs: tuple[Condition, ...] = Field(min_length=1)


class Beside(Block):
    """Two numbers beside each other.

    Attributes
    ----------
    label : InBoth
        What they are.
    here : Quantity
        As the paper did it.
    there : Quantity
        By the other choice.
    """

    label: Both
    here: Taken
    there: Taken


class Alternative(Block):
    """Another defensible choice, and what it changes.

    Attributes
    ----------
    id : str
        Its name in this file.
    label : InBoth
        What is done otherwise.
    why : InBoth
        Why somebody could.
    compare : tuple of Beside
        Which numbers are set beside each other.
    """

    id: Identifier
    label: Both
    why: Both
    compare: tuple[Beside, ...] = Field(min_length=1)


class Exercise(Block):
    """A question whose answer is recomputed, not stored.

    Attributes
    ----------
    id : str
        Its name in this file.
    ask : InBoth
        The question.
    hint : InBoth
        Help for who is wrong.
    answer : Quantity
        The number that answers it.
    decimals : int
        With how many decimals an answer must be right.
    """

    id: Identifier
    ask: Both
    hint: Both
    answer: Taken
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
        Other defensible choices, and what they change.
    exercises : tuple of Exercise
        Questions with an answer that is recomputed.
    """

    question: Both
    learned: Both
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
    citation : str
        The work: authors, year, title, journal.
    doi : str or None
        Its DOI, beginning with 10.
    address : str or None
        Its web address, where there is no DOI.
    where : InBoth
        Table, figure or page of the figures.
    licence : InBoth
        The terms under which the figures could be read.
    notes : tuple of InBoth
        How the figures were read, where that is not plain.
    inputs : Inputs
        What was printed and is recomputed from.
    analyses : mapping of str to Analysis
        How, by a name of your own.
    figures : tuple of Figure
        Every printed figure.
    claims : tuple of Claim
        What is concluded in words.
    lesson : Lesson
        What a student learns from it.
    """

    id: Identifier
    title: Both
    citation: Text
    doi: Text | None = None
    address: Text | None = None
    where: Either
    licence: Either
    notes: Annotated[tuple[Either, ...], Shown("list of texts, in one language or both")] = ()
    inputs: Inputs
    analyses: dict[Identifier, Analysis]
    figures: tuple[Figure, ...] = Field(min_length=1)
    claims: tuple[Claim, ...] = ()
    lesson: Lesson
