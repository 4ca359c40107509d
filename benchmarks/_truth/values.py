"""What is true of a printed interval, under which name it stands in the table, or why it is not measured."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from _truth import careers, changes, shares
from _truth.drawn import found_in_many
from _truth.printed import Interval
from _truth.worlds import World
from evaluatie.study.demonstration import true_values

STAYERS, WORKFORCE = "stayers", "workforce"
#: whom each estimator of a change speaks of
OF_WHOM = {
    "mixed": STAYERS, "linked": STAYERS, "paired": STAYERS, "weighted": STAYERS, "imputed": STAYERS,
    "tipping": STAYERS, "everyone": WORKFORCE, "unlinked": WORKFORCE,
}  # fmt: skip
#: characteristics of people; units with and without interventions are the model's ``exposed``
WHOM = {
    "all": "everyone", "gender": "gender", "age": "age band", "origin": "origin",
    "interventions-group": "units with and without interventions", "unit": "unit",
}  # fmt: skip
EXPOSED = {"with": ("exposed", "yes"), "without": ("exposed", "no")}


@dataclass(frozen=True)
class Measure:
    """What an interval is called, what is true of it, and how often it should hold it.

    Attributes
    ----------
    name : str
        In the table.
    true : float or None
        None where it is not measured.
    nominal : int
        Percent.
    scale : str
        ``log`` where the error is that of the logarithm.
    reason : str
        Why it is not measured.
    """

    name: str
    true: float | None
    nominal: int = 95
    scale: str = ""
    reason: str = ""


@lru_cache(maxsize=4)
def table(world: World) -> dict[tuple[str, ...], float]:
    """Give everything that is true in closed form, by quantity, outcome, characteristic, level, waves and people."""
    rows = true_values(world.model)
    keys = rows[["quantity", "outcome", "characteristic", "level", "waves", "people"]]
    return dict(zip(keys.itertuples(index=False, name=None), rows["value"].astype(float), strict=True))


def known(world: World, quantity: str, it: Interval, waves: str, people: str) -> float:
    """Look a quantity of the model up; an age band is everyone, and the gap between age bands is none."""
    group = (it.characteristic, it.level)
    if it.characteristic == "interventions-group":
        group = EXPOSED[it.level]
    if it.characteristic == "age":
        if quantity.startswith("gap"):
            return 0.0
        group = ("all", "all")
    return table(world)[(quantity, it.outcome, *group, waves, people)]


def measure(world: World, it: Interval) -> Measure:
    """Say what is true of an interval."""
    make = rule(it.section, it.method, f"{it.key}.{it.term}")
    if make is None:
        raise ValueError(f"an interval that no rule knows: {it.section} {it.method} {it.key}.{it.term}")
    return make(world, it)


def rule(section: str, method: str, rest: str) -> Callable[[World, Interval], Measure] | None:
    """Find the rule for a figure by its section, its method, and the rest of its id."""
    text = about(section, method, rest)
    return next((make for pattern, make in _RULES if re.fullmatch(pattern, text)), None)


def about(section: str, method: str, rest: str) -> str:
    """Write a figure as patterns read it; whether units were counted is the same kind of figure."""
    return f"{section} {method.removesuffix('_units').removesuffix('_few')} {rest}"


def _pair(it: Interval) -> str:
    return "-".join(it.waves)


def _mean(world: World, it: Interval) -> Measure:
    return Measure("mean at a wave", known(world, "mean", it, it.waves[0], WORKFORCE))


def _gap(world: World, it: Interval) -> Measure:
    return Measure("gap between groups at a wave", known(world, "gap", it, it.waves[0], WORKFORCE))


def _gap_of_pair(world: World, it: Interval) -> Measure:
    if it.term == "gap_change":
        return Measure("change of a gap", known(world, "gap_change", it, _pair(it), WORKFORCE))
    wave = it.waves[0] if it.term == "gap_first" else it.waves[-1]
    return Measure("gap between groups at a wave", known(world, "gap", it, wave, WORKFORCE))


def _estimator(it: Interval) -> str:
    return it.key.rpartition("/")[2]


def _change(world: World, it: Interval) -> Measure:
    name = _estimator(it)
    true = known(world, "change", it, _pair(it), OF_WHOM[name])
    if it.term == "equivalence":
        return Measure(f"change, {name}, 90% interval", true, 90)
    return Measure(f"change, {name}", true)


def _standardised(world: World, it: Interval) -> Measure:
    name = _estimator(it)
    true = changes.standardised(world, it.outcome, it.waves, OF_WHOM[name], it.term)
    return Measure(f"standardised change {it.term}, {name}", true)


def _robust(world: World, it: Interval) -> Measure:
    names = {"trimmed_change": "change of trimmed means", "pseudo_median": "pseudo-median of changes",
             "rank_biserial": "rank-biserial correlation of changes"}  # fmt: skip
    return Measure(names[it.term], changes.robust(world, it.outcome, it.waves, it.term))


def _choice(world: World, it: Interval) -> Measure:
    if world.changed:
        return _not("change by other choices (multiverse)", "with other ways to score, a true change has another size; "
                    "measured where nothing changes")(world, it)  # fmt: skip
    return Measure("change by other choices (multiverse)", 0.0)


def _difference(world: World, it: Interval) -> Measure:
    people = STAYERS if it.term in ("difference_in_change_linked", "difference_ancova") else WORKFORCE
    way = it.term.removeprefix("difference_").removeprefix("in_change").strip("_") or "everyone"
    true = table(world)[("gap_change", it.outcome, "exposed", "yes", _pair(it), people)]
    return Measure(f"difference in change, {way}", true)


def _slope(world: World, it: Interval) -> Measure:
    if world.changed:
        return _not("change per year", "the model's changes are no straight line")(world, it)
    return Measure("change per year", 0.0)


def _in_many(name: str, nominal: int = 95) -> Callable[[World, Interval], Measure]:
    def make(world: World, it: Interval) -> Measure:
        return Measure(name, found_in_many(world.changed).get(f"{it.section}.{it.key}.{it.term}"), nominal)

    return make


def _share(name: str, true: Callable[[World, Interval], float]) -> Callable[[World, Interval], Measure]:
    return lambda world, it: Measure(name, true(world, it))


def _flow(it: Interval) -> str:
    return it.key.split("/")[2]


def _rate(world: World, it: Interval) -> Measure:
    flow = _flow(it)
    if flow == "other":
        return _not("rate of other exits", "what is neither voluntary nor unknown depends on age")(world, it)
    known_part = 1 - world.model.careers.reason_unknown if flow == "voluntary" else 1.0
    true = careers.rate(world, flow, it.characteristic, it.level)
    name = f"rate of {flow}"
    if true is None:
        return _not(name, _TWO_RATES if it.level != "unknown" else _UNKNOWN)(world, it)
    return Measure(name, true * known_part)


def _ratio(name: str) -> Callable[[World, Interval], Measure]:
    def make(world: World, it: Interval) -> Measure:
        flow = _flow(it)
        if flow == "other":
            return _not(f"{name}, other exits", "what is neither voluntary nor unknown depends on age")(world, it)
        true = careers.ratio(world, flow, it.characteristic, it.level)
        named = f"{name}, {flow}"
        return _not(named, _TWO_RATES)(world, it) if true is None else Measure(named, true, scale="log")

    return make


def _survival(world: World, it: Interval) -> Measure:
    true = careers.survival(world, it.characteristic, it.level, float(it.key.rpartition("/")[2]))
    name = "share that is still there after some years"
    if it.late:
        return _not(name, _LATE)(world, it)
    return _not(name, _UNKNOWN)(world, it) if true is None else Measure(name, true)


def _incidence(world: World, it: Interval) -> Measure:
    _, kind, years = it.key.split("/")
    flow, name = {"risen": ("promotion", "share promoted after some years in a scale"),
                  "passed": ("outflow", "share that left first after some years in a scale")}[kind]  # fmt: skip
    true = careers.incidence(world, flow, it.characteristic, it.level, float(years))
    return _not(name, _TWO_RATES)(world, it) if true is None else Measure(name, true)


def _years(world: World, it: Interval) -> Measure:
    name = "years stayed longer than the reference"
    if it.late:
        return _not(name, _LATE)(world, it)
    return Measure(name, careers.years_stayed(world, it.characteristic, it.level, it.horizon))


def _staff_share(world: World, it: Interval) -> Measure:
    name = "share of a group among the staff"
    if it.characteristic != "gender":
        return _not(name, "the model has a closed form for genders only: who left before differed by origin")(world, it)
    if "/share/" in it.key or "/known/" in it.key:
        return Measure(name, float(world.model.genders[it.level]))
    return _not(name, "a share of another kind")(world, it)


def _not(name: str, reason: str) -> Callable[[World, Interval], Measure]:
    return lambda _, __: Measure(name, None, reason=reason)


_TWO_RATES = "the rate changed within the years of the files; measured where it did not"
_LATE = "the curves start late, of whoever had stayed so long; measured where they do not"
_UNKNOWN = "people of unknown group are of every group"
_REPEATED = "the same interval as in the section on change, where it is measured"

_KIND = r"(mixed|linked|paired|everyone|unlinked|weighted|imputed|tipping)"
_RULES: tuple[tuple[str, Callable[[World, Interval], Measure]], ...] = (
    (r"response proportion_wilson t\d/rate\.proportion", _share("response", shares.response)),
    (r"(baseline|change|leadership) mean_t [^/]+/(all|\w+=[^/]+)(/t\d)?/mean\.mean", _mean),
    (r"baseline gap_welch .*/gap\.difference", _gap),
    (r"(baseline|change) inclusion_fields .*\.proportion", _share("share in a field of inclusion", shares.field)),
    (r"baseline reliability .*\.alpha", _in_many("reliability: alpha")),
    (r"baseline reliability .*\.omega_total", _in_many("reliability: omega")),
    (r"baseline hierarchical .*\.omega_hierarchical", _in_many("reliability: omega hierarchical")),
    (r"baseline factor_model .*\.loading:.*", _in_many("loading of an item")),
    (r"baseline factor_model .*\.parts", _in_many("correlation of the parts of a scale")),
    (r"baseline factor_model .*\.rmsea", _not(
        "RMSEA (90% interval)", "the model holds nearly exactly, so that the true value lies at the edge, 0, where an "
        "interval holds it by construction")),
    (rf"change .*/{_KIND}\.(mean_change|equivalence)", _change),
    (rf"change .*/{_KIND}\.[dg]_\w+", _standardised),
    (r"change gap .*/gap\.gap_\w+", _gap_of_pair),
    (r"change difference_in_differences .*\.difference_\w+", _difference),
    (r"change (trimmed|ranks) .*\.(trimmed_change|pseudo_median|rank_biserial)", _robust),
    (r"change multiverse .*\.mean_change", _choice),
    (r"change \w+ .*\.slope", _slope),
    (r"change mean_t .*/first/\w+\.mean", _share("first score by who answered again", shares.first_mean)),
    (r"change stayers .*\.d", _share("difference in first score by who answered again", shares.first_difference)),
    (r"change proportion_wilson stayed/.*\.proportion", _share("share that answered again", shares.again)),
    (r"change reliable_change .*\.proportion", _not(
        "share with a reliable change of their own", "the bound is that of each organisation's own reliability, so "
        "that there is no one true share; the interval is Wilson's, as of other shares")),
    (r"leadership team_agreement .*\.icc1", _in_many("how alike answers in a team are (ICC1)")),
    (r"leadership team_agreement .*\.icc2", _not(
        "reliability of team means (ICC2)", "follows from ICC1 and the size of the teams, as its limits do")),
    (r"leadership team_means .*\.mean", _not(
        "mean of a team", "teams are unnamed and in no order, so that a row cannot be told to be a team's; measured by "
        "benchmarks/aggregation.py")),
    (r"leadership mediated_link .*\.\w+_within", _in_many("link with leadership, within teams")),
    (r"leadership mediated_link .*\.\w+_between", _not(
        "link with leadership, between teams", "told only where there are many teams; even among 20,000 people what is "
        "true would be known too badly")),
    (r"retention_and_promotion event_rate .*\.rate", _rate),
    (r"retention_and_promotion rate_ratio .*\.rate_ratio", _ratio("ratio of rates")),
    (r"retention_and_promotion standardised_rates .*\.ratio", _ratio("standardised ratio of rates")),
    (r"retention_and_promotion cox .*\.hazard_ratio", _ratio("hazard ratio")),
    (r"retention_and_promotion kaplan_meier .*\.survival", _survival),
    (r"retention_and_promotion aalen_johansen .*\.incidence", _incidence),
    (r"retention_and_promotion restricted_mean .*\.restricted_mean_difference", _years),
    (r"retention_and_promotion proportion_wilson .*\.proportion", _staff_share),
    (r"retention_and_promotion dissimilarity .*\.beyond_chance",
     lambda _, __: Measure("uneven spread over units, beyond chance", 0.0)),
    (r"retention_and_promotion markov_forecast .*\.share", _not(
        "forecast of a share", "about years that the files do not reach")),
    (r"conclusions .*", _not("change, in the conclusions", _REPEATED)),
)  # fmt: skip
