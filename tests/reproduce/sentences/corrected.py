"""Sentences whose p were corrected for several tests, as their words say: right ones, and impossible ones.

A correction for several tests makes a p larger, never smaller: so a printed p that is clearly below what the statistic
gives stays wrong.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reproduce.sentences.clauses import phrases
from reproduce.sentences.drawing import draw
from reproduce.sentences.others import Other
from reproduce.sentences.truth import Kind, Printed, p_range, rounded
from reproduce.sentences.writing import style

KINDS: tuple[Kind, ...] = ("t", "z", "r")


def corrected_sentences(seed: int, number: int) -> list[Other]:
    """Make sentences with corrected p: half of them right, half with a p that no correction can have made."""
    rng, made = np.random.default_rng([seed, 103]), list[Other]()
    while len(made) < number:
        fault = (None, "too small", None, "uncorrected")[len(made) % 4]
        language = ("en", "nl")[(len(made) // 4) % 2]
        drawn = draw(rng, KINDS[int(rng.integers(len(KINDS)))])
        low, high = p_range(drawn.test)
        times = int(rng.integers(2, 11))
        p = {None: min(0.999, drawn.p * times), "too small": drawn.p / times, "uncorrected": drawn.p * times}[fault]
        printed = rounded(p, 3)
        clearly = printed.value + 2 * printed.half < low or printed.value - 2 * printed.half > high
        if not 0.002 < p < 0.99 or (fault is not None and not clearly):
            continue
        way = style(rng, language)
        test = replace(drawn.test, p=Printed("=", printed))
        sign = {"t": "t", "z": "z", "r": "r"}[test.kind]
        df = f"({way.df(test.df[0], drawn.df_decimals)})" if test.df else ""
        head = f"{sign}{df} = {way.number(test.value, proportion=test.kind == 'r')}"
        group = "uncorrected" if fault == "uncorrected" else "corrected"
        pattern = str(rng.choice(phrases("others")[group][language]))
        text = pattern.format(
            s=head, p=f"p = {way.number(printed, proportion=True)}", n=way.number(printed, proportion=True)
        )
        made.append(Other(text, language, fault is None, fault))
    return made
