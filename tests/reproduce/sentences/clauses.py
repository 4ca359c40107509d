"""One test in print: its symbol, degrees of freedom, value, p, and what stands around them."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.special import ndtri

from reproduce.sentences.drawing import Drawn
from reproduce.sentences.truth import rounded
from reproduce.sentences.writing import Style

PHRASES = Path(__file__).parent / "phrases"
ITALICS = ("{}",) * 6 + ("*{}*", "_{}_", "<i>{}</i>", "<em>{}</em>")
SYMBOLS: dict[str, tuple[str, ...]] = {
    "t": ("t",), "F": ("F",), "r": ("r",), "z": ("z", "Z"), "b": ("b", "B", "β"), "Q": ("Q", "Q", "QM", "QB"),
    "chi2": ("χ²", "χ2", "χ<sup>2</sup>", "χ^2^", "χ^2", "X²", "chi2", "chi-square"),
}  # fmt: skip
LATEX = {"t": "t", "F": "F", "r": "r", "z": "z", "b": "b", "Q": "Q", "chi2": r"\chi^2"}
#: a digit behind t up to this may be a label
LABELS = 3
BELOW = str.maketrans("0123456789.", "₀₁₂₃₄₅₆₇₈₉.")


@cache
def phrases(name: str) -> Any:
    """Read a file of phrases."""
    return yaml.safe_load((PHRASES / f"{name}.yml").read_text(encoding="utf-8"))


def patterns(kind: str, language: str, tails: int) -> list[str]:
    """Give the patterns in which a test of a kind is printed in a language."""
    group = {"z": "z", "b": "b"}.get(kind, "one_sided" if tails == 1 else "with_df")
    lists = phrases("clauses")[group]
    found = [*lists["neutral"], *lists[language]]
    if kind == "r" and tails == 2:
        lists = phrases("clauses")["r_with_n"]
        found = [*found, *lists["neutral"], *lists[language]]
    return [pattern for pattern in found if _fits(pattern, kind)]


def _fits(pattern: str, kind: str) -> bool:
    """Say whether people print a test of this kind so: means belong to t, two tails to t and r."""
    tails = "two-tailed" in pattern or "tweezijdig" in pattern
    return not (
        ("{m}" in pattern and kind != "t")
        or (tails and kind not in {"t", "r"})
        or (("{sub}" in pattern or "_{{" in pattern) and kind in {"r", "Q"})
        or ("{low}" in pattern and kind != "chi2")
    )


def clause(drawn: Drawn, pattern: str, style: Style, language: str, rng: np.random.Generator) -> str:
    """Print a test after a pattern."""
    test, words = drawn.test, phrases("clauses")["words"][language]
    italic = ITALICS[int(rng.integers(len(ITALICS)))] if "$" not in pattern else "{}"
    letter = italic.format("p" if rng.random() < 0.9 else "P")
    short = not style.zero and bool(rng.random() < 0.4)
    p = style.p(test.p, letter)
    named = p if not test.p.ns else str(rng.choice(["ns", "n.s.", "NS"]))
    number = style.number(test.p.number, proportion=True)
    return pattern.format(
        s=_symbol(drawn, italic, language, rng, latex="$" in pattern),
        d=_df(drawn, style, rng, plain="df = " in pattern or "d.f. = " in pattern or "vrijheidsgraden = " in pattern),
        sub=_below(drawn, style, italic, rng),
        low=_square(drawn, style, rng),
        pone=style.p(test.p, str(rng.choice(phrases("clauses")["one_sided_p"][language]))),
        dw=_df_in_words(drawn, style, words),
        v=style.number(test.value, proportion=short or test.kind == "r"),
        x=";" if style.comma and rng.random() < 0.5 else ",",
        p=named if "$" not in pattern else p,
        pv=f"{words['p']} {test.p.relation} {number}",
        pof=f"{words['p']} {words[test.p.relation]} {number}",
        e=_effect(drawn, style, rng),
        ci=_interval(drawn, style, words["ci"], rng),
        se=style.number(test.se, proportion=short) if test.se else "",
        n=style.marked(str(drawn.n)),
        u=int(rng.integers(200, 900)),
        m=_means(drawn, style, words["to"], rng),
        test=rng.choice(phrases("clauses")["names"][language].get(test.kind, ["test"])),
    )


def _symbol(drawn: Drawn, italic: str, language: str, rng: np.random.Generator, *, latex: bool) -> str:
    kind = drawn.test.kind
    if latex:
        return LATEX[kind]
    symbol = str(rng.choice(SYMBOLS[kind]))
    if kind == "chi2":
        return symbol if symbol != "chi-square" or language == "en" else "chi-kwadraat"
    welch = kind == "t" and drawn.df_decimals > 0 and rng.random() < 0.3
    return (phrases("clauses")["words"][language]["welch"] if welch else "") + italic.format(symbol)


def _df(drawn: Drawn, style: Style, rng: np.random.Generator, *, plain: bool) -> str:
    written = [style.df(df, drawn.df_decimals) for df in drawn.test.df]
    if len(written) == 2:
        apart = "; " if style.comma and (drawn.df_decimals or rng.random() < 0.3) else ", "
        return (apart if rng.random() < 0.7 else apart.strip()).join(written)
    if drawn.test.kind == "chi2" and not plain and rng.random() < 0.5:
        apart = "; " if style.comma and rng.random() < 0.4 else ", "
        return f"{written[0]}{apart}{rng.choice(['N', 'n'])} = {style.marked(str(drawn.n))}"
    return written[0] if written else ""


def _df_in_words(drawn: Drawn, style: Style, words: dict[str, str]) -> str:
    written = f" {words['and']} ".join(style.df(df, drawn.df_decimals) for df in drawn.test.df)
    return f"{written} {words['one' if written == '1' else 'df']}"


def _below(drawn: Drawn, style: Style, italic: str, rng: np.random.Generator) -> str:
    """Write degrees of freedom as subscript; plainly only where nothing else could be meant."""
    apart = "; " if style.comma and drawn.df_decimals else ","
    written = apart.join(style.df(df, drawn.df_decimals) for df in drawn.test.df)
    if drawn.test.kind == "chi2":
        return f"<sub>{written}</sub>"
    if drawn.test.kind == "t" and drawn.test.df[0] <= LABELS:
        return f"({written})"  # t1 may as well be the first of several
    if "," not in written and not drawn.df_decimals and italic == "{}":
        return str(rng.choice([written, written.translate(BELOW), f"<sub>{written}</sub>", f"_{{{written}}}"]))
    return str(rng.choice([f"<sub>{written}</sub>", f"_{{{written}}}", f"({written})"]))


def _square(drawn: Drawn, style: Style, rng: np.random.Generator) -> str:
    """Write the square of chi and its degrees of freedom, above and below, in one of the ways that print has."""
    if not drawn.test.df:
        return ""
    df = style.df(drawn.test.df[0], drawn.df_decimals)
    ways = (
        "χ²{low}",
        "χ{low}²",
        "χ<sub>{df}</sub><sup>2</sup>",
        "χ<sup>2</sup><sub>{df}</sub>",
        "$\\chi_{{{df}}}^2$",
        "$\\chi^2_{{{df}}}$",
    )
    return str(rng.choice(ways)).format(low=df.translate(BELOW), df=df)


def _effect(drawn: Drawn, style: Style, rng: np.random.Generator) -> str:
    """Give an effect size that follows from the statistic, so that no check of it can find fault."""
    kind, df, size = drawn.test.kind, drawn.test.df, abs(drawn.statistic)
    if kind == "t":
        value = rounded(_d(drawn), 2)
        return f"{rng.choice(['d', 'Cohen’s d', 'd'])} = {style.number(value)}"
    if kind == "F":
        share = size * df[0] / (size * df[0] + df[1])
        if rng.random() < 0.2:
            return f"MSE = {style.number(rounded(float(rng.uniform(0.2, 9)), 2))}"
        return f"{rng.choice(['η²', 'ηp²', 'η p 2', 'partial η²', 'R²'])} = {_share(style, share)}"
    if kind == "chi2":
        return f"{'φ' if df[0] == 1 else 'V'} = {_share(style, math.sqrt(size / drawn.n))}"
    if kind == "Q":
        return f"I² = {round(100 * max(0.0, 1 - df[0] / size))}%"
    return f"R² = {_share(style, size**2 if kind == 'r' else min(0.9, size**2 / drawn.n))}"


def _share(style: Style, value: float) -> str:
    return style.number(rounded(value, 2), proportion=True)


def _interval(drawn: Drawn, style: Style, name: str, rng: np.random.Generator) -> str:
    """Give a 95% interval that excludes 0 where p is below .05, around d where that may stand beside it."""
    away = math.copysign(abs(float(ndtri(min(drawn.p, 0.999) / 2))), drawn.statistic)
    spread = abs(_d(drawn) / away) if drawn.test.kind == "t" else float(rng.uniform(0.05, 0.4))
    ends = [style.number(rounded((away + side * 1.959964) * spread, 2)) for side in (-1, 1)]
    left, right = ("[", "]") if rng.random() < 0.75 else ("(", ")")
    return f"{name} {left}{'; '.join(ends) if style.comma else ', '.join(ends)}{right}"


def _d(drawn: Drawn) -> float:
    return 2 * drawn.statistic / math.sqrt(drawn.test.df[0] + 2)


def _means(drawn: Drawn, style: Style, to: str, rng: np.random.Generator) -> str:
    """Give two means and standard deviations that make the t, for groups of the same size."""
    sds = [float(rng.uniform(0.5, 1.2)) for _ in range(2)]
    centre, apart = float(rng.uniform(2.5, 4)), 0.0
    if drawn.test.kind == "t":
        apart = _d(drawn) * math.sqrt((sds[0] ** 2 + sds[1] ** 2) / 2)
    pairs = [(centre + apart / 2, sds[0]), (centre - apart / 2, sds[1])]
    written = [[style.number(rounded(number, 2)) for number in pair] for pair in pairs]
    return f" {to} ".join(f"M = {mean}, SD = {sd}" for mean, sd in written)
