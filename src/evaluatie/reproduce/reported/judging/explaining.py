"""What is said of a verdict, in Dutch and in English."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from evaluatie.reproduce.checks.check import Explanation
from evaluatie.reproduce.reported.judging.chances import Span
from evaluatie.reproduce.reported.judging.fitting import opposite
from evaluatie.reproduce.reported.judging.ruling import Ruling
from evaluatie.reproduce.reported.reading.lexicon import Relation
from evaluatie.reproduce.reported.reading.pair import Pair
from evaluatie.shipped import shipped

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
#: a p below this is not written out
_LEAST = 1e-4
_SYMBOLS = {"chi2": "χ2"}


@cache
def _texts() -> Mapping[str, Any]:
    data: Mapping[str, Any] = shipped(__file__, "texts.yml")
    return data


def explained(pair: Pair, ruling: Ruling, alpha: float) -> dict[Language, str]:
    """Say in both languages why a verdict is as it is.

    Parameters
    ----------
    pair : Pair
        The printed result.
    ruling : Ruling
        The verdict.
    alpha : float
        Significance level.

    Returns
    -------
    dict
        ``nl`` and ``en``.
    """
    return {language: _said(pair, ruling, alpha, language) for language in LANGUAGES}


def plainly(key: str, **values: object) -> Explanation:
    """Give a text of texts.yml in both languages.

    Parameters
    ----------
    key : str
        Which.
    **values : object
        What stands in it.

    Returns
    -------
    Explanation
    """
    return Explanation(**{language: str(said).format(**values) for language, said in _texts()[key].items()})


def _said(pair: Pair, ruling: Ruling, alpha: float, language: Language) -> str:
    relation: Relation = (pair.chance and pair.chance.relation) or "="
    named = {
        "test": _test(pair, ruling, language),
        "p": _between(ruling.span, language) if ruling.span else "",
        "printed": _with_sign(pair.shown, language),
        "alpha": number(alpha, 4, language),
        "df": number(ruling.df, 2, language) if ruling.df is not None else "",
        "least": number(float(ruling.printed.half_unit), 12, language) if ruling.printed else "",
        "read": _with_sign(f"{ruling.printed.number:f}" if ruling.printed else "", language),
        "name": pair.statistic.name,
        "sign": relation,
        "turned": opposite(relation),
    }
    return " ".join(str(_texts()[key][language]).format(**named) for key in ruling.because)


def _with_sign(shown: str, language: Language) -> str:
    return shown.replace(".", ",") if language == "nl" else shown


def number(value: float, decimals: int, language: Language) -> str:
    """Write a number without needless zeros, with the language's decimal sign.

    Parameters
    ----------
    value : float
    decimals : int
        At most.
    language : "nl" or "en"

    Returns
    -------
    str

    Examples
    --------
    >>> number(0.05, 4, "nl"), number(27.0, 2, "en")
    ('0,05', '27')
    """
    written = f"{value:.{decimals}f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return written.replace(".", ",") if language == "nl" else written


def _between(span: Span, language: Language) -> str:
    low, high = (_p(one, language) for one in span)
    if span[1] < _LEAST:
        return f"< {number(_LEAST, 4, language)}"
    if low == high:
        return f"= {low}"
    return f"= {low} {'tot' if language == 'nl' else 'to'} {high}"


def _p(value: float, language: Language) -> str:
    if value < _LEAST:
        return "0"
    digits = 4 if value >= 0.1 else 2 - math.floor(math.log10(value))
    return number(value, digits, language)


def _test(pair: Pair, ruling: Ruling, language: Language) -> str:
    statistic, reading = pair.statistic, ruling.reading
    value = reading.value if reading else statistic.values[0]
    freedom = reading.freedom if reading else ()
    parted = "; " if language == "nl" else ", "
    df = parted.join(number(one.value, max(one.decimals, 0), language) for one in freedom)
    name = _SYMBOLS.get(statistic.kind, statistic.kind)
    shown = f"{value.number:f}".replace(".", "," if language == "nl" else ".")
    if statistic.kind == "b" and statistic.se:
        error = f"{statistic.se[0].number:f}".replace(".", "," if language == "nl" else ".")
        beside = f"; df = {df}" if df else ""
        return f"{statistic.name} / SE = {shown} / {error}{beside}"
    return f"{name}({df}) {statistic.relation} {shown}" if df else f"{name} {statistic.relation} {shown}"
