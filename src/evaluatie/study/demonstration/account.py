"""The tables of docs/demonstration.md: every parameter of the model, and what is true of the organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from evaluatie.study.demonstration.candidates import APPLICANTS, STAGES
from evaluatie.study.demonstration.career_model import CareerModel
from evaluatie.study.demonstration.contradictions import CONTRADICTIONS
from evaluatie.study.demonstration.conversations import CONVERSATIONS
from evaluatie.study.demonstration.exit_interviews import EXIT_REASONS, named_shares
from evaluatie.study.demonstration.model import DemoModel
from evaluatie.study.demonstration.organisations import ORGANISATIONS, RIJKSDIENST, Organisation
from evaluatie.study.demonstration.origins import BIRTHS
from evaluatie.study.demonstration.shifts import Effect, Shift
from evaluatie.study.demonstration.true_rates import true_rates
from evaluatie.study.demonstration.truth import outcome_items, true_values

_BLOCK = re.compile(r"(<!-- table: (?P<name>[a-z0-9 -]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SHOWN_APART = ("scales", "correlations", "effects", "dates", "careers")


def with_tables(text: str) -> str:
    """Fill in the tables of a document.

    Parameters
    ----------
    text : str
        A document with blocks from ``<!-- table: name -->`` to ``<!-- end -->``.

    Returns
    -------
    str
        The same with what the tables hold now.
    """
    tables = _tables({match["name"] for match in _BLOCK.finditer(text)})
    return _BLOCK.sub(lambda match: f"{match[1]}\n{tables[match['name']]}\n\n{match[3]}", text)


def _tables(names: set[str]) -> dict[str, str]:
    default = DemoModel()
    tables = {
        "scales": _scales([default, *(organisation.model for organisation in ORGANISATIONS)]),
        "correlations": _correlations(ORGANISATIONS),
        "births": _table(("own", "mother", "father", "origin", "origin_1999", "share within origin"),
                         [(*birth[:3], birth.origin, birth.origin_1999, birth.share) for birth in BIRTHS]),
        "parameters": _parameters(),
        "careers": _careers(),
        "effects default": _effects(default),
        "reasons of exit": _exit_reasons(),
        "selection": _selection(),
        "conversations": _conversations(),
        "contradictions": _table(("contradiction", "people"), list(CONTRADICTIONS.items())),
    }  # fmt: skip
    for organisation in ORGANISATIONS:
        tables[f"effects {organisation.id}"] = _effects(organisation.model)
        tables[f"truth {organisation.id}"] = _truth(organisation)
        tables[f"rates {organisation.id}"] = _true_rates(organisation.model)
    return {name: tables[name] for name in names}


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.4f}".rstrip("0").rstrip(".") if value else "0"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_cell(share)}" for key, share in value.items()) or "everyone"
    if isinstance(value, tuple):
        return ", ".join(_cell(one) for one in value) or "none"
    if isinstance(value, Shift):
        return f"{_cell(value.size)} ({_who(value.who)})"
    return str(value)


def _who(who: Mapping[str, str]) -> str:
    return " and ".join(f"{key} {level}" for key, level in who.items()) or "everyone"


def _scales(models: Sequence[DemoModel]) -> str:
    """One row per scale as it is in any of the models."""
    rows = dict.fromkeys(
        (scale.id, f"{scale.items[0]} to {scale.items[-1]}", scale.loadings, scale.thresholds, scale.reversed,
         f"{scale.low} to {scale.high}")
        for model in models for scale in model.scales
    )  # fmt: skip
    return _table(("scale", "items", "loadings", "thresholds", "reversed", "answers"), sorted(rows))


def _correlations(organisations: Sequence[Organisation]) -> str:
    found: dict[tuple[str, str], float] = {}
    for organisation in organisations:
        ids = [scale.id for scale in organisation.model.scales]
        matrix = organisation.model.correlation()
        pairs = [(one, other) for other in range(len(ids)) for one in range(other)]
        found |= {(ids[one], ids[other]): float(matrix[one, other]) for one, other in pairs}
    return _table(("scale", "with", "correlation"), [(*pair, value) for pair, value in sorted(found.items())])


def _parameters() -> str:
    models = [DemoModel(), *(organisation.model for organisation in ORGANISATIONS)]
    header = ("parameter", "default", *(organisation.id for organisation in ORGANISATIONS))
    names = [field.name for field in fields(DemoModel) if field.name not in _SHOWN_APART]
    rows: list[tuple[Any, ...]] = [("seed", "", *(organisation.seed for organisation in ORGANISATIONS))]
    rows += [("dates", *(" · ".join(date.isoformat() for date in model.dates) for model in models))]
    rows += [(name, *(getattr(model, name) for model in models)) for name in names]
    return _table(header, rows)


def _careers() -> str:
    models = [CareerModel(), *(organisation.model.careers for organisation in ORGANISATIONS)]
    header = ("parameter", "default", *(organisation.id for organisation in ORGANISATIONS))
    rows = [(field.name, *(getattr(model, field.name) for model in models)) for field in fields(CareerModel)]
    return _table(header, rows)


def _conversations() -> str:
    rows = [
        (id_, theme, *chances)
        for id_, of in CONVERSATIONS.items()
        for theme, chances in [("conversations held", of.held), *of.themes.items()]
    ]
    return _table(("organisation", "theme", "round 1", "round 2"), rows)


def _effects(model: DemoModel) -> str:
    def row(effect: Effect) -> tuple[Any, ...]:
        return (effect.scale, float(effect.size), _who(effect.who), effect.wave or "all (a gap)")

    return _table(("scale", "size", "who", "wave"), [row(effect) for effect in model.effects])


def _true_rates(model: DemoModel) -> str:
    """Per flow, period and origin the rate per year; promotion by interventions where not all units had them."""
    rates = true_rates(model)
    units = rates["exposed"].map({"yes": "with interventions", "no": "without"})
    alike = rates["flow"].ne("promotion") | rates["period"].eq("before") | (len(set(units)) == 1)
    when = rates["period"] + f" {model.careers.began}"
    rates = rates.assign(
        units=units.mask(alike, "all"), when=when.mask(rates["flow"].isin(_unchanged(rates)), "always")
    )
    names = ["flow", "when", "units", "origin", "rate", "ratio"]
    rows = rates.drop_duplicates(names[:4])[names].itertuples(index=False)
    return _table(("flow", "period", "units", "origin", "per year", "ratio to Dutch origin"), rows)


def _unchanged(rates: pd.DataFrame) -> list[str]:
    """Name the flows whose rates are the same before and since the interventions."""
    wide = rates.pivot_table("rate", ["flow", "origin", "exposed"], "period")
    same = np.isclose(wide["before"], wide["since"])
    return [str(flow) for flow, held in pd.Series(same, wide.index).groupby(level="flow").all().items() if held]


def _selection() -> str:
    """Per stage the chance to go on of each origin."""
    origins = list(APPLICANTS)
    rows = [(stage.id, *(stage.chance * stage.ratios.get(origin, 1.0) for origin in origins)) for stage in STAGES]
    return _table(("stage", *origins), [("applicants", *APPLICANTS.values()), *rows])


def _exit_reasons() -> str:
    """Per reason its weight, and the true share of each origin that names it."""
    shares = named_shares(RIJKSDIENST.model)
    shares["difference, outside Europe"] = shares["buiten-europa"] - shares["nederland"]
    named = shares.to_numpy().tolist()
    rows = [(one.name, one.weight, one.shifts, *theirs) for one, theirs in zip(EXIT_REASONS, named, strict=True)]
    return _table(("reason", "weight", "differs (log)", *shares.columns), rows)


def _truth(organisation: Organisation) -> str:
    """Per outcome what a perfect evaluation would find."""
    model = organisation.model
    keys = ["quantity", "outcome", "characteristic", "level", "waves", "people"]
    truth = true_values(model).set_index(keys)[["value", "standardised"]].to_dict("index")
    last = model.waves[-1]
    pair = f"t0-{last}"
    abroad, exposed, everyone = ("origin", "buiten-europa"), ("exposed", "yes"), ("all", "all")
    wanted: dict[str, tuple[Any, ...]] = {
        "mean t0": ("mean", everyone, "t0", "workforce", "value"),
        "SD t0": ("sd", everyone, "t0", "workforce", "value"),
    }
    for wave in model.waves[1:]:
        wanted[f"change t0-{wave}, workforce"] = ("change", everyone, f"t0-{wave}", "workforce", "value")
        wanted[f"change t0-{wave}, stayers"] = ("change", everyone, f"t0-{wave}", "stayers", "value")
        wanted[f"the same in SD t0, {wave}"] = ("change", everyone, f"t0-{wave}", "stayers", "standardised")
    wanted["gap t0, origin outside Europe"] = ("gap", abroad, "t0", "workforce", "value")
    wanted[f"change of that gap {pair}, workforce"] = ("gap_change", abroad, pair, "workforce", "value")
    if 0 < model.exposed_units < model.units:
        wanted["effect of interventions, stayers"] = ("gap_change", exposed, pair, "stayers", "value")

    def value(outcome: str, name: str) -> float:
        quantity, group, waves, people, column = wanted[name]
        return round(float(truth[quantity, outcome, *group, waves, people][column]), 3)

    rows = [(outcome, *(value(outcome, name) for name in wanted)) for outcome in outcome_items(model)]
    chances = [
        f"{what} {round(truth[quantity, '', *everyone, waves, people]['value'], 3)}"
        for what, quantity, waves, people in (
            ("answers at t0", "answers", "t0", "workforce"),
            (f"leaves before {last}", "leaves", pair, "workforce"),
            (f"answered at t0, still employed, silent at {last}", "drops_out", pair, "stayers"),
        )
    ]
    return _table(("outcome", *wanted), rows) + f"\n\nChances: {'; '.join(chances)}."
