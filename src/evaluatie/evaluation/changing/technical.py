"""What the other estimators of change rest upon, for the technical account: weights, imputations and ranks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.keys import NAME, Pair, key_of
from evaluatie.evaluation.scored import compared
from evaluatie.evaluation.section import EVERYONE, Analysis, Ref, Row, Show, Table

if TYPE_CHECKING:
    from evaluatie.study import Study

Results = Mapping[str, Analysis]
Columns = tuple[tuple[str, str, Show], ...]
_CHANGE: Columns = (("n", "mean_change", "n"), ("change", "mean_change", "signed_ci"))
_WEIGHTS: Columns = (("design_effect", "design_effect", "points"), ("effective_n", "effective_n", "count"))
#: By estimator the columns of its table: head, term, and how it is shown
TABLES: Mapping[str, Columns] = {
    "weighted": (*_CHANGE, *_WEIGHTS),
    "raked": (*_CHANGE, *_WEIGHTS),
    "imputed": (
        *_CHANGE, ("filled_in", "filled_in", "percent"), ("imputations", "imputations", "count"),
        ("fmi", "fmi", "percent"), ("monte_carlo_se", "monte_carlo_se", "fit"),
    ),
    "ranks": (
        ("n", "pseudo_median", "n"), ("pseudo_median", "pseudo_median", "signed_ci"),
        ("rank_biserial", "rank_biserial", "signed_ci"), ("p", "rank_biserial", "p"),
    ),
}  # fmt: skip


def tables(study: Study, results: Results, pair: Pair) -> Iterator[Table]:
    """Show what weights do beside the change without them, how much was filled in, and the change by ranks.

    Parameters
    ----------
    study : Study
        The study.
    results : mapping of str to Analysis
        Of this pair of waves.
    pair : tuple of two str
        First and last wave.

    Yields
    ------
    Table
        A technical one for each of these estimators that there is.
    """
    # the changes without weights of the same people are numbers that the section has already
    unweighted = {"weighted": "linked", "raked": "unlinked" if study.linking == "unlinked" else "everyone"}
    for name, columns in TABLES.items():
        plain, rows = unweighted.get(name), []
        for outcome in compared(study, pair[1]):
            key = _key(outcome.id, pair, name)
            if key in results:
                cells = _cells(results, key, columns)
                if plain is not None:
                    beside = say.found(NAME, results, _key(outcome.id, pair, plain), "mean_change", "signed_ci")
                    cells = (*cells[:2], beside, *cells[2:])
                rows.append(Row((say.outcome(outcome.id),), cells))
        if rows:
            caption = say.phrase(f"table.{name}", first=say.wave(pair[0]), last=say.wave(pair[1]))
            heads = ["outcome", *(head for head, _, _ in columns)]
            heads[3:3] = [] if plain is None else ["change_unweighted"]
            titles = tuple(say.phrase(f"column.{head}") for head in heads)
            yield Table(f"table-{name}-{'-'.join(pair)}", caption, titles, tuple(rows), technical=True)


def _key(outcome: str, pair: Pair, name: str) -> str:
    return key_of(outcome, EVERYONE, EVERYONE, pair, name)


def _cells(results: Results, key: str, columns: Columns) -> tuple[Ref | None, ...]:
    """Show these terms; one that is not there has the place of the main one, of which a test is not given either."""
    terms = [estimate.term for estimate in results[key].result.estimates()]
    return tuple(
        say.ref(NAME, key, term, show) if term in terms else say.ref(NAME, key, terms[0], "test")
        for _, term, show in columns
    )
