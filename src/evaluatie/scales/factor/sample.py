"""What models of the same items are fitted to, with all that does not hang on the model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evaluatie.scales.factor.answers import Answers
from evaluatie.scales.factor.estimating import Model, Point
from evaluatie.scales.factor.fitindices import ChiSquare
from evaluatie.scales.factor.likelihood import Likelihood
from evaluatie.scales.factor.robust import Corrected, Saturated, corrected_for_missing, scaling_factor
from evaluatie.scales.factor.saturated import Moments, saturated
from evaluatie.scales.factor.table import ParameterTable, Row


@dataclass(frozen=True)
class Sample:
    """People's answers, for every model of them; what is asked about them is worked out once.

    Attributes
    ----------
    items : tuple of str
        The items.
    groups : tuple of str
        Names of the groups; empty without.
    answers : tuple of Answers
        One for each group, or one.
    means : bool
        Whether means are modelled.
    missing : str
        As :func:`evaluatie.scales.factor.cfa` has it.
    left_out : tuple of str
        Who was left out, and why.
    """

    items: tuple[str, ...]
    groups: tuple[str, ...]
    answers: tuple[Answers, ...]
    means: bool
    missing: str = "listwise"
    left_out: tuple[str, ...] = ()

    @cached_property
    def n(self) -> float:
        """How many people."""
        return sum(of.n for of in self.answers)

    @cached_property
    def complete(self) -> bool:
        """Whether everyone answered every item."""
        return all(of.complete for of in self.answers)

    @property
    def moments(self) -> int:
        """How many covariances and means there are to be explained."""
        p = len(self.items)
        return len(self.answers) * (p * (p + 1) // 2 + (p if self.means else 0))

    @cached_property
    def found(self) -> tuple[Moments, ...]:
        """Each group's means and covariances under no model; raises ModelError where there are none."""
        names = self.groups or ("",)
        return tuple(
            saturated(of, self.items, f" in group {name}" if name else "")
            for of, name in zip(self.answers, names, strict=True)
        )

    def test(self, point: Point) -> ChiSquare:
        """Test a fitted model against none."""
        value = max(0.0, 2 * self.n * (point.value - self._value))
        return ChiSquare(value, self.moments - len(point.parameters))

    @cached_property
    def independence(self) -> Point:
        """The model in which no items covary: each item has the mean and variance of its own answers."""
        rows: list[Row] = []
        values: list[float] = []
        for group, answers in enumerate(self.answers):
            means, variances = answers.alone
            for item, variance, mean in zip(self.items, variances, means, strict=True):
                rows.append(Row(item, "~~", item, group, len(values), None, "", "residuals"))
                values.append(variance)
                if self.means:
                    rows.append(Row(item, "~1", "", group, len(values), None, "", "intercepts"))
                    values.append(mean)
        table = ParameterTable(tuple(rows), self.items, (), len(self.answers), self.means, len(values))
        return Model(table, self.answers).at(np.array(values))

    @cached_property
    def baseline(self) -> ChiSquare:
        """The test of independence."""
        return self.test(self.independence)

    @cached_property
    def under_none(self) -> Saturated:
        """The information in the answers about their own means and covariances."""
        return Saturated(self.answers, self.found, means=self.means)

    @cached_property
    def baseline_scaling(self) -> float:
        """The scaling factor of the test of independence."""
        return scaling_factor(self.independence, self.under_none, self.baseline.df)

    @cached_property
    def baseline_corrected(self) -> Corrected:
        """The test of independence as it would be with complete answers."""
        return corrected_for_missing(self.independence, self.found, self.under_none, self.baseline.df)

    @cached_property
    def _value(self) -> float:
        """Minus the log-likelihood per person under no model."""
        parts = zip(self.answers, self.found, strict=True)
        return sum(of.n / self.n * Likelihood(of, at.covariance, at.mean).value for of, at in parts)
