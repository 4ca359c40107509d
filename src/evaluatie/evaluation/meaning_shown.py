"""What is said and shown of whether a scale means the same in groups or at waves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.meaning import Meanings, key_of
from evaluatie.evaluation.scale_results import MeaningTest, level_word
from evaluatie.evaluation.section import Finding, Label, Ref, Role, Row, Slot, Table, Word

if TYPE_CHECKING:
    from evaluatie.study import Outcome


def sentences(
    meanings: Meanings, section: str, suffix: str, kind: str, told: Sequence[Outcome], slots: Mapping[str, Slot]
) -> Iterator[Finding]:
    """Say of each outcome that is told of what follows from its test.

    Parameters
    ----------
    meanings : Meanings
        The verdicts.
    section, suffix : str
        Section and end of the keys of the tests.
    kind : str
        ``"groups"`` or ``"waves"``.
    told : sequence of Outcome
        The outcomes that get sentences.
    slots : mapping of str to Slot
        What names the comparison.

    Yields
    ------
    Finding
        A caveat, unless the scale may be compared.
    """
    for outcome in told:
        meaning = meanings.of.get(outcome.id)
        if meaning is None:
            continue
        guards = _guards(meanings, outcome.id, section, suffix)
        known = {"outcome": say.outcome(outcome.id), **slots, **guards}
        role: Role = "main" if meaning.word == "may" else "caveat"
        if meaning.word == "caveat" and meaning.items:
            for item in meaning.items:
                yield Finding(f"meaning.{kind}.caveat", known | {"item": Label("item", item)}, role)
            yield from _biases(meanings, outcome.id, section, suffix, known)
        else:
            key = "impossible" if meaning.word == "caveat" else meaning.word
            yield Finding(f"meaning.{kind}.{key}", known, role)


def _biases(
    meanings: Meanings, outcome: str, section: str, suffix: str, known: Mapping[str, Slot]
) -> Iterator[Finding]:
    """Say how much of a difference of means comes of questions that do not mean the same."""
    for one in meanings.of[outcome].tested:
        test = meanings.tests[one]
        if isinstance(test, MeaningTest) and test.test.released:
            bias = Ref(f"{section}.{key_of(one, suffix)}.bias", "signed")
            yield Finding("meaning.bias", {**known, "outcome": say.outcome(one), "bias": bias}, "caveat")


def _guards(meanings: Meanings, outcome: str, section: str, suffix: str) -> dict[str, Slot]:
    """Give what a sentence rests upon, so that it is hidden together with that."""
    tested = [one for one in meanings.of[outcome].tested if isinstance(meanings.tests[one], MeaningTest)]
    return {f"guard_{one}": Ref(f"{section}.{key_of(one, suffix)}.configural.cfi", "fit") for one in tested}


def steps(meanings: Meanings, section: str, suffix: str, id_: str, caption: Finding) -> Iterator[Table]:
    """Show the nested models behind the verdicts, for the technical account.

    Parameters
    ----------
    meanings : Meanings
        The verdicts.
    section, suffix : str
        Section and end of the keys of the tests.
    id_ : str
        The table's id.
    caption : Finding
        What it is about.

    Yields
    ------
    Table
        None where nothing was tested.
    """
    rows = []
    for outcome, test in meanings.tests.items():
        if not isinstance(test, MeaningTest):
            continue
        place = f"{section}.{key_of(outcome, suffix)}"
        for row in test.test.table.to_dict("records"):
            level, stepped = level_word(row["level"]), row["df_diff"] == row["df_diff"]
            held = Word(f"holds.{'yes' if row['holds'] else 'no'}", f"{place}.configural.cfi")
            cells: tuple[Slot | None, ...] = (
                *(Ref(f"{place}.{level}.{name}", "fit") for name in ("cfi", "rmsea", "srmr")),
                Ref(f"{place}.{level}.difference", "chi2") if stepped and row["p_diff"] == row["p_diff"] else None,
                held,
            )
            rows.append(Row((say.outcome(outcome), Word(f"level_of.{level}")), cells))
    if rows:
        names = ("outcome", "model_level", "cfi", "rmsea_plain", "srmr", "chi2_step", "holds")
        columns = tuple(say.phrase(f"column.{name}") for name in names)
        yield Table(id_, caption, columns, tuple(rows), technical=True)
