"""Which sums of squares n whole numbers with a given sum can have."""

from __future__ import annotations

from functools import lru_cache

#: work that may be spent upon finding exactly which sums of squares occur: about half a second
MOST_WORK = 8_000_000
#: from so many whole numbers on, every sum of squares of the right parity occurs where the range is not known
UNBOUNDED_ALL = 5


def least_squares(total: int, n: int) -> int:
    """Give the smallest sum of squares: all numbers as equal as the sum allows.

    Parameters
    ----------
    total : int
        Sum of the numbers.
    n : int
        How many there are.

    Returns
    -------
    int

    Examples
    --------
    >>> least_squares(7, 3)
    17
    """
    each, more = divmod(total, n)
    return (n - more) * each**2 + more * (each + 1) ** 2


def most_squares(total: int, n: int, low: int, high: int) -> int:
    """Give the largest sum of squares of numbers within a range: all at its ends, but at most one.

    Parameters
    ----------
    total : int
        Sum of the numbers, between n x low and n x high.
    n : int
        How many there are.
    low, high : int
        The range, low below high.

    Returns
    -------
    int

    Examples
    --------
    >>> most_squares(7, 3, 1, 5)
    27
    """
    at_high, rest = divmod(total - n * low, high - low)
    if at_high == n:
        return n * high**2
    return at_high * high**2 + (low + rest) ** 2 + (n - at_high - 1) * low**2


def can_be_worked_out(n: int, width: int | None) -> bool:
    """Say whether the exact set of sums of squares is at hand.

    Parameters
    ----------
    n : int
        How many numbers.
    width : int or None
        Highest minus lowest answer; None where the range is not known.

    Returns
    -------
    bool
    """
    # steps over numbers, sums and answers; each handles as many bits as there are sums of squares
    return width is None or (n * width) ** 2 * (1 + n * width**2 // 2000) <= MOST_WORK


def occurs(total: int, squares: int, n: int, low: int | None, high: int | None) -> bool:
    """Say whether n whole numbers have this sum and this sum of squares.

    A number and its square are both odd or both even, so that the two sums are too; the sum of squares is at least that
    of numbers as equal as possible. Within a range the sets are enumerated, one number at a time, each sum of squares a
    bit. Without a range, five numbers or more reach every sum of squares that meets the two conditions; up to four are
    tried out.

    Parameters
    ----------
    total, squares : int
        Sum of the numbers and of their squares.
    n : int
        How many numbers.
    low, high : int or None
        Their range; both or neither.

    Returns
    -------
    bool

    Examples
    --------
    >>> occurs(6, 14, 3, 1, 5), occurs(6, 16, 3, 1, 5), occurs(6, 18, 3, 1, 5)
    (True, False, True)
    """
    if (total - squares) % 2 or squares < least_squares(total, n):
        return False
    if low is None or high is None:
        return n >= UNBOUNDED_ALL or _few(total, squares, n)
    from_low = total - n * low
    return bool(reachable(n, high - low)[from_low] >> (squares - 2 * low * total + n * low**2) & 1)


@lru_cache(maxsize=8)
def reachable(n: int, width: int) -> tuple[int, ...]:
    """Give all sums of squares of n whole numbers from 0 to a width, by their sum.

    Parameters
    ----------
    n : int
        How many numbers.
    width : int
        The largest of them that is allowed.

    Returns
    -------
    tuple of int, length n x width + 1
        At place t the sums of squares that go with the sum t: bit q is set where q occurs.

    Examples
    --------
    >>> [bin(bits) for bits in reachable(2, 2)]
    ['0b1', '0b10', '0b10100', '0b100000', '0b100000000']
    """
    sets = [1]
    for _ in range(n):
        longer = [0] * (len(sets) + width)
        for total, bits in enumerate(sets):
            for number in range(width + 1):
                longer[total + number] |= bits << number**2
        sets = longer
    return tuple(sets)


def _few(total: int, squares: int, n: int) -> bool:
    """Try out up to four numbers of any size."""
    if n == 1:
        return squares == total**2
    # the spread around the mean that is left bounds the next number
    spare = n * squares - total**2
    if spare < 0:
        return False
    reach = int((spare * (n - 1)) ** 0.5) + n
    return any(
        _few(total - number, squares - number**2, n - 1)
        for number in range((total - reach) // n, (total + reach) // n + 2)
    )
