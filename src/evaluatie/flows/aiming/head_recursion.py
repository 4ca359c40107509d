"""Heads of two groups, year by year, from exit rates and inflow; which inflow or exit rate reaches a target."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scipy import optimize


@dataclass(frozen=True)
class Course:
    """What moves the heads of a focal group and of the rest.

    Attributes
    ----------
    focal, rest : float
        Heads now.
    exit_focal, exit_rest : float
        Share of each who leave in a year.
    inflow : float
        People who come in a year, who can leave from the next year on.
    years : int
        Years ahead.
    """

    focal: float
    rest: float
    exit_focal: float
    exit_rest: float
    inflow: float
    years: int


def _weights(course: Course) -> tuple[float, float, float, float]:
    """Give a^T, b^T and the sums of a^k and b^k over k < T, with a and b what stays of each group in a year."""
    a, b, t = 1 - course.exit_focal, 1 - course.exit_rest, course.years
    return a**t, b**t, sum(a**k for k in range(t)), sum(b**k for k in range(t))


def share_after(course: Course, inflow_share: float) -> float | None:
    """Give the focal share at the end.

    Heads follow F_{t+1} = F_t (1 - exit) + inflow * share, and likewise the rest, so that after T years
    F_T = F a^T + inflow * share * (1 + a + ... + a^(T - 1)) with a = 1 - exit.

    Parameters
    ----------
    course : Course
        Heads, rates, years.
    inflow_share : float
        Focal share of who come in.

    Returns
    -------
    float or None
        Focal share; None where nobody is left.

    Examples
    --------
    >>> share_after(Course(20, 80, 0.1, 0.1, 10, 3), 0.2)
    0.2
    """
    a_t, b_t, sum_a, sum_b = _weights(course)
    focal = course.focal * a_t + course.inflow * inflow_share * sum_a
    rest = course.rest * b_t + course.inflow * (1 - inflow_share) * sum_b
    return focal / (focal + rest) if focal + rest > 0 else None


def inflow_needed(course: Course, target: float) -> float | None:
    """Give the focal share of the inflow that ends at the target; below 0 or above 1 where none does.

    Solves (1 - target) F_T = target R_T, which is linear in the share.

    Parameters
    ----------
    course : Course
        Heads, rates, years.
    target : float
        Focal share wanted.

    Returns
    -------
    float or None
        The share; None without inflow or years.

    Examples
    --------
    >>> round(inflow_needed(Course(20, 80, 0.1, 0.1, 10, 3), 0.25), 4)
    0.3845
    """
    if course.inflow <= 0 or course.years < 1:
        return None
    a_t, b_t, sum_a, sum_b = _weights(course)
    wanted = target * (course.rest * b_t + course.inflow * sum_b) - (1 - target) * course.focal * a_t
    return wanted / (course.inflow * ((1 - target) * sum_a + target * sum_b))


def exit_needed(course: Course, target: float, inflow_share: float) -> float | None:
    """Give the focal exit rate that ends at the target, with the inflow as it is.

    Parameters
    ----------
    course : Course
        Heads, rates, years; its focal exit rate is not used.
    target : float
        Focal share wanted.
    inflow_share : float
        Focal share of who come in.

    Returns
    -------
    float or None
        A rate between 0 and 1; None where not even a rate of 0 is low enough, or without years.

    Examples
    --------
    >>> round(exit_needed(Course(20, 80, 0.1, 0.1, 10, 3), 0.2, 0.2), 6)
    0.1
    """
    if course.years < 1:
        return None

    def short(rate: float) -> float:
        share = share_after(replace(course, exit_focal=rate), inflow_share)
        return (0.0 if share is None else share) - target

    if short(0.0) < 0:
        return None
    return 1.0 if short(1.0) >= 0 else float(optimize.brentq(short, 0.0, 1.0, xtol=1e-12))
