"""What a synthesis says: the verdict on each outcome, what a next organisation may expect, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evaluatie.evaluation import phrases as say
from evaluatie.evaluation.changing.keys import ESTIMAND, STAYERS
from evaluatie.evaluation.section import Finding, Label, Role, Setting, Slot, Word
from evaluatie.evaluation.synthesising.keys import NAME, bound_key, place_key, pooled_key
from evaluatie.evaluation.synthesising.pools import Pool
from evaluatie.evaluation.synthesising.results import worded

if TYPE_CHECKING:
    from evaluatie.evaluation.synthesising.together import Pooled

#: So few organisations that nothing can be said of how they differ
FEW = 5
#: From how many organisations on a next one is spoken of
NEXT = 3


def of(found: Pooled) -> Iterator[Finding]:
    """Say what there is to say: headlines, then the rest, then what to bear in mind."""
    pools = found.what.pools
    if len(found.releases) < 2:
        yield Finding("synthesis.one" if len(found.releases) else "synthesis.none", role="caveat")
        return
    if not pools:
        yield Finding("synthesis.no_pool", {"organisations": Setting(len(found.releases), "count")}, role="caveat")
        return
    yield from _block(found, [pool for pool in pools if not topic_of(found, pool)], "")
    made_up = [pool for pool in pools if topic_of(found, pool)]
    if made_up:
        yield Finding("synthesis.made_up", topic="synthetic")
        yield from _block(found, made_up, "synthetic")
    yield from _caveats(found)
    yield from (Finding(f"synthesis.method.{name}", role="method") for name in ("model", "care", "bound", "order"))


def _block(found: Pooled, pools: list[Pool], topic: str) -> Iterator[Finding]:
    """Say the verdicts on main outcomes and what so few organisations cannot tell; the table has the other outcomes."""
    main, role = leading(pools), _role(topic)
    for pool in main:
        yield _verdict(found, pool, role)
        yield from _mixed(found, pool, role)
    yield from _few(pools, topic)
    for pool in main:
        yield from _spread(found, pool)
        yield from _next(found, pool)
        yield from _leaning(found, pool)
        yield from _plainly(found, pool)
    if len(main) < len(pools):
        yield Finding("synthesis.others", {"others": Setting(len(pools) - len(main), "count")}, topic=topic)


def leading(pools: list[Pool]) -> list[Pool]:
    """Give the pools of main outcomes; all where no outcome is a main one everywhere."""
    return [pool for pool in pools if pool.primary] or pools


def _role(topic: str) -> Role:
    return "main" if topic else "headline"


def topic_of(found: Pooled, pool: Pool) -> str:
    """Give the heading of a pool: made-up organisations stand apart where there are real ones too."""
    return "synthetic" if pool.synthetic and not all(one.synthetic for one in found.releases) else ""


def _about(pool: Pool) -> dict[str, Slot]:
    return {"outcome": say.outcome(pool.outcome), "organisations": Setting(len(pool.members), "count")}


def _verdict(found: Pooled, pool: Pool, role: Role) -> Finding:
    key, change = pooled_key(pool), found.changes[pool.key]
    slots = _about(pool) | {
        "change": say.ref(NAME, key, "mean_change", "signed"),
        "interval": say.ref(NAME, key, "mean_change", "interval"),
        "n": say.ref(NAME, key, "mean_change", "n"),
        "counted": Word(f"counted.{_counted(pool)}"),
    }
    topic = topic_of(found, pool)
    if bound_key(pool) not in found.analyses:
        return Finding("synthesis.estimate", slots, role, topic=topic)
    slots |= {
        "verdict": Word(f"verdict.{change.word_by_itself}", f"{NAME}.{key}.mean_change"),
        "bound": say.ref(NAME, bound_key(pool), "bound", "points"),
    }
    if change.uncorrected:
        guard = {"guard": say.ref(NAME, key, "p_adjusted", "p")}
        return Finding("synthesis.uncorrected", slots | guard, role, topic=topic)
    return Finding("synthesis.verdict", slots, role, topic=topic)


def _mixed(found: Pooled, pool: Pool, role: Role) -> Iterator[Finding]:
    """Say of whom the change is in how many organisations, where that is not the same everywhere."""
    if _is_mixed(pool):
        stayers = sum(ESTIMAND.get(member.estimator) == STAYERS for member in pool.members)
        slots = _about(pool) | {
            "stayers": Setting(stayers, "count"),
            "workforce": Setting(len(pool.members) - stayers, "count"),
        }
        yield Finding("synthesis.mixed", slots, role, topic=topic_of(found, pool))


def _is_mixed(pool: Pool) -> bool:
    return len({ESTIMAND.get(member.estimator) for member in pool.members}) > 1


def _counted(pool: Pool) -> str:
    """Name what is counted: where answers cannot be linked, questionnaires."""
    kinds = {member.estimator == "unlinked" for member in pool.members}
    return "either" if len(kinds) > 1 else "questionnaires" if kinds == {True} else "people"


def _few(pools: list[Pool], topic: str) -> Iterator[Finding]:
    """Say what so few organisations cannot tell, before any figure."""
    most = max((len(pool.members) for pool in pools), default=0)
    if 0 < most <= FEW:
        yield Finding("synthesis.few", {"organisations": Setting(most, "count")}, _role(topic), topic=topic)


def _spread(found: Pooled, pool: Pool) -> Iterator[Finding]:
    key, change = pooled_key(pool), found.changes[pool.key].points
    if change.tau2 is None or change.tau2_low is None or change.tau2_high is None:
        return
    how = "differ" if change.tau2_low > 0 else "unclear" if len(pool.members) > FEW else "unknown"
    slots = _about(pool) | {
        "spread": say.ref(NAME, key, "tau", "points"),
        "interval": say.ref(NAME, key, "tau", "interval"),
    }
    yield Finding(f"synthesis.spread.{how}", slots, topic=topic_of(found, pool))


def _next(found: Pooled, pool: Pool) -> Iterator[Finding]:
    if len(pool.members) >= NEXT:
        slots = _about(pool) | {"interval": say.ref(NAME, pooled_key(pool), "next_organisation", "interval")}
        key = "synthesis.next_few" if len(pool.members) <= FEW else "synthesis.next"
        yield Finding(key, slots, topic=topic_of(found, pool))


def _leaning(found: Pooled, pool: Pool) -> Iterator[Finding]:
    """Name the organisations without which the verdict would be another, the number of outcomes not being counted."""
    change = found.changes[pool.key]
    word, itself = change.word_by_itself, "_itself" if change.uncorrected else ""
    other = {organisation: own for organisation, own in found.words(pool).items() if own != word}
    if bound_key(pool) not in found.analyses:
        return
    if len(other) > 1:
        slots = _about(pool) | {"others": Setting(len(other), "count")}
        yield Finding(f"synthesis.leans_many{itself}", slots, topic=topic_of(found, pool))
        return
    for member in pool.members:
        if (own := other.get(member.release.id)) is not None:
            about = f"{NAME}.{place_key(pool, member)}.without"
            slots = _about(pool) | {
                "organisation": Label("organisation", member.release.id),
                "verdict": Word(f"verdict.{own}", about),
            }
            yield Finding(f"synthesis.leans{itself}", slots, topic=topic_of(found, pool))


def _plainly(found: Pooled, pool: Pool) -> Iterator[Finding]:
    """Say where Knapp and Hartung's own interval would give another verdict than the more careful one."""
    key, change = pooled_key(pool), found.changes[pool.key]
    if change.with_care and bound_key(pool) in found.analyses:
        slots = _about(pool) | {
            "verdict": Word(f"verdict.{worded(change.plainly)}", f"{NAME}.{key}.knapp_hartung"),
            "interval": say.ref(NAME, key, "knapp_hartung", "interval"),
        }
        yield Finding("synthesis.plainly", slots, topic=topic_of(found, pool))


def _caveats(found: Pooled) -> Iterator[Finding]:
    pools = found.what.pools
    made_up = [pool for pool in pools if topic_of(found, pool)]
    named = [*leading([pool for pool in pools if pool not in made_up]), *leading(made_up)]
    members = [member for pool in pools for member in pool.members]
    said = {
        "why": True,
        "sample": True,
        "meaning": any(pool.variant.instrument is not None for pool in pools),
        "scores": any(pool.variant.instrument is None for pool in pools),
        "not_fixed": not all(member.release.plan["fixed_beforehand"] for member in members),
        "estimands": any(_is_mixed(pool) for pool in pools if pool not in named),
        "apart": bool(found.what.apart),
        "synthetic": bool(made_up),
        "features": any("/feature/" in key for key in found.analyses),
    }
    yield from (Finding(f"synthesis.caveat.{name}", role="caveat") for name, applies in said.items() if applies)
