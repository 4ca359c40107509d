"""Can this scale be trusted here? What the answers at the first wave say of each scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from evaluatie.evaluation.judgement import NotEstimable, attempt
from evaluatie.evaluation.scale_results import ScaleModel, item_facts
from evaluatie.evaluation.scored import in_plan_order
from evaluatie.evaluation.section import Analysis, Cell
from evaluatie.evaluation.turned import turned_at
from evaluatie.result import NotEnoughData, Result
from evaluatie.scales import Reliability, cfa, hierarchical_omega, ordinal_reliability, reliability, wrongly_keyed
from evaluatie.scales.ordinals.latent_correlations import MOST_CATEGORIES
from evaluatie.shipped import shipped

if TYPE_CHECKING:
    from evaluatie.instruments import Instrument
    from evaluatie.study import Outcome, Study

Results = Mapping[str, Analysis]
#: Decimals that leave: with more, correlations of items and their spread would tell how many gave each answer
DIGITS = {"reliability": 4, "keying": 2, "ordinal": 2, "factor_model": 3, "hierarchical": 2}
Word = Literal["good", "keyed", "weak", "misfit", "untested"]


@cache
def rules() -> Mapping[str, Any]:
    """Give the rules by which a scale is judged, see ``trust.yml``."""
    found: Mapping[str, Any] = shipped(__file__, "trust.yml")
    return found


@dataclass(frozen=True)
class Trust:
    """What is said of a scale.

    Attributes
    ----------
    word : str
        ``"good"``, ``"keyed"`` (a question goes against the others), ``"weak"`` (unreliable), ``"misfit"`` (not one
        thing), or ``"untested"``.
    coefficient : str
        The term that it was judged by: ``"omega_total"``, or ``"alpha"`` where there is no omega.
    turned : tuple of str
        The questions that go against the others.
    """

    word: Word
    coefficient: str
    turned: tuple[str, ...] = ()


def scales_with_items(study: Study) -> list[Outcome]:
    """Give the outcomes that are scored from items, in the order of the plan."""
    return [outcome for outcome in in_plan_order(study) if outcome.source == "items"]


def analyses(study: Study, wave: str) -> Iterator[tuple[str, Analysis]]:
    """Judge each scale by the answers of everyone at a wave.

    Parameters
    ----------
    study : Study
        The study.
    wave : str
        The wave.

    Yields
    ------
    tuple of str and Analysis
        Per outcome ``OUTCOME/all/alpha`` (alpha and omega), ``/ordinal``, ``/hierarchical``, ``/model``, ``/keying``
        and ``OUTCOME/ITEM/item``; where one cannot be estimated it says why.
    """
    asked = {id_: turned_at(study, instrument, wave) for id_, instrument in _asked(study)}
    for outcome in scales_with_items(study):
        items = asked[str(outcome.instrument)][list(outcome.items)]
        cells = (Cell((wave,), outcome.id),)

        def analysis(result: Result, method: str, of: Outcome = outcome, by: tuple[Cell, ...] = cells) -> Analysis:
            return Analysis(result, method, (wave,), by, of.id, digits=DIGITS[method])

        found = attempt("alpha", partial(reliability, items))
        yield f"{outcome.id}/all/alpha", analysis(found, "reliability")
        if len(outcome.items) > 2:
            yield f"{outcome.id}/all/keying", analysis(attempt("keying", partial(wrongly_keyed, items)), "keying")
            yield f"{outcome.id}/all/ordinal", analysis(attempt("ordinal_alpha", partial(_ordinal, items)), "ordinal")
            yield f"{outcome.id}/all/model", analysis(_model(study, outcome, items), "factor_model")
        facets = facets_of(study.instruments[str(outcome.instrument)], outcome)
        if len(facets) > 2:
            omega = partial(hierarchical_omega, items, facets, missing="fiml")
            yield f"{outcome.id}/all/hierarchical", analysis(attempt("omega_hierarchical", omega), "hierarchical")
        if isinstance(found, Reliability) and len(outcome.items) > 2:
            for item, facts in item_facts(found).items():
                yield f"{outcome.id}/{item}/item", Analysis(facts, "reliability", (wave,), cells, outcome.id, digits=2)


def trust(results: Results, outcome: Outcome) -> Trust:
    """Say whether a scale can be trusted, by the rules of ``trust.yml``.

    Parameters
    ----------
    results : mapping of str to Analysis
        As :func:`analyses` gives them.
    outcome : Outcome
        The scale.

    Returns
    -------
    Trust
        The first that holds of: untested, a question keyed the wrong way, unreliable, a model that does not fit; else
        good.
    """
    found = results[f"{outcome.id}/all/alpha"].result
    if not isinstance(found, Reliability):
        return Trust("untested", "alpha")
    coefficient = "alpha" if found.omega_total is None else "omega_total"
    if found.alpha_standardised is None:  # a question with one answer from everyone
        return Trust("untested", coefficient)
    keying = results.get(f"{outcome.id}/all/keying")
    turned = tuple(map(str, getattr(keying.result, "turn", ()))) if keying is not None else ()
    if turned:
        return Trust("keyed", coefficient, turned)
    if (found.alpha if found.omega_total is None else found.omega_total) < rules()["reliability"]["floor"]:
        return Trust("weak", coefficient)
    model = results.get(f"{outcome.id}/all/model")
    if model is not None and isinstance(model.result, ScaleModel) and not _fits(model.result):
        return Trust("misfit", coefficient)
    return Trust("good", coefficient)


def _fits(model: ScaleModel) -> bool:
    limits = rules()["fit"]
    # without degrees of freedom every model fits, which says nothing
    return model.fit.df == 0 or model.cfi >= limits["cfi"] or model.rmsea <= limits["rmsea"]


def model_of(outcome: Outcome, parts: Sequence[Sequence[str]]) -> str:
    """Write the factor model of a scale: one factor, or one for each of its parts.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> print(model_of(SimpleNamespace(items=("a", "b", "c", "d")), [("a", "b"), ("c", "d")]))
    f1 =~ a + b
    f2 =~ c + d
    """
    return "\n".join(f"f{number} =~ {' + '.join(items)}" for number, items in enumerate(parts or [outcome.items], 1))


def parts_of(study: Study, outcome: Outcome) -> list[tuple[str, ...]]:
    """Give the items of the subscales that make up a total, where each has three or more; else none."""
    asked = study.instruments[str(outcome.instrument)]
    if outcome.scale != "total":
        return []
    parts = [tuple(f"{asked.id}_{number}" for number in scale.items) for scale in asked.subscales.values()]
    whole = sorted(item for part in parts for item in part) == sorted(outcome.items)
    return parts if len(parts) > 1 and whole and all(len(part) > 2 for part in parts) else []


def facets_of(asked: Instrument, outcome: Outcome) -> dict[str, list[str]]:
    """Give the items of each facet of a total score, where every facet has two or more; else none."""
    facets = {name: [f"{asked.id}_{number}" for number in numbers] for name, numbers in asked.facets.items()}
    covered = sorted(item for items in facets.values() for item in items) == sorted(outcome.items)
    return facets if covered and all(len(items) > 1 for items in facets.values()) else {}


def _asked(study: Study) -> Iterator[tuple[str, Instrument]]:
    for id_ in dict.fromkeys(outcome.instrument for outcome in scales_with_items(study)):
        yield str(id_), study.instruments[str(id_)]


def _ordinal(items: pd.DataFrame) -> Result:
    if int(items.nunique().max()) > MOST_CATEGORIES:
        raise NotEnoughData("these are no answers in a few ordered categories")
    return ordinal_reliability(items.dropna())


def _model(study: Study, outcome: Outcome, items: pd.DataFrame) -> Result:
    """Fit a factor for each part of a total, or one for all items where that comes out impossible."""
    if int(items.notna().any(axis=1).sum()) < rules()["factor_model"]["fewest"]:
        return NotEstimable("too few people for a factor model", (), "cfi")
    tried = [parts for parts in (parts_of(study, outcome), [tuple(outcome.items)]) if parts]
    last: Result = NotEstimable("", (), "cfi")
    for parts in tried:
        last = attempt("cfi", partial(_fitted, outcome, items, parts))
        if isinstance(last, ScaleModel) and last.fit.proper:
            return last
    return last


def _fitted(outcome: Outcome, items: pd.DataFrame, parts: Sequence[Sequence[str]]) -> ScaleModel:
    fit = cfa(model_of(outcome, parts), items, estimator="mlr", missing=missing_by(len(items)))
    return ScaleModel(fit.method, fit.notes, fit, len(parts))


def missing_by(people: int) -> Literal["fiml", "listwise"]:
    """Choose how missing answers are handled: every answer counts, but for very many people only complete ones."""
    return "fiml" if people <= rules()["everyone"]["most"] else "listwise"
