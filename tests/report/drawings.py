"""Bundles by hand for figures of stacked bars, fields, teams and paths: made-up numbers, to be drawn."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from variants import hide

Bundle = dict[str, Any]
QUESTIONS = (
    ("ik heb het gevoel dat ik bij mijn team hoor", "I feel that I belong to my team"),
    ("mijn team laat me merken dat ik erbij hoor", "my team lets me know that I am one of them"),
    ("mijn team moedigt mij aan om te laten zien wie ik echt ben", "my team encourages me to show who I really am"),
    ("ik kan mezelf zijn", "I can be myself"),
    ("mijn team waardeert wat mij anders maakt", "my team values what makes me different"),
    ("ik word gehoord", "I am heard"),
)
FIELDS = (
    ("buitengesloten", "excluded"),
    ("erbij horen zonder zichzelf te zijn", "belonging without being oneself"),
    ("zichzelf zijn zonder erbij te horen", "being oneself without belonging"),
    ("ingesloten", "included"),
)


class Sheet:
    """Collects labels, numbers and rows into a bundle with one figure."""

    def __init__(self, base: Mapping[str, Any], kind: str, columns: Sequence[tuple[str, str]] = ()) -> None:
        self.bundle: Bundle = copy.deepcopy(dict(base))
        self.bundle.update(numbers={}, findings=[], methods=[], hidden=[], context=[])
        self.rows: list[dict[str, Any]] = []
        self.figure: dict[str, Any] = {
            "type": "figure",
            "kind": kind,
            "id": f"figure-{kind}",
            "caption": {
                "key": "figure.change",
                "slots": {
                    "first": {"label": ["wave", "t0"]},
                    "last": {"label": ["wave", "t1"]},
                    "outcome": {"label": ["outcome", "jobsat"]},
                },
            },
            "rows": self.rows,
        }
        if columns:
            self.figure["columns"] = [
                {"key": "column.wave_label", "slots": {"wave": self.label(*name)}} for name in columns
            ]
        self.bundle["displays"] = [self.figure]

    def label(self, dutch: str, english: str) -> dict[str, Any]:
        """Name something that the study names."""
        self.bundle["labels"].setdefault("level", {})[english] = {"nl": dutch, "en": english}
        return {"label": ["level", english]}

    def ref(self, estimate: float, show: str, half: float | None = None, n: int | None = 120) -> dict[str, Any]:
        """Add a number, with an interval of this half width."""
        id_ = f"change.made/{len(self.bundle['numbers'])}.estimate"
        fields = dict.fromkeys(("se", "statistic", "df", "p", "ci_low", "ci_high"))
        if half is not None:
            fields.update(ci_low=estimate - half, ci_high=estimate + half)
        about = {"outcome": None, "characteristic": "all", "level": "all", "waves": ["t0"], "method": None}
        number = {**about, "term": "estimate", "estimate": estimate, **fields, "n": n, "suppressed": None}
        self.bundle["numbers"][id_] = number
        return {"ref": id_, "show": show}

    def row(self, head: Sequence[Any], *cells: Any) -> None:
        self.rows.append({"head": list(head), "cells": list(cells)})


def answers(base: Bundle, bands: int = 5) -> Bundle:
    """Six questions with as many bands of answers; each question's shares add up to 1."""
    sheet = Sheet(base, "answers", [(f"{k} van {bands}", f"{k} of {bands}") for k in range(1, bands + 1)])
    for position, question in enumerate(QUESTIONS):
        weights = [1 + ((3 * k + 5 * position) % 7) + (k == bands - 1) * 4 for k in range(bands)]
        head = [sheet.label(*question)]
        if position == 1:
            head.append(sheet.label("omgekeerd gescoord", "scored in reverse"))
        sheet.row(head, *(sheet.ref(weight / sum(weights), "percent") for weight in weights))
    return sheet.bundle


def shares(base: Bundle) -> Bundle:
    """Four groups, each of four fields."""
    sheet = Sheet(base, "shares", FIELDS)
    groups = (("nulmeting", "baseline"), ("nameting", "follow-up"), ("Europa", "Europe"), ("Nederland", "Netherlands"))
    for position, group in enumerate(groups):
        weights = (3 + position, 4, 2, 11 - 2 * position)
        cells = [sheet.ref(weight / sum(weights), "percent_ci", 0.04, 80 + position) for weight in weights]
        note = [sheet.label("van de deelnemers", "of those who took part")] if position else []
        sheet.row([sheet.label(*group), *note], *cells)
    return sheet.bundle


def pipeline(base: Bundle, stages: int = 5) -> Bundle:
    """Stages from who came in to managers, each of four groups."""
    groups = (
        ("Nederland", "Netherlands"),
        ("Europa", "Europe"),
        ("buiten Europa, zelf geboren", "outside Europe, born there"),
        ("buiten Europa, in Nederland geboren", "outside Europe, born in the Netherlands"),
    )
    sheet = Sheet(base, "pipeline", groups)
    names = (
        ("kwam in dienst", "came in"),
        ("schaal 1 tot en met 6", "scales 1 to 6"),
        ("schaal 7 tot en met 10", "scales 7 to 10"),
        (
            "schaal 11 en hoger, en wie een toelage voor een hogere schaal heeft",
            "scales 11 and up, and with an allowance",
        ),
        ("leidinggevenden", "managers"),
    )
    for stage, name in enumerate(names[:stages]):
        weights = (60 + 8 * stage, 14 - 2 * stage, 10, 16 - 4 * stage)
        total = sum(weights)
        cells = [sheet.ref(weight / total, "percent_ci", 0.4 * weight / total, 400 - 80 * stage) for weight in weights]
        sheet.row([sheet.label(*name)], *cells)
    return sheet.bundle


def fields(base: Bundle) -> Bundle:
    sheet = Sheet(base, "fields")
    for name, share in zip(FIELDS, (0.17, 0.21, 0.085, 0.535), strict=True):
        sheet.row([sheet.label(*name)], sheet.ref(share, "percent_ci", 0.05, 188))
    return sheet.bundle


def units(base: Bundle, teams: int = 8, named: bool = True) -> Bundle:
    sheet = Sheet(base, "units")
    mean = sheet.ref(3.47, "points", n=400)
    for team in range(teams):
        value = 2.6 + 1.9 * team / max(teams - 1, 1)
        head = [sheet.label(f"afdeling {chr(65 + team % 26)}", f"department {chr(65 + team % 26)}")] if named else []
        sheet.row(head, sheet.ref(value, "points_ci", 0.25 + 0.05 * (team % 4), 10 + team % 9), mean, None)
    return sheet.bundle


def path(base: Bundle) -> Bundle:
    """Leadership, inclusion and leaving, with the arrow that passes inclusion by."""
    sheet = Sheet(base, "path")
    lead = sheet.label("inclusief leiderschap van de leidinggevende", "inclusive leadership of the line manager")
    inclusion, leave = sheet.label("inclusie", "inclusion"), sheet.label("van plan te vertrekken", "planning to leave")
    sheet.row([lead, inclusion], sheet.ref(0.35, "points_ci", 0.15))
    sheet.row([inclusion, leave], sheet.ref(-0.41, "points_ci", 0.12), sheet.ref(-0.37, "points"))
    sheet.row([lead, leave], sheet.ref(-0.08, "points_ci", 0.11))
    return sheet.bundle


def crossed_path(base: Bundle) -> Bundle:
    """Two causes, two things between, two outcomes, and arrows that skip a layer."""
    sheet = Sheet(base, "path")
    names = {
        "a": ("transformationeel leiderschap", "transformational leadership"),
        "b": ("inclusief leiderschap", "inclusive leadership"),
        "c": ("erbij horen", "belonging"),
        "d": ("zichzelf zijn", "being oneself"),
        "e": ("werktevredenheid", "job satisfaction"),
        "f": ("vertrekintentie", "turnover intention"),
    }
    nodes = {key: sheet.label(*name) for key, name in names.items()}
    for position, (first, last) in enumerate(("ac", "ad", "bc", "bd", "ce", "df", "de", "cf", "ae", "bf")):
        sheet.row([nodes[first], nodes[last]], sheet.ref(0.5 - 0.1 * position, "points_ci", 0.12))
    return sheet.bundle


def long_path(base: Bundle) -> Bundle:
    """Five things in a row."""
    sheet = Sheet(base, "path")
    nodes = [sheet.label(f"stap {k} van de keten", f"step {k} of the chain") for k in range(5)]
    for k in range(4):
        sheet.row([nodes[k], nodes[k + 1]], sheet.ref(0.4, "points_ci", 0.1 * (k + 1)))
    sheet.row([nodes[0], nodes[4]], sheet.ref(0.1, "points_ci", 0.05))
    return sheet.bundle


def loadings(base: Bundle, items: int = 16, factors: int = 2) -> Bundle:
    sheet = Sheet(base, "path")
    heads = [sheet.label("erbij horen", "belonging"), sheet.label("zichzelf kunnen zijn", "being oneself")]
    for item in range(items):
        question = QUESTIONS[item % len(QUESTIONS)]
        name = sheet.label(f"{item + 1}. {question[0]}", f"{item + 1}. {question[1]}")
        sheet.row([heads[item * factors // items], name], sheet.ref(0.9 - 0.03 * item, "points"))
    return sheet.bundle


EVENTS = (
    ("2020-03-15", "thuiswerken", "working from home"),
    ("2020-05-01", "reorganisatie van drie afdelingen tot één", "reorganisation of three departments into one"),
    ("2020-05-20", "een nieuwe directeur", "a new director"),
    ("2019-01-01", "verhuizing", "moving house"),
)
WAVES = (
    ("t0", "nulmeting", "baseline", "2019-10-01"),
    ("t1", "nameting", "follow-up", "2020-10-12"),
    ("t2", "tweede nameting", "second follow-up", "2021-10-04"),
    ("t3", "laatste meting", "last measurement", "2022-09-30"),
)


def course(
    base: Bundle,
    outcomes: int = 3,
    waves: int = 2,
    events: int = 3,
    dates: Sequence[str | None] = (),
    groups: bool = False,
) -> Bundle:
    """Outcomes at several waves, with events around them; the scales are those of the base and one of seven points."""
    sheet = Sheet(base, "course")
    sheet.bundle["labels"]["outcome"]["leave"] = {
        "nl": "vertrekintentie: van plan zijn om binnen een jaar ergens anders te gaan werken",
        "en": "turnover intention: planning to go and work somewhere else within a year",
    }
    sheet.bundle["outcomes"]["leave"] = {"low": 1, "high": 7, "direction": "lower"}
    sheet.bundle["context"] = [
        {"date": day, "label": {"nl": dutch, "en": english}} for day, dutch, english in EVENTS[:events]
    ]
    known = dates or [wave[3] for wave in WAVES]
    sheet.bundle["waves"] = [
        {"id": id_, "label": {"nl": dutch, "en": english}, "date": day}
        for (id_, dutch, english, _), day in zip(WAVES[:waves], known, strict=False)
    ]
    sheet.bundle["labels"]["wave"] = {id_: {"nl": dutch, "en": english} for id_, dutch, english, _ in WAVES}
    sheet.figure["columns"] = [
        {"key": "column.wave_label", "slots": {"wave": {"label": ["wave", id_]}}} for id_, *_ in WAVES[:waves]
    ]
    ids = ("jobsat", "commit", "leave", "ready")
    for number in range(outcomes):
        means = [3.1 + 0.31 * number + (0.18 - 0.07 * number) * wave - 0.06 * wave**2 for wave in range(waves)]
        cells = [
            sheet.ref(mean, "points_ci", 0.12 + 0.03 * (number + wave), 131 - 7 * wave - number)
            for wave, mean in enumerate(means)
        ]
        head: list[Any] = [{"label": ["outcome", ids[(number // 2 if groups else number) % len(ids)]]}]
        if groups:
            head.append(sheet.label(*(("Europa", "Europe"), ("Nederland", "Netherlands"))[number % 2]))
        sheet.row(head, *cells, *([sheet.ref(0.2, "points", n=None)] if number != 1 else []))
    return sheet.bundle


CHOICES = (
    (("groep", "group"), (("iedereen", "everyone"), ("twee keer meegedaan", "took part twice"))),
    (
        ("weggelaten", "left out"),
        (
            ("niemand", "nobody"),
            ("wie bij alles hetzelfde antwoord gaf", "who gave the same answer to everything"),
            ("wie heel snel was", "who was very fast"),
        ),
    ),
    (("score", "score"), (("gemiddelde", "mean"), ("zonder omgekeerde vragen", "without reversed questions"))),
    (
        ("rekening gehouden met", "adjusted for"),
        (("niets", "nothing"), ("leeftijd", "age"), ("leeftijd en geslacht", "age and gender"), ("team", "team")),
    ),
)


def multiverse(base: Bundle, ways: int = 48, planned: int | None = 5) -> Bundle:
    """Many ways of analysis, in the order of their choices."""
    sheet = Sheet(base, "multiverse", [name for name, _ in CHOICES])
    for way in range(ways):
        place, head = way, []
        for _, options in CHOICES:
            head.append(sheet.label(*options[place % len(options)]))
            place //= len(options)
        estimate = 0.21 + 0.16 * math.sin(2.3 * way) - 0.09 * (way % 2) + 0.002 * way
        number = sheet.ref(estimate, "signed_ci", 0.14 + 0.04 * (way % 3), 180 - way % 41)
        bound = sheet.ref(0.2 if way % 4 else 0.18, "points", n=None)
        sheet.row(head, number, bound, {"word": "figure.planned"} if way == planned else None)
    return sheet.bundle


def forest(base: Bundle, organisations: int = 4, half: float = 0.2, *, following: bool = False) -> Bundle:
    """Organisations with an estimate and a weight each, and what is pooled over them."""
    sheet = Sheet(base, "forest")
    bound = sheet.ref(0.15, "points", n=300)
    weights = [2 + (3 * k) % 5 for k in range(organisations)]
    for k, weight in enumerate(weights):
        name = sheet.label(f"Hoogheemraadschap van de {k + 1}e polder", f"Water board of polder number {k + 1}")
        estimate = sheet.ref(-0.25 + 0.6 * k / organisations, "signed_ci", half + 0.02 * (k % 3), 40 + 9 * k)
        sheet.row([name], estimate, bound, sheet.ref(weight / sum(weights), "percent", n=200))
    sheet.row(
        [{"word": "forest.pooled"}], sheet.ref(0.07, "signed_ci", 3 * half if organisations == 2 else 0.1), bound, None
    )
    if following:
        sheet.row([{"word": "forest.next"}], sheet.ref(0.07, "interval", 0.31), bound, None)
    return sheet.bundle


GROUPS = (
    ("iedereen", "everyone"),
    ("herkomst Nederland", "origin Netherlands"),
    ("herkomst Europa", "origin Europe"),
    ("herkomst buiten Europa, geboren in Nederland", "origin outside Europe, born in the Netherlands"),
    ("herkomst buiten Europa, geboren buiten Nederland", "origin outside Europe, born outside the Netherlands"),
    ("vrouwen", "women"),
    ("jonger dan 35", "younger than 35"),
    ("in deeltijd", "part-time"),
)
STOCKS = (
    ("in dienst op 1 januari 2018", "in service on 1 January 2018"),
    ("kwam in dienst", "came in"),
    ("ging naar een hogere schaal", "moved up to a higher scale"),
    ("ging uit dienst", "left"),
    ("in dienst op 31 december 2023", "in service on 31 December 2023"),
)


def stock_flow(base: Bundle, groups: int = 6, empty: bool = False) -> Bundle:
    """Groups with who was there, came, moved up, left, and is there; one has no exits, one (`empty`) had nobody."""
    sheet = Sheet(base, "stock_flow", STOCKS)
    for number, group in enumerate(GROUPS[:groups]):
        start = 0 if empty and number == 1 else 12480 // (number + 1) ** 2
        came, up, left = start // 5 + 11, start // 9 + 3, 0 if number == 2 else start // 6
        counts = [sheet.ref(value, "count", n=None) for value in (start, came, up, left, start + came - left)]
        sheet.row([sheet.label(*group)], *counts)
    return sheet.bundle


def years_since(sheet: Sheet, years: Sequence[float]) -> None:
    """Name the columns by years since entry."""
    sheet.figure["columns"] = [
        {
            "key": "column.after_year" if year == 1 else "column.after_years",
            "slots": {"years": {"setting": year, "show": "count"}},
        }
        for year in years
    ]


def retention(base: Bundle, groups: int = 5, years: Sequence[float] = (1, 2, 3, 4, 5, 6)) -> Bundle:
    """Groups of whom fewer and fewer are still employed, and fewer are followed."""
    sheet = Sheet(base, "retention")
    years_since(sheet, years)
    for number, group in enumerate(GROUPS[:groups]):
        people, pace = 2400 // (number + 1), 0.055 + 0.017 * ((3 * number) % 5)
        cells = []
        for year in years:
            share = math.exp(-pace * year**0.8)
            followed = round(people * share * (1 - 0.12 * year))
            cells.append(
                sheet.ref(share, "percent_ci", min(0.85 / math.sqrt(people) * (1 + year / 4), 1 - share), followed)
            )
        sheet.row([sheet.label(*group)], *cells)
    return sheet.bundle


def calendar(sheet: Sheet, years: Sequence[int]) -> None:
    """Name the columns by years."""
    sheet.figure["columns"] = [
        {"key": "column.at_year", "slots": {"year": {"setting": year, "show": "year"}}} for year in years
    ]


SCENARIOS = (
    ("alles blijft zoals het was", "everything stays as it was"),
    ("instroom zoals op de arbeidsmarkt", "inflow as on the labour market"),
    ("vertrek gelijk aan dat van anderen", "leaving as often as others"),
)


def over_years(base: Bundle, scenarios: int = 3, target: bool = True) -> Bundle:
    """A share observed in six years, scenarios for six more that begin where it ends, and a target."""
    sheet, seen, ahead = Sheet(base, "over_years"), range(2018, 2024), range(2024, 2030)
    calendar(sheet, [*seen, *ahead])
    shares = [0.121, 0.124, 0.13, 0.128, 0.137, 0.141]
    observed = [sheet.ref(share, "percent_ci", 0.018, 1400 + 20 * k) for k, share in enumerate(shares)]
    sheet.row([{"word": "series.observed"}], *observed, *[None] * len(ahead))
    for number, scenario in enumerate(SCENARIOS[:scenarios]):
        later = [
            sheet.ref(0.141 + (0.004 + 0.006 * number) * step, "percent_ci", 0.012 + 0.004 * step, None)
            for step in range(1, len(ahead) + 1)
        ]
        sheet.row([sheet.label(*scenario)], *[None] * (len(seen) - 1), observed[-1], *later)
    if target:
        goal = {"setting": 0.2, "show": "percent"}
        sheet.row([sheet.label("doel", "target")], *[None] * (len(seen) + len(ahead) - 1), goal)
    return sheet.bundle


def over_years_groups(base: Bundle, groups: int = 3) -> Bundle:
    """The shares of groups in staff, all of them observed."""
    sheet, years = Sheet(base, "over_years"), range(2018, 2024)
    calendar(sheet, list(years))
    for number, group in enumerate(GROUPS[1 : groups + 1]):
        cells = [
            sheet.ref(
                0.34 * 0.7**number + 0.003 * (k - number) * (k + 1) / (number + 1), "percent_ci", 0.02, 1400 + 20 * k
            )
            for k, _ in enumerate(years)
        ]
        sheet.row([sheet.label(*group)], *cells)
    return sheet.bundle


def ratios(base: Bundle, groups: int = 4, ways: int = 2, wide: bool = False) -> Bundle:
    """Groups against a reference, by one or more ways; with `wide` intervals that leave the axis, and no events."""
    sheet = Sheet(base, "ratios")
    named = (("ging uit dienst", "left"), ("ging naar een hogere schaal", "moved up to a higher scale"))
    for number, group in enumerate(GROUPS[2 : 2 + groups]):
        for way, name in enumerate(named[:ways]):
            times = 1.42 * 0.74 ** (number + way)
            ref = sheet.ref(times, "ratio_ci", n=900 - 130 * number)
            spread = 1.5 + 0.15 * number + (9 if wide and number == 1 else 0)
            low, high = times / spread, times * spread
            if wide and number == 2:
                times, low = 0.0, 0.0
            sheet.bundle["numbers"][ref["ref"]].update(estimate=times, ci_low=low, ci_high=high)
            sheet.row([sheet.label(*group), sheet.label(*name)], ref)
    return sheet.bundle


DOINGS = (
    ("policy", "beleid voor diversiteit en inclusie", "diversity and inclusion policy", "organisation"),
    ("mentoring", "mentorprogramma", "mentoring programme", "team"),
    ("recruiting", "werven zonder vooroordelen", "recruiting without bias", "hr"),
    ("leadership", "training inclusief leiderschap", "training in inclusive leadership", "manager"),
    ("dialogue", "gesprekken in het team over verschillen", "conversations in the team about differences", "team"),
)
PARTS = (
    (0, "2019-06-01", "2022-06-30", "running"),
    (1, "2020-03-02", "2020-12-31", "done"),
    (3, "2020-01-20", "2020-04-09", "stopped"),
    (2, "2020-05-18", "2020-05-18", "done"),
    (4, "2021-09-01", "2022-01-31", "planned"),
    (1, "2021-02-01", "2021-07-16", "done"),
    (3, "2020-11-02", "2021-04-30", "done"),
    (1, "2021-09-06", "2022-06-30", "running"),
    (2, "2021-01-11", "2022-06-30", "running"),
    (4, "2019-11-04", "2020-02-28", "done"),
    (3, "2022-03-01", "2022-11-30", "planned"),
    (4, "2020-10-01", "2020-12-18", "stopped"),
    (0, "2022-09-01", "2023-02-28", "planned"),
    (2, "2019-04-01", "2019-12-31", "done"),
)


def timeline(base: Bundle, parts: int = 5, waves: int = 2, events: int = 3, dates: Sequence[str | None] = ()) -> Bundle:
    """Parts of interventions of every status, one of a single day, with the waves and events of a course."""
    around = course(base, 1, waves, events, dates)
    sheet = Sheet(around, "timeline")
    sheet.bundle["context"] = around["context"]
    sheet.bundle["labels"]["intervention"] = {id_: {"nl": dutch, "en": english} for id_, dutch, english, _ in DOINGS}
    for which, first, last, status in PARTS[:parts]:
        id_, *_, level = DOINGS[which]
        head = [{"label": ["intervention", id_]}, {"word": f"doing.level.{level}"}]
        days = [{"setting": day, "show": "date"} for day in (first, last)]
        sheet.row(head, *days, {"word": f"doing.status.{status}"})
    return sheet.bundle


def heat(base: Bundle, rounds: int = 2, stages: int = 4) -> Bundle:
    """Means of a policy scan of every shade, one cell of each row not shown."""
    names = (
        ("Instroom", "Inflow"),
        ("Inclusie", "Inclusion"),
        ("Doorstroom", "Through-flow"),
        ("Uitstroom", "Outflow"),
    )
    sheet = Sheet(base, "heat", names[:stages])
    slots = {name: {"setting": float(limit), "show": "count"} for name, limit in (("low", 1), ("high", 5))}
    sheet.figure["caption"] = {"key": "figure.doing_scan", "slots": slots}
    sheet.bundle["labels"]["scan_round"] = {str(at): str(at) for at in range(1, rounds + 1)}
    for number, phase in enumerate(("vision", "goals", "support", "action", "measurement")):
        for at in range(1, rounds + 1):
            head = [{"word": f"doing.phase.{phase}"}, {"label": ["scan_round", str(at)]}]
            means = [1.0 + (3 * number + 2 * at + place) % 9 / 2 for place in range(stages)]
            cells = [{"setting": mean, "show": "decimal"} for mean in means]
            cells[(number + at) % stages] = {"word": "doing.scan_hidden"}
            sheet.row(head, *cells)
    return sheet.bundle


EVERY: dict[str, Any] = {
    "heat": heat,
    "heat-once": lambda base: heat(base, 1),
    "timeline": timeline,
    "timeline-one": lambda base: timeline(base, 1, 2, 0),
    "timeline-many": lambda base: timeline(base, 14, 4, 4),
    "timeline-undated": lambda base: timeline(base, 3, 2, 1, (None, None)),
    "stock_flow": stock_flow,
    "stock_flow-one": lambda base: stock_flow(base, 1),
    "stock_flow-eight": lambda base: stock_flow(base, 8, empty=True),
    "retention": retention,
    "retention-one": lambda base: retention(base, 1, (0, 1, 5)),
    "retention-eight": lambda base: retention(base, 8),
    "retention-once": lambda base: retention(base, 2, (2,)),
    "over_years": over_years,
    "over_years-one": lambda base: over_years(base, 1, target=False),
    "over_years-groups": over_years_groups,
    "over_years-group": lambda base: over_years_groups(base, 1),
    "over_years-seven": lambda base: over_years_groups(base, 7),
    "ratios": ratios,
    "ratios-one": lambda base: ratios(base, 1, 1),
    "ratios-cut": lambda base: ratios(base, 4, 2, wide=True),
    "forest": forest,
    "forest-two": lambda base: forest(base, 2),
    "forest-next": lambda base: forest(base, 7, following=True),
    "forest-many": lambda base: forest(base, 22, following=True),
    "answers": answers,
    "answers-even": lambda base: answers(base, 4),
    "answers-many": lambda base: answers(base, 11),
    "shares": shares,
    "pipeline": pipeline,
    "pipeline-one": lambda base: pipeline(base, 1),
    "fields": fields,
    "units": units,
    "units-dense": lambda base: units(base, 40, named=False),
    "units-dense-named": lambda base: units(base, 27),
    "path": path,
    "path-crossed": crossed_path,
    "path-long": long_path,
    "loadings": loadings,
    "loadings-one": lambda base: loadings(base, 5, 1),
    "course": course,
    "course-one": lambda base: course(base, 1, 2, 4),
    "course-six": lambda base: course(base, 6, 3, 4),
    "course-four-waves": lambda base: course(base, 2, 4, 2),
    "course-near": lambda base: course(base, 2, 3, 3, ("2020-01-01", "2020-03-01", "2022-01-01")),
    "course-undated": lambda base: course(base, 2, 3, 2, (None, "2020-03-01", "2022-01-01")),
    "course-groups": lambda base: course(base, 4, 2, 0, groups=True),
    "multiverse": multiverse,
    "multiverse-few": lambda base: multiverse(base, 3, None),
    "multiverse-many": lambda base: multiverse(base, 150, 77),
}


def every_figure(base: Bundle) -> Bundle:
    """Give a section with all these figures."""
    bundle, displays, numbers = Sheet(base, "answers").bundle, [], {}
    for name, make in EVERY.items():
        made = json.loads(json.dumps(make(base)).replace("change.made/", f"change.{name}/"))
        displays += [{**display, "id": f"figure-{name}"} for display in made["displays"]]
        numbers.update(made["numbers"])
        for kind, labels in made["labels"].items():
            bundle["labels"].setdefault(kind, {}).update(labels)
        bundle["outcomes"].update(made["outcomes"])
        if name == "course-four-waves":
            bundle.update(waves=made["waves"], context=made["context"])
    bundle.update(displays=displays, numbers=numbers)
    return bundle


def hidden_cells(bundle: Bundle, *places: tuple[int, int]) -> Bundle:
    """Hide numbers by row and cell."""
    for row, cell in places:
        hide(bundle, bundle["displays"][0]["rows"][row]["cells"][cell]["ref"])
    return bundle
