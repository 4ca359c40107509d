"""Tables and figures of a synthesis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.section import Figure, Finding, Label, Ref, Row, Setting, Show, Slot, Table, Word
from evaluatie.evaluation.synthesising.features import FEATURES
from evaluatie.evaluation.synthesising.findings import FEW, leading, topic_of
from evaluatie.evaluation.synthesising.keys import (
    NAME,
    bound_key,
    place_key,
    pooled_key,
    rate_key,
    slope_key,
    taken_key,
)
from evaluatie.evaluation.synthesising.pools import Member, Pool
from evaluatie.evaluation.synthesising.results import MEASURES, pool_is_taken_apart

if TYPE_CHECKING:
    from evaluatie.evaluation.releases import Release
    from evaluatie.evaluation.synthesising.together import Pooled

Display = Table | Figure
#: From how many organisations on the table per organisation goes to the technical account
LONG = 20
#: With more other outcomes than this, their figures go to the technical account
MANY = 3


def of(found: Pooled) -> Iterator[Display]:
    """Give the displays in the order of reading: figures of main outcomes, all outcomes, the organisations."""
    pools = found.what.pools
    for topic in ("", "synthetic"):
        own = [pool for pool in pools if topic_of(found, pool) == topic]
        if not own:
            continue
        main = leading(own)
        others = [pool for pool in own if pool not in main]
        yield from (_forest(found, pool, topic) for pool in main)
        yield _outcomes(found, own, topic)
        yield from (_forest(found, pool, topic, technical=len(others) > MANY) for pool in others)
        yield _members(found, own, topic)
        yield _technical(found, own, "")
        if any(found.changes[pool.key].standardised is not None for pool in own):
            yield _technical(found, own, "g_")
        yield from _influence(own, topic)
        yield from _slopes(found, own, topic)
    if len(found.releases) > 1:
        yield _organisations(found)
        if found.what.apart:
            yield _apart(found)


def _forest(found: Pooled, pool: Pool, topic: str, *, technical: bool = False) -> Figure:
    bound = _bound(found, pool)
    rows = [
        Row(
            (_organisation(member),),
            (
                say.ref(NAME, taken_key(pool, member), "mean_change", "signed_ci"),
                bound,
                say.ref(NAME, place_key(pool, member), "weight", "percent"),
            ),
        )
        for member in pool.members
    ]
    key = pooled_key(pool)
    rows.append(Row((Word("forest.pooled"),), (say.ref(NAME, key, "mean_change", "signed_ci"), bound, None)))
    if len(pool.members) > FEW:  # over fewer it looks far too certain
        rows.append(Row((Word("forest.next"),), (say.ref(NAME, key, "next_organisation", "interval"), bound, None)))
    caption = say.phrase("figure.forest", outcome=say.outcome(pool.outcome))
    return Figure(f"figure-forest-{pool.key}", "forest", caption, tuple(rows), technical=technical, topic=topic)


def _outcomes(found: Pooled, pools: Sequence[Pool], topic: str) -> Table:
    rows = tuple(
        Row(
            (say.outcome(pool.outcome),),
            (
                Setting(len(pool.members), "count"),
                _ref(pool, "mean_change", "n"),
                _ref(pool, "mean_change", "signed_ci"),
                _word(found, pool),
                _bound(found, pool),
                _ref(pool, "next_organisation", "interval") if len(pool.members) > FEW else None,
            ),
        )
        for pool in pools
    )
    columns = _columns("outcome", "organisations", "n", "change", "verdict", "bound", "next")
    return Table(f"table-synthesis{_suffix(topic)}", say.phrase("table.synthesis"), columns, rows, topic=topic)


def _members(found: Pooled, pools: Sequence[Pool], topic: str) -> Table:
    rows = []
    for pool in pools:
        words = found.words(pool)
        for member in pool.members:
            place = place_key(pool, member)
            without = pool_is_taken_apart(pool)
            word = words.get(member.release.id)
            rows.append(
                Row(
                    (say.outcome(pool.outcome), _organisation(member)),
                    (
                        Word(f"estimator.{member.estimator}"),
                        say.ref(NAME, taken_key(pool, member), "mean_change", "signed_ci"),
                        say.ref(NAME, place, "without", "signed_ci") if without else None,
                        Word(f"verdict.{word}", f"{NAME}.{place}.without") if word else None,
                    ),
                )
            )
    names = ("outcome", "organisation", "estimator", "change", "without", "verdict_without")
    return Table(
        f"table-synthesis-organisations{_suffix(topic)}", say.phrase("table.synthesis_members"), _columns(*names),
        tuple(rows), technical=len(rows) > LONG, topic=topic,
    )  # fmt: skip


def _technical(found: Pooled, pools: Sequence[Pool], prefix: str) -> Table:
    """Give tests and variants: in points, or standardised."""
    main = f"{prefix}av" if prefix else "mean_change"
    rows = []
    for pool in pools:
        change = found.changes[pool.key]
        if prefix and change.standardised is None:
            continue
        k = change.standardised.k if prefix and change.standardised is not None else len(pool.members)
        adjusted = None if prefix else _ref(pool, "p_adjusted", "p")
        family = None if prefix else Word("family.primary" if pool.primary else "family.other")
        cells = (
            Setting(k, "count"),
            _ref(pool, main, "signed_ci"),
            _ref(pool, main, "test"),
            adjusted,
            family,
            _ref(pool, f"{prefix}knapp_hartung", "signed_ci"),
            _ref(pool, f"{prefix}common_effect", "signed_ci"),
            _ref(pool, f"{prefix}next_organisation", "interval"),
            _ref(pool, f"{prefix}tau", "points_ci"),
            _ref(pool, f"{prefix}i2", "percent_ci"),
            _ref(pool, f"{prefix}q", "chi2"),
        )
        rows.append(Row((say.outcome(pool.outcome),), cells))
    names = (
        "outcome", "organisations", "g_av" if prefix else "change", "test", "p_adjusted", "family", "knapp_hartung",
        "common_effect", "next", "tau", "i2", "q",
    )  # fmt: skip
    caption = say.phrase("table.synthesis_standardised" if prefix else "table.synthesis_technical")
    suffix = "-made-up" if any(topic_of(found, pool) for pool in pools) else ""
    kind = "standardised" if prefix else "technical"
    return Table(f"table-synthesis-{kind}{suffix}", caption, _columns(*names), tuple(rows), technical=True)


def _influence(pools: Sequence[Pool], topic: str) -> Iterator[Table]:
    shows: tuple[Show, ...] = ("signed", "signed", "points", "points")
    rows = tuple(
        Row(
            (say.outcome(pool.outcome), _organisation(member)),
            (
                say.ref(NAME, taken_key(pool, member), "mean_change", "n"),
                say.ref(NAME, place_key(pool, member), "weight", "percent"),
                *(
                    say.ref(NAME, place_key(pool, member), name, show)
                    for name, show in zip(MEASURES, shows, strict=True)
                ),
            ),
        )
        for pool in pools
        if pool_is_taken_apart(pool)
        for member in pool.members
    )
    if rows:
        columns = _columns("outcome", "organisation", "n", "weight", *MEASURES)
        caption = say.phrase("table.synthesis_influence")
        yield Table(f"table-synthesis-influence{_suffix(topic)}", caption, columns, rows, technical=True)


def _slopes(found: Pooled, pools: Sequence[Pool], topic: str) -> Iterator[Table]:
    rows = tuple(
        Row(
            (say.outcome(pool.outcome), Word(f"feature.{feature}")),
            (
                say.ref(NAME, slope_key(pool, feature), "slope", "n"),
                say.ref(NAME, slope_key(pool, feature), "slope", "signed_ci"),
                say.ref(NAME, slope_key(pool, feature), "slope", "test"),
            ),
        )
        for pool in pools
        for feature in FEATURES
        if slope_key(pool, feature) in found.analyses
    )
    if rows:
        columns = _columns("outcome", "feature", "n", "feature_slope", "test")
        caption = say.phrase("table.synthesis_features")
        yield Table(f"table-synthesis-features{_suffix(topic)}", caption, columns, rows, technical=True)


def _organisations(found: Pooled) -> Table:
    """Tell what the organisations are like: too few for a calculation, and so for a reader to look at."""
    kinds = {release.synthetic for release in found.releases}
    rows = []
    for release in found.releases:
        cells: tuple[Slot | None, ...] = (
            Word(f"made_up.{'yes' if release.synthetic else 'no'}") if len(kinds) > 1 else None,
            Label("sector", release.sector) if release.sector else None,
            Label("size", release.headcount) if release.headcount else None,
            _date(release, 0),
            _date(release, -1) if len(release.waves) > 1 else None,
            Word(f"linking.{str(release.content['linking']).replace(' ', '_')}") if len(release.waves) > 1 else None,
            _rate(found, release, "rate_first"),
            _rate(found, release, "rate_last") if len(release.waves) > 1 else None,
        )
        rows.append(Row((Label("organisation", release.id),), cells))
    names = (
        "organisation", "made_up", "sector", "size", "first_date", "last_date", "linking", "rate_first", "rate_last",
    )  # fmt: skip
    caption = say.phrase("table.synthesis_about")
    return Table("table-synthesis-about", caption, _columns(*names), tuple(rows), technical=len(rows) > LONG)


def _apart(found: Pooled) -> Table:
    rows = tuple(
        Row((Label("organisation", one.organisation), say.outcome(one.outcome)), (Word(f"apart.{one.why}"),))
        for one in found.what.apart
    )
    columns = _columns("organisation", "outcome", "why_apart")
    caption = say.phrase("table.synthesis_apart")
    return Table("table-synthesis-apart", caption, columns, rows, technical=len(rows) > LONG)


def _rate(found: Pooled, release: Release, term: str) -> Ref | None:
    key = f"{rate_key(release.id)}/{term}"
    return say.ref(NAME, key, term, "percent") if key in found.analyses else None


def _date(release: Release, wave: int) -> Setting | None:
    day = release.waves[wave]["date"]
    return None if day is None else Setting(str(day), "date")


def _organisation(member: Member) -> Label:
    return Label("organisation", member.release.id)


def _bound(found: Pooled, pool: Pool) -> Ref | None:
    return say.ref(NAME, bound_key(pool), "bound", "points") if bound_key(pool) in found.analyses else None


def _word(found: Pooled, pool: Pool) -> Word | None:
    if bound_key(pool) not in found.analyses:
        return None
    change = found.changes[pool.key]
    rests = "p_adjusted" if change.uncorrected else "mean_change"
    return Word(f"verdict.{change.word}", f"{NAME}.{pooled_key(pool)}.{rests}")


def _ref(pool: Pool, term: str, show: Show) -> Ref:
    return say.ref(NAME, pooled_key(pool), term, show)


def _suffix(topic: str) -> str:
    return "-made-up" if topic else ""


def _columns(*names: str) -> tuple[Finding, ...]:
    return tuple(say.phrase(f"column.{name}") for name in names)
