"""Section synthesis: the changes of several organisations pooled per outcome, from what they released."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evaluatie.evaluation.releases import Releases, read_releases
from evaluatie.evaluation.section import Analysis, Section
from evaluatie.evaluation.synthesising import displays, findings
from evaluatie.evaluation.synthesising.features import rate_id, slopes
from evaluatie.evaluation.synthesising.keys import (
    NAME,
    bound_key,
    place_key,
    pooled_key,
    rate_key,
    slope_key,
    taken_key,
)
from evaluatie.evaluation.synthesising.pools import Pool, Pools
from evaluatie.evaluation.synthesising.results import (
    PooledChange,
    TakenOver,
    adjusted,
    places,
    pooled_bound,
    pooled_change,
)


def synthesis(releases: Sequence[Mapping[str, Any] | Path | str]) -> Section:
    """Pool the changes of organisations, per outcome that at least two of them measured in the same way.

    Nothing but released numbers is used: one that an organisation's report hides is in no pool. The change from the
    first to the last wave is taken by the estimator that the organisation's plan names, else by the first that was
    released of: mixed, linked, everyone, unlinked. Made-up organisations are pooled among themselves only.

    Parameters
    ----------
    releases : sequence of mapping, path or str
        The organisations' results.json, parsed or where they are.

    Returns
    -------
    Section
        With fewer than two organisations it says that there is nothing to pool.

    Raises
    ------
    StudyError
        A file cannot be read, is damaged or of another version; all problems at once.

    Examples
    --------
    >>> synthesis([]).findings[0].key
    'synthesis.none'
    """
    read = read_releases(releases)
    found = Pooled(Pools(read))
    return Section(NAME, read, found.analyses, tuple(findings.of(found)), tuple(displays.of(found)))


@dataclass(frozen=True, eq=False)
class Pooled:
    """Pools with what came of each.

    Attributes
    ----------
    what : Pools
        What can be pooled.
    """

    what: Pools

    @property
    def releases(self) -> Releases:
        """The released results."""
        return self.what.releases

    @cached_property
    def changes(self) -> dict[str, PooledChange]:
        """The pooled changes by the keys of their pools, with p values adjusted within real and made-up ones."""
        found: dict[str, PooledChange] = {}
        for synthetic in (False, True):
            pools = [pool for pool in self.what.pools if pool.synthetic is synthetic]
            changes = {pool.key: pooled_change(pool, self._bound(pool)) for pool in pools}
            found |= adjusted(changes, [pool.key for pool in pools if pool.primary])
        return found

    @cached_property
    def analyses(self) -> dict[str, Analysis]:
        """Every analysis by its key."""
        return dict(self._analyses())

    def words(self, pool: Pool) -> dict[str, str]:
        """Give the verdict on a pool without each of its organisations."""
        found = {}
        for member in pool.members:
            place = self.analyses[place_key(pool, member)].result
            verdict = getattr(place, "verdict", None)
            if verdict is not None:
                found[member.release.id] = f"{verdict.word}_clear" if verdict.clears_bound else str(verdict.word)
        return found

    def _bound(self, pool: Pool) -> Any:
        known = pooled_bound(pool)
        return None if known is None else known[0]

    def _analyses(self) -> Iterator[tuple[str, Analysis]]:
        for pool in self.what.pools:
            yield from self._of_pool(pool)
        for release in self.releases:
            ids = {"rate_first": rate_id(release, 0), "rate_last": rate_id(release, -1)}
            known = [(term, id_) for term, id_ in ids.items() if _is_rate(release.numbers.get(id_))]
            for term, id_ in known:
                taken = TakenOver("as the organisation's report gives it", (), ((term, release.numbers[id_]),))
                yield (
                    f"{rate_key(release.id)}/{term}",
                    Analysis(taken, "released", (), (), sources=((release.id, id_),)),
                )

    def _of_pool(self, pool: Pool) -> Iterator[tuple[str, Analysis]]:
        def about(result: Any, method: str, sources: tuple[tuple[str, str], ...]) -> Analysis:
            return Analysis(result, method, (), (), pool.outcome, sources=sources)

        change = self.changes[pool.key]
        standardised = tuple(
            (member.release.id, member.id_of("g_av")) for member in pool.members if member.standardised is not None
        )
        bound, all_changes = pooled_bound(pool), pool.sources("mean_change")
        members = {member.release.id: member for member in pool.members}
        yield pooled_key(pool), about(change, "pooled_reml", all_changes + standardised)
        if bound is not None:
            yield bound_key(pool), about(bound[0], "pooled_bound", bound[1])
        for organisation, place in places(pool, change, None if bound is None else bound[0]).items():
            member = members[organisation]
            taken = TakenOver(
                "as the organisation's report gives it",
                (),
                (("mean_change", member.change),)
                + ((("g_av", member.standardised),) if member.standardised is not None else ()),
            )
            own = tuple((organisation, member.id_of(term)) for term, _ in taken.numbers)
            yield taken_key(pool, member), about(taken, "released", own)
            yield place_key(pool, member), about(place, "left_out", all_changes)
        for feature, slope, sources in slopes(pool):
            yield slope_key(pool, feature), about(slope, "feature_regression", sources)


def _is_rate(number: Mapping[str, Any] | None) -> bool:
    """Say whether a response rate was released."""
    return number is not None and number["suppressed"] is None and number["estimate"] is not None
