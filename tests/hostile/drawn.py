"""Valid input, drawn from small strategies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import assume
from hypothesis import strategies as st


@st.composite
def scores(draw: st.DrawFn, n: int) -> list[float]:
    """Scores from 1 to 5 in tenths, of which not all are alike."""
    tenths = draw(st.lists(st.integers(10, 50), min_size=n, max_size=n))
    assume(len(set(tenths)) > 3)
    return [tenth / 10 for tenth in tenths]


@st.composite
def pairs(draw: st.DrawFn, *more: str, first: str = "pre", last: str = "post") -> dict[str, Any]:
    """People before and after; also whether they were exposed, and a weight, where these are asked for."""
    n = draw(st.integers(8, 16))
    made: dict[str, Any] = {first: draw(scores(n)), last: draw(scores(n))}
    gained = {round(a - b, 6) for a, b in zip(made[first], made[last], strict=True)}
    assume(len(gained) > 3)
    kinds = {"exposed": [at % 2 for at in range(n)], "weights": [1 + at % 3 for at in range(n)]}
    return made | {name: kinds[name] for name in more}


@st.composite
def samples(draw: st.DrawFn) -> dict[str, Any]:
    """Two samples of other people."""
    return {"pre": draw(scores(draw(st.integers(6, 14)))), "post": draw(scores(draw(st.integers(6, 14))))}


@st.composite
def waves(draw: st.DrawFn, **arguments: Any) -> dict[str, Any]:
    """People at two waves, of whom some came and some went, in groups and teams."""
    n = draw(st.integers(16, 24))
    people = [f"p{number:02}" for number in range(n)]
    first, last = draw(scores(n)), draw(scores(n))
    rows = [
        (who, wave, score, "ab"[at % 2], f"team {at % 8}", (at % 8) % 2, at % 5, 1 + at % 3, "yo"[at % 3 == 0])
        for wave, given in (("t0", first), ("t1", last))
        for at, (who, score) in enumerate(zip(people, given, strict=True))
        if not (wave == "t0" and at % 7 == 1) and not (wave == "t1" and at % 7 == 2)
    ]
    columns = ["who", "wave", "score", "group", "team", "exposed", "dose", "weight", "age"]
    return {"frame": pd.DataFrame(rows, columns=columns), "value": "score", "wave": "wave", **arguments}


@st.composite
def studies(draw: st.DrawFn) -> dict[str, Any]:
    """Effects of some organisations with their variances."""
    k = draw(st.integers(4, 8))
    tenths = draw(st.lists(st.integers(-10, 15), min_size=k, max_size=k))
    assume(len(set(tenths)) > 2)
    spread = draw(st.lists(st.integers(2, 9), min_size=k, max_size=k))
    return {"effects": [tenth / 10 for tenth in tenths], "variances": [one / 100 for one in spread]}


@st.composite
def spells(draw: st.DrawFn, **arguments: Any) -> dict[str, Any]:
    """How long people stayed, and whether they left, in two groups."""
    n = draw(st.integers(12, 24))
    months = draw(st.lists(st.integers(1, 40), min_size=n, max_size=n))
    left = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    assume(len(set(months)) > 5)
    # enough who left in each group
    left = [1 if at < 6 else one for at, one in enumerate(left)]
    return {"duration": months, "event": left, "group": ["ab"[at % 2] for at in range(n)], **arguments}


@st.composite
def items(draw: st.DrawFn) -> pd.DataFrame:
    """Answers of some people to four items that hang together."""
    n = draw(st.integers(15, 25))
    seed = draw(st.integers(0, 2**20))
    rng = np.random.default_rng(seed)
    level = rng.normal(3, 1, (n, 1))
    return pd.DataFrame(np.clip(np.rint(level + rng.normal(0, 0.7, (n, 4))), 1, 5), columns=list("abcd"))
