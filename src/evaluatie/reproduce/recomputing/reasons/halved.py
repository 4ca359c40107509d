"""Whether all p values of a finding are those of one-sided tests."""

from __future__ import annotations

from collections.abc import Sequence

from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.judged import Judged
from evaluatie.reproduce.recomputing.reasons.arithmetic import is_p

#: of fewer it is no pattern
_FEWEST = 3
_STARS = (0.001, 0.01, 0.05, 0.1)


def halved_throughout(judged: Sequence[Judged], bench: Bench) -> int:
    """Count the p values of a finding if half of each is printed: every star the highest that half of p reaches.

    Parameters
    ----------
    judged : sequence of Judged
        Figures and claims of one finding.
    bench : Bench
        The finding.

    Returns
    -------
    int
        0 where one does not fit, or where there are too few to tell.
    """
    printed = [
        one for one in judged
        if one.kind == "figure" and one.of is not None and is_p(one.of, bench) and one.verdict != "cannot be recomputed"
    ]  # fmt: skip
    fits = all(_halved(one) for one in printed)
    return len(printed) if fits and len(printed) >= _FEWEST else 0


def _halved(one: Judged) -> bool:
    """Tell whether half of p is printed; of a star also that it is not one too few."""
    low, high, printed = one.low / 2, one.high / 2, one.printed
    if printed.relation == "=":
        return low <= printed.high and high >= printed.low
    below = max((level for level in _STARS if level < printed.value), default=0.0)
    return printed.relation in ("<", "<=") and low < printed.value and high >= below
