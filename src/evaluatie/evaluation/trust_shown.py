"""What the baseline says and shows of each scale: can it be trusted here? Plain words first, tables after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from evaluatie.effects import proportion
from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.columns import columns_of
from evaluatie.evaluation.judgement import NotEstimable, attempt, estimated
from evaluatie.evaluation.partitions import partitions_of
from evaluatie.evaluation.scale_results import ScaleModel
from evaluatie.evaluation.section import (
    Analysis,
    Cell,
    Figure,
    Finding,
    Label,
    Row,
    Setting,
    Show,
    Slot,
    Table,
    Word,
)  # fmt: skip
from evaluatie.evaluation.trust import FEW_FOR_MODEL, Results, Trust, rules, scales_with_items, trust

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

NAME, TOPIC = "baseline", "trust"
Display = Table | Figure
_FIT: dict[str, Show] = {"chi2": "chi2", "cfi": "fit", "rmsea": "fit_ci", "srmr": "fit", "parts": "points_ci"}


def findings(study: Study, results: Results, told: Sequence[Outcome]) -> Iterator[Finding]:
    """Say of each scale that is told of whether it can be trusted, and of every scale what is wrong with it.

    Parameters
    ----------
    study : Study
        The study.
    results : mapping of str to Analysis
        As :func:`evaluatie.evaluation.trust.analyses` gives them.
    told : sequence of Outcome
        The outcomes that get sentences.

    Yields
    ------
    Finding
    """
    models = [analysis.result for key, analysis in results.items() if key.endswith("/all/model")]
    if models and all(isinstance(model, NotEstimable) and model.method == FEW_FOR_MODEL for model in models):
        guard = next(say.ref(NAME, key, "alpha", "points") for key in results if key.endswith("/all/alpha"))
        least = Setting(rules()["factor_model"]["fewest"], "count")
        yield Finding("trust.no_model", {"least": least, "guard": guard}, role="caveat")
    for outcome in scales_with_items(study):
        found = trust(results, outcome)
        if found.word != "good" or outcome in told:
            yield from _sentences(outcome, found)
        hierarchical = f"{outcome.id}/all/hierarchical"
        if hierarchical in results and not estimated(results, hierarchical):
            yield Finding("trust.no_hierarchical", {"outcome": say.outcome(outcome.id)}, role="method")


def _sentences(outcome: Outcome, found: Trust) -> Iterator[Finding]:
    key = f"{outcome.id}/all/alpha"
    slots: dict[str, Slot] = {"outcome": say.outcome(outcome.id)}
    if found.word == "untested":
        yield Finding("trust.untested", slots, topic=TOPIC)
        return
    if found.word == "keyed":
        for item in found.turned:
            guard = say.ref(NAME, key, "alpha", "points")
            yield Finding("trust.keyed", slots | {"item": Label("item", item), "guard": guard}, topic=TOPIC)
        return
    if found.word in ("misfit", "partly", "parts"):
        model = f"{outcome.id}/all/model"
        slots |= {name: say.ref(NAME, model, name, "fit") for name in ("cfi", "rmsea")}
        slots |= {"n": say.ref(NAME, model, "cfi", "n")}
        if found.word == "parts":
            slots["correlation"] = say.ref(NAME, model, "parts", "points")
        yield Finding(f"trust.{found.word}", slots, topic=TOPIC)
        return
    slots |= {
        "coefficient": Word(f"coefficient.{found.coefficient}"),
        "value": say.ref(NAME, key, found.coefficient, "points"),
        "interval": say.ref(NAME, key, found.coefficient, "interval"),
        "n": say.ref(NAME, key, found.coefficient, "n"),
    }
    yield Finding(f"trust.{found.word}", slots, topic=TOPIC)


def answers(study: Study, told: Sequence[Outcome]) -> Iterator[tuple[str, Analysis]]:
    """Give the share of each band of answers to the questions of the scales that are told of."""
    for outcome in widest(study, told):
        for item in outcome.items:
            partition = partitions_of(study)[item]
            ((wave,),) = partition.bases
            for band in partition.parts:
                count, n = partition.count(columns_of(study).rows(wave), band)
                share = attempt("proportion", partial(proportion, count, n))
                cells = (Cell((wave,), item, part=band),)
                yield f"{item}/{band}/share", Analysis(share, "proportion_wilson", (wave,), cells, item)


def widest(study: Study, told: Sequence[Outcome]) -> list[Outcome]:
    """Give, of each instrument, the scale with the most items among those that are told of."""
    of_items = [outcome for outcome in scales_with_items(study) if outcome in told]
    by_instrument: dict[str | None, Outcome] = {}
    for outcome in of_items:
        other = by_instrument.get(outcome.instrument)
        if other is None or len(outcome.items) > len(other.items):
            by_instrument[outcome.instrument] = outcome
    return list(by_instrument.values())


def displays(study: Study, results: Results, told: Sequence[Outcome]) -> Iterator[Display]:
    """Give the tables and figures about the scales, in the order of reading."""
    of_items = scales_with_items(study)
    if not of_items:
        return
    yield _main(results, of_items)
    for outcome in widest(study, told):
        yield _answers(study, outcome)
    yield _reliability(results, of_items)
    yield _models(results, of_items)
    for outcome in widest(study, told):
        yield _items(results, outcome)
        if estimated(results, f"{outcome.id}/all/model"):
            yield _path(study, results, outcome)


def _columns(*names: str) -> tuple[Finding, ...]:
    return tuple(say.phrase(f"column.{name}") for name in names)


def _main(results: Results, outcomes: Sequence[Outcome]) -> Table:
    rows = []
    for outcome in outcomes:
        key, found = f"{outcome.id}/all/alpha", trust(results, outcome)
        word = Word(f"trusted.{found.word}", f"{NAME}.{key}.alpha")
        cells = (
            word,
            Word(f"coefficient.{found.coefficient}"),
            say.found(NAME, results, key, found.coefficient, "points_ci"),
            Setting(len(outcome.items), "count"),
            say.found(NAME, results, key, "alpha", "n"),
        )
        rows.append(Row((say.outcome(outcome.id),), cells))
    columns = _columns("outcome", "trusted", "coefficient", "reliability", "questions", "complete")
    return Table("table-trust", say.phrase("table.trust"), columns, tuple(rows), topic=TOPIC)


def _answers(study: Study, outcome: Outcome) -> Figure:
    partitions = partitions_of(study)
    asked = study.instruments[str(outcome.instrument)]
    turned = {f"{asked.id}_{number}" for number in asked.reversed}
    rows = tuple(
        Row(
            (Label("item", item), Word("item.turned")) if item in turned else (Label("item", item),),
            tuple(
                say.ref(NAME, f"{item}/{band}/share", "proportion", "percent") for band in partitions[item].parts
            ),
        )
        for item in outcome.items
    )  # fmt: skip
    columns = tuple(
        say.phrase("column.bands" if "-" in band else "column.band", first=Setting(first), last=Setting(last))
        for band in partitions[outcome.items[0]].parts
        for first, last in [(float(band.partition("-")[0]), float(band.rpartition("-")[2]))]
    )
    caption = say.phrase("figure.answers", outcome=say.outcome(outcome.id))
    return Figure(f"figure-answers-{outcome.id}", "answers", caption, rows, columns, topic=TOPIC)


def _reliability(results: Results, outcomes: Sequence[Outcome]) -> Table:
    def cells(outcome: Outcome) -> tuple[Slot | None, ...]:
        alpha, ordinal = f"{outcome.id}/all/alpha", f"{outcome.id}/all/ordinal"
        hierarchical = f"{outcome.id}/all/hierarchical"
        return (
            say.found(NAME, results, alpha, "alpha", "n"),
            say.found(NAME, results, alpha, "alpha", "points_ci"),
            _if_there(results, alpha, "omega_total", "points_ci"),
            say.found(NAME, results, ordinal, "ordinal_alpha", "points"),
            _if_there(results, ordinal, "omega_scored", "points"),
            say.found(NAME, results, hierarchical, "omega_hierarchical", "points_ci"),
        )

    rows = tuple(Row((say.outcome(outcome.id),), cells(outcome)) for outcome in outcomes)
    columns = _columns("outcome", "complete", "alpha", "omega", "ordinal_alpha", "omega_scored", "omega_hierarchical")
    caption = say.phrase("table.reliability")
    return Table("table-reliability", caption, columns, rows, technical=True, topic=TOPIC)


def _if_there(results: Results, key: str, term: str, how: Show) -> Slot | None:
    """Show a term that is defined for everyone or for no one, such as RMSEA without degrees of freedom."""
    terms = [estimate.term for estimate in results[key].result.estimates()] if key in results else []
    return say.ref(NAME, key, term, how) if term in terms else None


def _models(results: Results, outcomes: Sequence[Outcome]) -> Table:
    rows = []
    for outcome in outcomes:
        key = f"{outcome.id}/all/model"
        model = results[key].result if key in results else None
        if not isinstance(model, ScaleModel):
            continue
        cells = (
            Setting(model.factors, "count"),
            say.found(NAME, results, key, "cfi", "n"),
            *(_if_there(results, key, term, how) for term, how in _FIT.items()),
        )
        rows.append(Row((say.outcome(outcome.id),), cells))
    columns = _columns("outcome", "factors", "n", "chi2", "cfi", "rmsea", "srmr", "parts")
    return Table("table-models", say.phrase("table.models"), columns, tuple(rows), technical=True, topic=TOPIC)


def _items(results: Results, outcome: Outcome) -> Table:
    model = f"{outcome.id}/all/model"
    rows = tuple(
        Row(
            (Label("item", item),),
            (
                *(
                    say.found(NAME, results, f"{outcome.id}/{item}/item", term, "points")
                    for term in ("item_rest", "alpha_if_dropped", "omega_if_dropped")
                ),
                _if_there(results, model, f"loading:{item}", "points_ci"),
            ),
        )
        for item in outcome.items
    )
    columns = _columns("item", "item_rest", "alpha_if_dropped", "omega_if_dropped", "loading")
    caption = say.phrase("table.items", outcome=say.outcome(outcome.id))
    return Table(f"table-items-{outcome.id}", caption, columns, rows, technical=True, topic=TOPIC)


def _path(study: Study, results: Results, outcome: Outcome) -> Figure:
    key = f"{outcome.id}/all/model"
    factors = _factors(study, results, outcome)
    rows = tuple(
        Row(
            (say.outcome(factors[row["lhs"]]), Label("item", row["rhs"])),
            (say.ref(NAME, key, f"loading:{row['rhs']}", "points"),),
        )
        for row in getattr(results[key].result, "loadings").to_dict("records")  # noqa: B009 - a result of any kind
    )
    caption = say.phrase("figure.model", outcome=say.outcome(outcome.id))
    return Figure(f"figure-model-{outcome.id}", "path", caption, rows, technical=True, topic=TOPIC)


def _factors(study: Study, results: Results, outcome: Outcome) -> dict[str, str]:
    """Give the outcome that each factor of a scale's model stands for."""
    model = results[f"{outcome.id}/all/model"].result
    if not isinstance(model, ScaleModel) or model.factors == 1:
        return {"f1": outcome.id}
    parts = study.instruments[str(outcome.instrument)].subscales
    return {f"f{number}": f"{outcome.instrument}.{part}" for number, part in enumerate(parts, 1)}
