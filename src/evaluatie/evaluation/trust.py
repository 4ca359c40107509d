"""Can this scale be trusted here? What the answers at the first wave say of each scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from evaluatie.evaluation.columns import columns_of
from evaluatie.evaluation.judgement import NotEstimable, attempt
from evaluatie.evaluation.scale_results import ScaleModel, item_facts
from evaluatie.evaluation.scale_units import (
    Placed,
    hierarchical_over_units,
    model_over_units,
    placed,
    reliability_over_units,
)
from evaluatie.evaluation.scored import in_plan_order
from evaluatie.evaluation.section import Analysis, Cell
from evaluatie.evaluation.turned import turned_at
from evaluatie.evaluation.unit_spread import named
from evaluatie.result import NotEnoughData, Result
from evaluatie.scales import (
    HierarchicalOmega,
    Reliability,
    cfa,
    hierarchical_omega,
    ordinal_reliability,
    reliability,
    wrongly_keyed,
)
from evaluatie.scales.ordinals.latent_correlations import MOST_CATEGORIES
from evaluatie.shipped import shipped

if TYPE_CHECKING:
    from evaluatie.instruments import Instrument
    from evaluatie.study import Outcome, Study

FEW_FOR_MODEL = "too few people for a factor model"
Results = Mapping[str, Analysis]
#: Decimals that leave: with more, correlations of items and their spread would tell how many gave each answer
DIGITS = {"reliability": 4, "item": 2, "keying": 2, "ordinal": 2, "factor_model": 3, "hierarchical": 2}
Word = Literal["good", "unsure", "partly", "parts", "keyed", "weak", "misfit", "untested"]


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
        ``"good"``, ``"unsure"`` (good, with an interval that reaches below the floor), ``"partly"`` (the model fits by
        one of two indices), ``"parts"`` (a total of different things), ``"keyed"`` (one goes against the rest),
        ``"weak"`` (unreliable), ``"misfit"`` (not one thing), or ``"untested"``.
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


def judged(study: Study, wave: str, outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Analysis]]:
    """Give what a scale is judged by, from the answers of everyone at a wave.

    Parameters
    ----------
    study : Study
        The study.
    wave : str
        The wave.
    outcomes : sequence of Outcome
        Scales whose items came in.

    Yields
    ------
    tuple of str and Analysis
        Per outcome ``OUTCOME/all/alpha`` (alpha and omega), ``/keying`` and ``/model``; one that cannot be
        estimated says why.
    """
    people = _people(study, wave)
    for outcome, items, analysis in _laid_out(study, wave, outcomes):
        reliable = attempt("alpha", partial(reliability, items))
        if people is not None and isinstance(reliable, Reliability):
            reliable = reliability_over_units(reliable, items, people)
        yield f"{outcome.id}/all/alpha", analysis(reliable, "reliability")
        if len(outcome.items) > 2:
            if not parts_of(study, outcome):  # parts may go apart, and each is looked at by itself
                yield f"{outcome.id}/all/keying", analysis(attempt("keying", partial(wrongly_keyed, items)), "keying")
            model = _model(study, outcome, items)
            if people is not None and isinstance(model, ScaleModel):
                model = model_over_units(model, items, people)
            yield f"{outcome.id}/all/model", analysis(model, "factor_model")


def analyses(study: Study, wave: str) -> Iterator[tuple[str, Analysis]]:
    """Give what each scale is judged by, and what a reader may want to know besides.

    Parameters
    ----------
    study : Study
        The study.
    wave : str
        The wave.

    Yields
    ------
    tuple of str and Analysis
        As :func:`judged` gives it, then ``OUTCOME/all/ordinal``, ``/hierarchical`` and ``OUTCOME/ITEM/item``.
    """
    outcomes = scales_with_items(study)
    found, people = dict(judged(study, wave, outcomes)), _people(study, wave)
    yield from found.items()
    for outcome, items, analysis in _laid_out(study, wave, outcomes):
        if len(outcome.items) < 3:
            continue
        yield f"{outcome.id}/all/ordinal", analysis(attempt("ordinal_alpha", partial(_ordinal, items)), "ordinal")
        facets = facets_of(study.instruments[str(outcome.instrument)], outcome)
        if len(facets) > 2:
            omega = attempt("omega_hierarchical", partial(hierarchical_omega, items, facets, missing="fiml"))
            if people is not None and isinstance(omega, HierarchicalOmega):
                omega = hierarchical_over_units(omega, items, facets, people)
            yield f"{outcome.id}/all/hierarchical", analysis(omega, "hierarchical")
        reliable = found[f"{outcome.id}/all/alpha"].result
        if isinstance(reliable, Reliability):
            for item, facts in item_facts(reliable).items():
                yield f"{outcome.id}/{item}/item", analysis(facts, "item")


def _laid_out(
    study: Study, wave: str, outcomes: Sequence[Outcome]
) -> Iterator[tuple[Outcome, pd.DataFrame, Callable[[Result, str], Analysis]]]:
    """Give each scale with the answers to its items, and how to write an analysis of them."""
    ids = dict.fromkeys(str(outcome.instrument) for outcome in outcomes)
    asked = {id_: turned_at(study, study.instruments[id_], wave) for id_ in ids}
    for outcome in outcomes:

        def analysis(result: Result, kind: str, of: Outcome = outcome) -> Analysis:
            method = "reliability" if kind == "item" else named(kind, result)
            return Analysis(result, method, (wave,), (Cell((wave,), of.id),), of.id, digits=DIGITS[kind])

        yield outcome, asked[str(outcome.instrument)][list(outcome.items)], analysis


@lru_cache(maxsize=8)
def _people(study: Study, wave: str) -> Placed | None:
    """Say in which units those are who answered at a wave; None where no units are known at all."""
    columns = columns_of(study)
    if "unit" not in columns.groups:
        return None
    apart = [one for one in scales_with_items(study) if one.id in columns.apart]
    scales = [items for _, items, _ in _laid_out(study, wave, apart)]
    return placed(scales, columns.units[columns.rows(wave)])


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
        The first that holds of: untested, a question keyed the wrong way, unreliable, a model that does not fit, parts
        that hardly go together, a model that fits in part, too few people to be sure; else good.
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
    value, low = (found.alpha, found.alpha_low) if found.omega_total is None else (found.omega_total, found.omega_low)
    floor = rules()["reliability"]["floor"]
    if value < floor:
        return Trust("weak", coefficient)
    model = results.get(f"{outcome.id}/all/model")
    if model is not None and isinstance(model.result, ScaleModel) and (word := _fit(model.result)) is not None:
        return Trust(word, coefficient)
    return Trust("unsure" if low is not None and low < floor else "good", coefficient)


def _fit(model: ScaleModel) -> Word | None:
    """Say what is amiss with a model; None where nothing is."""
    limits, parts = rules()["fit"], model.parts
    # without degrees of freedom every model fits, which says nothing
    met = [model.cfi >= limits["cfi"], model.rmsea <= limits["rmsea"]] if model.fit.df > 0 else [True]
    if not any(met):
        return "misfit"
    if parts is not None and parts.estimate < rules()["parts"]["correlation"]:
        return "parts"
    return None if all(met) else "partly"


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


def _ordinal(items: pd.DataFrame) -> Result:
    if int(items.nunique().max()) > MOST_CATEGORIES:
        raise NotEnoughData("these are no answers in a few ordered categories")
    return ordinal_reliability(items.dropna())


def _model(study: Study, outcome: Outcome, items: pd.DataFrame) -> Result:
    """Fit a factor for each part of a total, or one for all items where that comes out impossible."""
    if int(items.notna().any(axis=1).sum()) < rules()["factor_model"]["fewest"]:
        return NotEstimable(FEW_FOR_MODEL, (), "cfi")
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
