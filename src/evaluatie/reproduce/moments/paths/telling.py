"""What a careful reader of a path model from a printed table must know."""

from __future__ import annotations

import numpy as np

from evaluatie.reproduce.moments.paths.completing import STAND_IN, Roles
from evaluatie.reproduce.moments.table import Table
from evaluatie.scales.factor.estimating import Point

AS_COVARIANCES = (
    "A matrix of correlations was analysed as if it were one of covariances. Chi-square and the standardised solution "
    "are right all the same, as nothing in this model hangs on a variable's scale. The standard errors of `estimate` "
    "are not those of standardised coefficients (Cudeck 1989): read std_all with std_all_se."
)
NOT_FREE_OF_SCALE = (
    "A matrix of correlations was analysed as if it were one of covariances, and the model makes parameters equal or "
    "fixes them. With standard deviations these would be other restrictions: chi-square, estimates and standard errors "
    "may differ from the paper's (Cudeck 1989)."
)
GIVEN = (
    "The spread of {names} is taken as known, as lavaan does: the standard errors of standardised coefficients "
    "(std_all_se) leave out that it was estimated; fixed_x=False counts it."
)
_IMPOSSIBLE = 1e-8


def notes_on(point: Point, roles: Roles, table: Table) -> tuple[list[str], list[str]]:
    """Say what is impossible in a solution, and what else to know of it.

    Parameters
    ----------
    point : Point
        Where the model fits best.
    roles : Roles
        Who is what.
    table : Table
        What it was fitted to.

    Returns
    -------
    tuple of two lists of str
    """
    notes = []
    if table.sd is None:
        notes.append(AS_COVARIANCES if free_of_scale(point) else NOT_FREE_OF_SCALE)
    if roles.given and roles.fixed_x:
        notes.append(GIVEN.format(names=", ".join(roles.given)))
    return _impossible(point), notes


def free_of_scale(point: Point) -> bool:
    """Say whether rescaling a variable only rescales parameters: nothing is equal, or fixed at more than a unit.

    Parameters
    ----------
    point : Point
        A fitted model.

    Returns
    -------
    bool
    """
    table = point.model.table
    places = [row.free for row in table.rows if row.free >= 0]
    if len(set(places)) < len(places):
        return False
    units: dict[str, int] = {}
    for row in table.rows:
        if row.free >= 0 or not row.value:
            continue
        if row.op == "=~" or (row.op == "~~" and row.lhs == row.rhs and row.lhs in table.latent):
            units[row.lhs] = units.get(row.lhs, 0) + 1
        elif row.op == "~" or (row.op == "~~" and not row.lhs.endswith(STAND_IN)):
            return False
    return all(count == 1 or name.endswith(STAND_IN) for name, count in units.items())


def _impossible(point: Point) -> list[str]:
    table, found = point.model.table, []
    for row in table.rows:
        if row.free >= 0 and row.op == "~~" and row.lhs == row.rhs and point.parameters[row.free] < 0:
            found.append(
                f"the (residual) variance of {row.lhs.removesuffix(STAND_IN)} came out negative "
                f"({point.parameters[row.free]:.3g}): the model does not suit these data, or there are too few people"
            )
    if found:
        return found
    covariance = point.matrices.factor_covariance[0]
    spread = np.sqrt(np.diag(covariance))
    if len(spread) and np.linalg.eigvalsh(covariance / np.outer(spread, spread))[0] < -_IMPOSSIBLE:
        found.append("the covariances of factors and variables are impossible: correlations are beyond 1")
    return found
