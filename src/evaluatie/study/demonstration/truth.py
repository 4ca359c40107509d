"""What is true in the model: means, changes, gaps, drop-out, leaving, loadings. No sample is drawn for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluatie.instruments import instrument, list_instruments
from evaluatie.study.demonstration.employment import cells, employed_weights, stable_loadings
from evaluatie.study.demonstration.expected import expected_items, normal_nodes, score_variance
from evaluatie.study.demonstration.model import DemoModel, Floats
from evaluatie.study.demonstration.responses import latent_means
from evaluatie.study.demonstration.staying import first_chances, later_chances

COLUMNS = ("quantity", "outcome", "characteristic", "level", "waves", "people", "value", "standardised")
# of each characteristic the level that the others are compared with
REFERENCES = {"origin": "nederland", "origin_1999": "nederland", "exposed": "no"}

Row = tuple[str, str, str, str, str, str, float, float]


def true_values(model: DemoModel) -> pd.DataFrame:
    """Give everything that is true in a model.

    Parameters
    ----------
    model : DemoModel
        The model.

    Returns
    -------
    pandas.DataFrame
        One row per quantity, with the columns

        - ``quantity``: ``mean``, ``sd``, ``change``, ``gap`` (to the reference), ``gap_change`` (for ``exposed``: the
          effect of the interventions), ``latent_mean``; ``answers``, ``drops_out`` and ``leaves`` (chances);
          ``loading``, ``unit_share``, ``unit_change_share``, ``stable_share``;
        - ``outcome``: an outcome, a latent scale, or an item;
        - ``characteristic`` and ``level``: whose; ``all`` for everyone;
        - ``waves``: ``t0``, or ``t0-t1``;
        - ``people``: ``workforce`` (who is employed at each wave) or ``stayers`` (who is employed at both);
        - ``value``: in points of the scale; and ``standardised``: divided by everyone's standard deviation at t0.
    """
    truth = _Truth(model)
    rows = [*truth.scores(), *truth.latent(), *truth.taking_part(), *_parameters(model)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def outcome_items(model: DemoModel) -> dict[str, list[int]]:
    """Give the places of the items of each outcome: all scales of the instruments, as far as their items are there."""
    items = model.items
    found = {}
    for scale in model.scales:
        if scale.instrument in list_instruments():
            known = instrument(scale.instrument)
            named = {
                f"{known.id}.{each.id}": [f"{known.id}_{number}" for number in each.items] for each in known.scales
            }
        else:
            named = {scale.id: list(scale.columns)}
        found.update({id_: columns for id_, columns in named.items() if set(columns) <= set(items)})
    return {id_: [items.index(column) for column in columns] for id_, columns in found.items()}


@dataclass(frozen=True)
class _Truth:
    model: DemoModel

    @cached_property
    def kinds(self) -> pd.DataFrame:
        return cells(self.model)

    @cached_property
    def outcomes(self) -> dict[str, list[int]]:
        return outcome_items(self.model)

    @cached_property
    def groups(self) -> dict[tuple[str, str], NDArray[np.bool_]]:
        found = {("all", "all"): np.ones(len(self.kinds), dtype=bool)}
        for characteristic in ("gender", "origin", "origin_1999", "exposed"):
            levels = self.kinds[characteristic]
            found |= {(characteristic, level): (levels == level).to_numpy() for level in levels.unique()}
        return found

    def reference(self, characteristic: str) -> str | None:
        """Give the level that the others are compared with, if there is one and there are others."""
        level = REFERENCES.get(characteristic, next(iter(self.model.genders)))
        there = (characteristic, level) in self.groups and characteristic != "all"
        return level if there and len(self.kinds[characteristic].unique()) > 1 else None

    @cached_property
    def latent_levels(self) -> Floats:
        """Means of the latent scales given kind and stable belonging: shape (waves, kinds, nodes, scales)."""
        nodes, _ = normal_nodes()
        levels: Floats = latent_means(self.model, self.kinds)[:, :, None, :] + nodes[:, None] * stable_loadings(
            self.model
        )
        return levels

    @cached_property
    def expected(self) -> Floats:
        """Expected scores given kind and stable belonging: shape (waves, kinds, nodes, outcomes)."""
        variances = 1 - stable_loadings(self.model) ** 2
        items = np.concatenate(
            [
                expected_items(scale, self.latent_levels[..., place], np.asarray(variances[place]))
                for place, scale in enumerate(self.model.scales)
            ],
            axis=-1,
        )
        return np.stack([items[..., places].mean(axis=-1) for places in self.outcomes.values()], axis=-1)

    @cached_property
    def weights(self) -> dict[tuple[int, int], Floats]:
        waves = range(len(self.model.waves))
        pairs = [(wave, wave) for wave in waves] + list(combinations(waves, 2))
        return {pair: employed_weights(self.model, self.kinds, *pair) for pair in pairs}

    def mean_of(self, values: Floats, group: NDArray[np.bool_], pair: tuple[int, int]) -> Floats:
        """Average values of shape (kinds, nodes, ...) over who is employed at two waves."""
        weights = self.weights[pair] * group[:, None]
        mean: Floats = np.tensordot(weights, values, axes=2) / weights.sum()
        return mean

    @cached_property
    def means(self) -> dict[tuple[str, str], Floats]:
        """Means of the workforce at each wave, by group: shape (waves, outcomes)."""
        waves = range(len(self.model.waves))
        return {
            key: np.array([self.mean_of(self.expected[wave], group, (wave, wave)) for wave in waves])
            for key, group in self.groups.items()
        }

    @cached_property
    def deviations(self) -> dict[tuple[str, str], Floats]:
        """Standard deviations at the first wave, by group: shape (outcomes,)."""
        within = np.array(
            [
                [score_variance(self.model, parts, means) for parts in self._parts]
                for means in latent_means(self.model, self.kinds)[0]
            ]
        )
        expected = np.tensordot(self.expected[0], normal_nodes()[1], axes=(1, 0))
        found = {}
        for key, group in self.groups.items():
            chance = self.kinds["chance"].to_numpy() * group / self.kinds["chance"].to_numpy()[group].sum()
            mean = chance @ expected
            found[key] = np.sqrt(chance @ (within + expected**2) - mean**2)
        return found

    @cached_property
    def _parts(self) -> list[dict[int, list[int]]]:
        """Of each outcome the latent scales and, of each, the places of its items within the scale."""
        owner = [(place, item) for place, scale in enumerate(self.model.scales) for item in range(len(scale.items))]
        found = []
        for places in self.outcomes.values():
            parts: dict[int, list[int]] = {}
            for place in places:
                parts.setdefault(owner[place][0], []).append(owner[place][1])
            found.append(parts)
        return found

    def changes(self, key: tuple[str, str], pair: tuple[int, int]) -> dict[str, Floats]:
        """Give the changes of a group between two waves: shape (outcomes,)."""
        first, last = pair
        change = self.expected[last] - self.expected[first]
        return {
            "workforce": self.means[key][last] - self.means[key][first],
            "stayers": self.mean_of(change, self.groups[key], pair),
        }

    def _rows(self, quantity: str, key: tuple[str, str], waves: str, people: str, values: Floats) -> Iterator[Row]:
        whole = self.deviations["all", "all"]
        for outcome, value, deviation in zip(self.outcomes, values, whole, strict=True):
            yield (quantity, outcome, *key, waves, people, float(value), float(value / deviation))

    def scores(self) -> Iterator[Row]:
        """Go through what is true of scores."""
        waves = self.model.waves
        for key in self.groups:
            yield from self._rows("sd", key, "t0", "workforce", self.deviations[key])
            reference = self.reference(key[0])
            other = None if reference in (None, key[1]) else (key[0], str(reference))
            for wave, name in enumerate(waves):
                yield from self._rows("mean", key, name, "workforce", self.means[key][wave])
                if other:
                    yield from self._rows(
                        "gap", key, name, "workforce", self.means[key][wave] - self.means[other][wave]
                    )
            for pair in combinations(range(len(waves)), 2):
                name = f"{waves[pair[0]]}-{waves[pair[1]]}"
                for people, change in self.changes(key, pair).items():
                    yield from self._rows("change", key, name, people, change)
                    if other:
                        yield from self._rows(
                            "gap_change", key, name, people, change - self.changes(other, pair)[people]
                        )

    def latent(self) -> Iterator[Row]:
        """Go through the means of the latent scales."""
        for key, group in self.groups.items():
            for wave, name in enumerate(self.model.waves):
                means = self.mean_of(self.latent_levels[wave], group, (wave, wave))
                for scale, value in zip(self.model.scales, means, strict=True):
                    yield ("latent_mean", scale.id, *key, name, "workforce", float(value), float(value))

    def taking_part(self) -> Iterator[Row]:
        """Go through the chances to answer, to drop out, and to leave."""
        share = self.kinds["chance"].to_numpy() * first_chances(self.model, self.kinds)
        for key, group in self.groups.items():
            everyone = self.kinds["chance"].to_numpy()[group].sum()
            yield ("answers", "", *key, "t0", "workforce", float(share[group].sum() / everyone), np.nan)
        for wave, name in list(enumerate(self.model.waves))[1:]:
            still, again = (share * chances for chances in later_chances(self.model, self.kinds, wave))
            for key, group in self.groups.items():
                drops_out = 1 - float(again[group].sum() / still[group].sum())
                leaves = 1 - float(self._survivors(wave)[group].sum() / self.kinds["chance"].to_numpy()[group].sum())
                yield ("drops_out", "", *key, f"t0-{name}", "stayers", drops_out, np.nan)
                yield ("leaves", "", *key, f"t0-{name}", "workforce", leaves, np.nan)

    def _survivors(self, wave: int) -> Floats:
        """How many of the first wave are still employed, by kind: shape (kinds,)."""
        survivors: Floats = self.weights[0, wave].sum(axis=1)
        return survivors


def _parameters(model: DemoModel) -> Iterator[Row]:
    for scale in model.scales:
        for column, loading in zip(scale.columns, scale.loadings, strict=True):
            yield ("loading", column, "all", "all", "", "", loading, np.nan)
        for share in ("unit_share", "unit_change_share", "stable_share"):
            yield (share, scale.id, "all", "all", "", "", float(getattr(model, share)), np.nan)
