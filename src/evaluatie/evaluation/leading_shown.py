"""What the leadership section says and shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.judgement import estimated
from evaluatie.evaluation.leading_keys import NAME, UNIT, Teams, team_key
from evaluatie.evaluation.scored import fewest
from evaluatie.evaluation.section import Analysis, Figure, Finding, Label, Ref, Row, Setting, Slot, Table, Word
from evaluatie.evaluation.team_results import TeamAgreement
from evaluatie.evaluation.trust import rules, trust
from evaluatie.result import Estimate
from evaluatie.scales import MediatedLink, UnitMeans

if TYPE_CHECKING:
    from evaluatie.study import Outcome, Study

Results = Mapping[str, Analysis]
Display = Table | Figure
PATHS = ("a", "b", "direct", "total", "indirect")


def mean_findings(leaders: Sequence[Outcome], results: Results, wave: str) -> Iterator[Finding]:
    """Say the mean of each scale."""
    for outcome in leaders:
        key = f"{outcome.id}/all/mean"
        if estimated(results, key):
            yield say.mean(NAME, key, outcome, wave)


def mean_displays(leaders: Sequence[Outcome], results: Results, wave: str) -> Iterator[Display]:
    """Draw the mean of each scale."""
    rows = tuple(
        Row((say.outcome(outcome.id),), (say.found(NAME, results, f"{outcome.id}/all/mean", "mean", "points_ci"),))
        for outcome in leaders
    )
    yield Figure("figure-leadership", "means", say.phrase("figure.means", wave=say.wave(wave)), rows)


def team_findings(study: Study, teams: Mapping[str, Teams]) -> Iterator[Finding]:
    """Say how far teams differ and agree, whether their means can be relied upon, and why they have no names."""
    if not teams:
        yield Finding("leadership.no_units", role="caveat")
        return
    for outcome, of in teams.items():
        slots: dict[str, Slot] = {"outcome": say.outcome(outcome)}
        if isinstance(of.agreement, TeamAgreement):
            yield from _agreement(outcome, of.agreement, slots)
        else:
            yield Finding("leadership.few_units", slots, role="caveat")
    drawn = [outcome for outcome, of in teams.items() if isinstance(of.means, UnitMeans)]
    if drawn:
        # said only where there is a figure that it explains
        guard = {"guard": say.ref(NAME, f"{drawn[0]}/all/team-mean", "mean", "points")}
        named = study.config.works_council.consent
        yield Finding("leadership.named" if named else "leadership.unnamed", guard, topic="teams")
        if any(len(of.teams) < study.survey["unit"].nunique() for of in teams.values()):
            few = guard | {"least": Setting(fewest(study), "count")}
            yield Finding("leadership.left_out", few, topic="teams")
        yield Finding("leadership.shrunken", guard, role="method", topic="teams")


def _agreement(outcome: str, agreement: TeamAgreement, slots: dict[str, Slot]) -> Iterator[Finding]:
    key, limits = f"{outcome}/all/teams", rules()["teams"]
    found = agreement.found
    differ = "differ" if found.icc1_reml_low > 0 else "alike"
    about = slots | {
        "share": say.ref(NAME, key, "icc1", "percent"),
        "interval": say.ref(NAME, key, "icc1", "percent_interval"),
        "n": say.ref(NAME, key, "icc1", "n"),
        "units": Setting(found.units, "count"),
    }
    hidden = Finding("leadership.hidden", slots, role="caveat")
    yield Finding(f"leadership.teams_{differ}", about, topic="teams", otherwise=hidden)
    if differ == "differ":
        value = slots | {"value": say.ref(NAME, key, "icc2", "points")}
        if found.icc2_reml >= limits["icc2"]:
            yield Finding("leadership.means_reliable", value, topic="teams")
        else:
            yield Finding("leadership.means_unreliable", value, role="caveat")
    if agreement.agree is not None:
        more = {
            "value": say.ref(NAME, key, "rwg_j", "points"),
            "share": say.ref(NAME, key, "rwg_j_share", "percent"),
            "skewed": say.ref(NAME, key, "rwg_j_slight_skew", "points"),
        }
        yield Finding(f"leadership.teams_{agreement.agree}", slots | more, topic="teams")


def team_displays(study: Study, teams: Mapping[str, Teams], results: Results) -> Iterator[Display]:
    """Draw the teams' means, and give the figures on agreement."""
    named = study.config.works_council.consent
    for outcome, of in teams.items():
        if not isinstance(of.means, UnitMeans):
            continue
        caption = say.phrase("figure.units", outcome=say.outcome(outcome), wave=say.wave(of.wave))
        rows = tuple(_team_rows(outcome, results, named))
        if rows:
            yield Figure(f"figure-units-{outcome}", "units", caption, rows, topic="teams")
            if named:
                yield _named_table(outcome, of.wave, rows)
    if any(isinstance(of.agreement, TeamAgreement) for of in teams.values()):
        yield _agreement_table(teams)


def _team_rows(outcome: str, results: Results, named: bool) -> Iterator[Row]:
    whole = say.ref(NAME, f"{outcome}/all/team-mean", "mean", "points")
    for analysis in results.values():
        if analysis.outcome == outcome and analysis.characteristic == UNIT:
            mean = say.ref(NAME, team_key(outcome, analysis.level), "mean", "points_ci")
            yield Row((Label("level", f"{UNIT}={analysis.level}"),) if named else (), (mean, whole))


def _named_table(outcome: str, wave: str, rows: Sequence[Row]) -> Table:
    def people(slot: Slot | None) -> Slot | None:
        return Ref(slot.number, "n") if isinstance(slot, Ref) else None

    caption = say.phrase("table.units", outcome=say.outcome(outcome), wave=say.wave(wave))
    columns = tuple(say.phrase(f"column.{name}") for name in ("unit", "n", "shrunken"))
    with_n = tuple(Row(row.head, (people(row.cells[0]), row.cells[0])) for row in rows)
    return Table(f"table-units-{outcome}", caption, columns, with_n, topic="teams")


def _agreement_table(teams: Mapping[str, Teams]) -> Table:
    shares, more = ("icc1", "icc2"), ("rwg_j", "rwg_j_share", "rwg_j_slight_skew", "r_star_wg_j", "a_wg_j", "ad_mean_j")
    rows = []
    for outcome, of in teams.items():
        if isinstance(of.agreement, TeamAgreement):
            key, found = f"{outcome}/all/teams", of.agreement.found
            agreed = (say.ref(NAME, key, term, "percent" if term == "rwg_j_share" else "points") for term in more)
            intervals = (say.ref(NAME, key, term, "points_ci") for term in shares)
            anova = say.ref(NAME, key, "icc1_anova", "points")
            counts = (Setting(found.units, "count"), say.ref(NAME, key, "icc1", "n"))
            known = of.agreement.answers is not None
            complete = say.ref(NAME, key, "rwg_j", "n") if known else None
            cells = (*counts, *intervals, anova, complete, *(agreed if known else [None] * len(more)))
            rows.append(Row((say.outcome(outcome),), cells))
    names = ("outcome", "units", "n", *shares, "icc1_anova", "complete", *more)
    columns = tuple(say.phrase(f"column.{name}") for name in names)
    return Table("table-agreement", say.phrase("table.agreement"), columns, tuple(rows), technical=True, topic="teams")


def trust_findings(
    outcomes: Sequence[Outcome], judged: Results, leaders: Sequence[Outcome], results: Results
) -> Iterator[Finding]:
    """Repeat of which scales the score is to be read with caution, here where it is used."""
    for outcome in outcomes:
        if trust(judged, outcome).word not in ("good", "unsure"):
            key = f"{outcome.id}/all/mean" if outcome in leaders else "link"
            term = results[key].result.estimates()[0].term if key in results else None
            guard = {} if term is None else {"guard": say.ref(NAME, key, term, "points")}
            yield Finding("leadership.caution", {"outcome": say.outcome(outcome.id), **guard}, role="caveat")


def link_findings(way: Sequence[Outcome], results: Results) -> Iterator[Finding]:
    """Say what goes with leadership, within and between teams, and what may not be concluded from it."""
    if not way:
        yield Finding("leadership.no_path", role="caveat")
        return
    names: dict[str, Slot] = {
        name: say.outcome(outcome.id) for name, outcome in zip(("first", "middle", "last"), way, strict=True)
    }
    link = results["link"].result
    if not isinstance(link, MediatedLink):
        yield Finding("link.not_estimable", names, role="caveat")
        return
    yield from (_association(link, part, names) for part in _parts(link))
    if link.within is not None and link.between is None:
        yield Finding("link.few_units", topic="link")
    if (
        link.between is not None
        and min(link.x_reliability or 0, link.mediator_reliability or 0) < rules()["teams"]["icc2"]
    ):
        yield Finding("link.unreliable_means", role="caveat")
    yield Finding("link.common_source", names, role="caveat")


def _association(link: MediatedLink, part: str, names: Mapping[str, Slot]) -> Finding:
    """Say the whole association first, then what part of it goes by way of the middle: never the part as the whole."""
    total, indirect = f"total{part}", f"indirect{part}"
    known = {(True, True): "apart", (True, False): "total_only", (False, True): "part_only", (False, False): "unclear"}
    slots = {
        **names,
        "total": say.ref(NAME, "link", total, "size"),
        "total_side": _side(link, total),
        "total_interval": say.ref(NAME, "link", total, "interval"),
        "indirect": say.ref(NAME, "link", indirect, "size"),
        "side": _side(link, indirect),
        "interval": say.ref(NAME, "link", indirect, "interval"),
        "n": say.ref(NAME, "link", total, "n"),
    }
    key = known[_apart(_path(link, total)), _apart(_path(link, indirect))]
    return Finding(f"link{part or '_people'}.{key}", slots, topic="link")


def _path(link: MediatedLink, term: str) -> Estimate:
    return next(one for one in link.estimates() if one.term == term)


def _side(link: MediatedLink, term: str) -> Word:
    value = _path(link, term).estimate
    return Word("side.lower" if value < 0 else "side.higher", f"{NAME}.link.{term}")


def _parts(link: MediatedLink) -> list[str]:
    present = {"": link.people, "_within": link.within, "_between": link.between}
    return [suffix for suffix, part in present.items() if part is not None]


def _apart(estimate: Estimate) -> bool:
    low, high = estimate.ci_low, estimate.ci_high
    return low is not None and high is not None and (low > 0 or high < 0)


def link_displays(way: Sequence[Outcome], results: Results) -> Iterator[Display]:
    """Draw the paths, and give all of them in a table."""
    link = results["link"].result if way else None
    if not isinstance(link, MediatedLink):
        return
    first, middle, last = (say.outcome(outcome.id) for outcome in way)
    arrows = {"a": (first, middle), "b": (middle, last), "direct": (first, last)}
    for part in _parts(link):
        rows = tuple(Row(ends, (say.ref(NAME, "link", f"{term}{part}", "points_ci"),)) for term, ends in arrows.items())
        caption = say.phrase(f"figure.link{part}", first=first, last=last)
        yield Figure(f"figure-link{part}", "path", caption, rows, topic="link")
    rows = tuple(
        Row(
            (Word(f"part{part or '_people'}"), Word(f"path.{term}")),
            (
                say.ref(NAME, "link", f"{term}{part}", "n"),
                say.ref(NAME, "link", f"{term}{part}", "signed_ci"),
                # a product of two coefficients has an interval, and no test that can be trusted
                None if term == "indirect" else say.ref(NAME, "link", f"{term}{part}", "test"),
            ),
        )
        for part in _parts(link)
        for term in PATHS
    )
    columns = tuple(say.phrase(f"column.{name}") for name in ("among", "path", "n", "slope", "test"))
    caption = say.phrase("table.link", first=first, middle=middle, last=last)
    yield Table("table-link", caption, columns, rows, technical=True, topic="link")
