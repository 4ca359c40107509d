"""How much each person moves the parameters of a fitted model: what their spread rests upon when people are alike."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evaluatie.scales.factor.answers import Answers, by_pattern
from evaluatie.scales.factor.coordinates import Floats
from evaluatie.scales.factor.estimating import Model
from evaluatie.scales.factor.fitted import CfaFit
from evaluatie.scales.factor.gathering import items_of_people
from evaluatie.scales.factor.robust import inverted


def parameter_influence(fit: CfaFit, data: pd.DataFrame) -> Floats:
    """Give each person's influence on each free parameter.

    Minus the inverse of the observed information times their own derivatives of the likelihood: the mean of the
    products of these, over n, is the sandwich of Huber (1967) and White (1980).

    Parameters
    ----------
    fit : CfaFit
        A model of one group, by "ml" or "mlr".
    data : DataFrame
        The people that it was fitted to.

    Returns
    -------
    ndarray of float, shape (people, free)
        NaN for who was left out.

    Examples
    --------
    >>> from evaluatie.scales.factor.fitting import cfa
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame(rng.normal(size=(200, 1)) + rng.normal(size=(200, 3)), columns=["a", "b", "c"])
    >>> fit = cfa("f =~ a + b + c", data, estimator="mlr")
    >>> found = parameter_influence(fit, data)
    >>> bool(np.allclose(found.T @ found / 200**2, fit._covariance))
    True
    """
    point = fit._point
    items = items_of_people(data, point.model.table.observed, None)
    answered = ~np.isnan(items)
    kept = np.flatnonzero(answered.any(axis=1) if "full information" in fit.method else answered.all(axis=1))
    there = Model(point.model.table, (Answers.of_people(items[kept]),)).at(point.parameters)
    (slopes,), (likelihood,) = there.slopes, there.likelihoods
    scores = np.vstack([of @ slopes.T for of in likelihood.scores()])
    found = np.full((len(data), len(point.parameters)), np.nan)
    found[kept[by_pattern(answered[kept])]] = scores @ inverted(there.observed_information)
    return found
