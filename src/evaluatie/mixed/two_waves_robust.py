"""How much each person moves the fixed effects of a model of two waves: what a robust covariance is made of."""

from __future__ import annotations

import math

import numpy as np

from evaluatie.mixed.sums import Floats
from evaluatie.mixed.two_waves_likelihood import Place, covariances

_KINDS = (np.array([0, 1]), np.array([0]), np.array([1]))
#: who alone determines a fixed effect has no residual of which a size could be told
_LEAST_FREE = 0.05


def influences(table: Floats, columns: Floats, best: Place, spread: Floats) -> Floats:
    """Give each person's push on the fixed effects, through the means and through the covariance of the answers.

    The covariance of the fixed effects is the sum of their squares: the sandwich of the likelihood of means and
    covariance together (White 1982, *Econometrica* 50, 1-25), sound also where answers do not vary alike, such as less
    near an end of the scale. Pushes are made larger for what a person has to say about its own fit, as in HC2
    (MacKinnon & White 1985), and those through the three numbers of the covariance by n / (n - 3).

    Parameters
    ----------
    table : ndarray of float, shape (people, 2)
        Answers; NaN where there is none.
    columns : ndarray of float, shape (people, c)
        Covariates.
    best : Place
        The top of the likelihood of these people.
    spread : ndarray of float, shape (3, 3)
        Covariance of the parameters of the covariance.

    Returns
    -------
    ndarray of float, shape (people, p)
        In the units of ``best.effects``. Of people who all answered twice, without covariates, the sum of squares is
        the squared standard error of the paired t test.
    """
    people, one = len(table), np.ones(len(table))
    rows = np.stack([np.column_stack([one, wave * one, columns]) for wave in (0, 1)], axis=1)
    left, covariance, moved = table - rows @ best.effects, *covariances(best.at)
    pushes, tilts, leverage = np.zeros((people, rows.shape[2])), np.zeros((people, 3)), np.zeros(people)
    kinds = _kind(table)
    for number, waves in enumerate(_KINDS):
        who = kinds == number
        own, errors = rows[who][:, waves], left[who][:, waves]
        inverse = np.linalg.inv(covariance[np.ix_(waves, waves)])
        weighed = errors @ inverse
        pushes[who] = np.einsum("nkp,nk->np", own, weighed)
        squares = moved[:, waves[:, None], waves]
        tilts[who] = (
            np.einsum("ni,kij,nj->nk", weighed, squares, weighed) - np.einsum("ij,kji->k", inverse, squares)
        ) / 2
        leverage[who] = np.einsum("nkp,pq,njq,jk->n", own, best.covariance, own, inverse) / len(waves)
    # what the means have of it already is taken out of what the covariance does
    tilts += pushes @ best.drift.T
    tilts -= tilts.mean(axis=0)
    through = tilts @ spread @ best.drift * math.sqrt(people / max(people - 3, 1))
    return np.asarray((pushes @ best.covariance + through) / np.sqrt(np.maximum(1 - leverage, _LEAST_FREE))[:, None])


def _kind(table: Floats) -> Floats:
    known = ~np.isnan(table)
    return np.select([known.all(axis=1), known[:, 0]], [0, 1], 2)
