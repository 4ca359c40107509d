"""The verdict on one statistic with its printed p."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from evaluatie.reproduce.reported.judging.chances import Span, p_between
from evaluatie.reproduce.reported.judging.doubting import Claim, corrections_of, doubtful
from evaluatie.reproduce.reported.judging.fitting import crosses, fits, halved, opposite, significant, truncated
from evaluatie.reproduce.reported.judging.spans import Reading, freedoms_of, ways_to_read
from evaluatie.reproduce.reported.outcome import Verdict
from evaluatie.reproduce.reported.reading.brackets import WANTED
from evaluatie.reproduce.reported.reading.corrections import Correction
from evaluatie.reproduce.reported.reading.items import Freedom, Statistic
from evaluatie.reproduce.reported.reading.lexicon import Relation
from evaluatie.reproduce.reported.reading.numbers import Amount
from evaluatie.reproduce.reported.reading.pair import Pair


@dataclass(frozen=True)
class Circumstances:
    """What a text says of all its tests.

    Attributes
    ----------
    alpha : float
        Significance level.
    one_sided : bool
        Whether it says, apart from any result, that tests are one-sided, and nowhere that some are two-sided.
    some_one_sided : bool
        Whether one-sided tests are spoken of anywhere in it.
    loose_df : bool
        Whether whole degrees of freedom may have been rounded.
    """

    alpha: float = 0.05
    one_sided: bool = False
    some_one_sided: bool = False
    loose_df: bool = False
    corrections: frozenset[Correction] = frozenset()
    partial: bool = False
    p_decimals: int = 2


@dataclass(frozen=True)
class Ruling:
    """A verdict with what it rests upon.

    Attributes
    ----------
    verdict : str
    because : tuple of str
        Keys of texts.yml: what is said, in this order.
    reading : Reading or None
        How the statistic was read.
    span : tuple of float or None
        Between which values p lies.
    df : float or None
        A further number that the texts name.
    printed : Amount or None
        The p as it was read.
    """

    verdict: Verdict
    because: tuple[str, ...]
    reading: Reading | None = None
    span: Span | None = None
    df: float | None = None
    printed: Amount | None = None


def rule(pair: Pair, about: Circumstances) -> Ruling:
    """Judge one printed result.

    Parameters
    ----------
    pair : Pair
        A statistic with its p.
    about : Circumstances
        What the text says of all its tests.

    Returns
    -------
    Ruling
    """
    if (impossible := _impossible(pair)) is not None:
        return impossible
    ways = ways_to_read(pair.statistic, loose_df=about.loose_df)
    if (missing := _missing(pair, ways)) is not None:
        return Ruling("cannot be checked", (missing,), ways[0] if ways else None, ways[0].spans[0] if ways else None)
    if pair.chance is None:
        return _rule_ns(pair, ways[0], about)
    if "another" in about.corrections:
        return Ruling("cannot be checked", ("another",), ways[0], ways[0].spans[0])
    read = [_with_decimals(printed, about.p_decimals) for printed in pair.printed]
    ruled = _agreed([_rule_one(pair, way, printed, about) for way in ways for printed in read], pair)
    return ruled if ruled.verdict == "consistent" else _of_alike(pair, ruled, about)


def _of_alike(pair: Pair, ruled: Ruling, about: Circumstances) -> Ruling:
    """Take the mildest ruling of the coefficients to which a standard error may belong."""
    statistic = pair.statistic
    others = [replace(statistic, values=values, alike=[]) for values in statistic.alike]
    rulings = [rule(replace(pair, statistic=one), about) for one in others]
    mildest = ("consistent", "cannot be checked", "inconsistent", "decision error", "impossible", "uninformative")
    return min((ruled, *rulings), key=lambda one: mildest.index(one.verdict))


def _with_decimals(printed: Amount, decimals: int) -> Amount:
    """Read a p of 0, 1 or .0 as one with the text's decimals."""
    if (printed.whole or printed.decimals == 1 < decimals) and printed.value in (0, 1):
        return Amount(printed.number.quantize(Decimal(1).scaleb(-decimals)))
    return printed


def _agreed(every: Sequence[Ruling], pair: Pair) -> Ruling:
    """Take what all readings say; where they differ, the one that agrees with an exact p, or none."""
    first = every[0]
    if len({one.verdict for one in every}) == 1:
        return first
    if all(one.verdict in ("inconsistent", "decision error") for one in every):
        return next(one for one in every if one.verdict == "inconsistent")
    agreeing = [one for one in every if one.verdict == "consistent"]
    exact = pair.chance is not None and pair.chance.relation == "="
    if len(agreeing) == 1 and exact:
        return replace(agreeing[0], because=("read_so", *agreeing[0].because))
    return Ruling("cannot be checked", ("unsure",))


def _impossible(pair: Pair) -> Ruling | None:
    statistic = pair.statistic
    kind, value = statistic.kind, statistic.values[0]
    key, df = "", None
    if pair.printed and all(one.value > 1 or one.value < 0 for one in pair.printed):
        key = "impossible_p"
    elif kind in ("r", "rho") and abs(value.value) > 1:
        key = "impossible_r"
    elif kind in ("F", "chi2", "Q", "H") and value.value < 0:
        key = "impossible_value"
    elif statistic.se and statistic.se[0].value < 0:
        key = "impossible_se"
    elif (df := next((one.value for one in _first_freedom(statistic) if one.value <= 0), None)) is not None:
        if kind == "chi2" and value.value == 0:
            return Ruling("cannot be checked", ("saturated",))
        key = "impossible_df"
    return Ruling("impossible", (key,), df=df) if key else None


def _first_freedom(statistic: Statistic) -> Freedom:
    return next(iter(freedoms_of(statistic)), ())


def _missing(pair: Pair, ways: Sequence[Reading]) -> str | None:
    """Say what is not printed that recomputing needs."""
    statistic, chance = pair.statistic, pair.chance
    if chance is None and not pair.said_ns:
        return "no_p"
    if not ways:
        return _why_not(statistic)
    if chance is not None and chance.relation is None and not statistic.bare:
        return "no_sign"
    return None


def _why_not(statistic: Statistic) -> str:
    if statistic.doubt is not None and statistic.kind != "other":
        return statistic.doubt
    by_kind = {"r": "no_n", "rho": "no_n", "U": "no_sizes", "W": "unread", "b": "no_se", "other": "unread"}
    return by_kind.get(statistic.kind, "no_df" if statistic.kind in WANTED else "many_df")


def _rule_ns(pair: Pair, way: Reading, about: Circumstances) -> Ruling:
    """Judge the words "not significant": a p above alpha."""
    level = Amount(Decimal(str(about.alpha)))
    found = _rule_one(pair, way, level, about)
    if found.verdict == "cannot be checked":
        return found
    agrees = found.verdict == "consistent"
    return Ruling("consistent" if agrees else "decision error", ("said_ns",), way, found.span)


def _rule_one(pair: Pair, way: Reading, printed: Amount, about: Circumstances) -> Ruling:
    relation: Relation = (pair.chance.relation or "=") if pair.chance is not None else ">"
    least = pair.chance.least if pair.chance is not None else None
    two_sided = next((span for span in way.spans if fits(span, relation, printed, least)), None)
    half = halved(way.spans[0])
    # in the direction that was found, and in the other
    one_sided = way.halves and fits(half, relation, printed, least)
    other_side = way.halves and relation == "=" and fits((1 - half[1], 1 - half[0]), relation, printed, least)
    says_one = pair.statistic.side == "one" or (about.one_sided and pair.statistic.side is None)
    if says_one and (one_sided or (other_side and two_sided is None)):
        span, said = (half, "one_sided") if one_sided else ((1 - half[1], 1 - half[0]), "other_side")
        return Ruling("consistent", (f"consistent_{said}",), way, span, printed=printed)
    if two_sided is not None:
        said = "zero" if printed.value == 0 else "consistent"
        if way.halves and pair.statistic.side == "one":
            said = "consistent_two_sided"
        return Ruling("consistent", (said,), way, two_sided, printed=printed)
    span = half if way.halves and says_one else way.spans[0]
    if pair.statistic.doubt == "label":
        return Ruling("cannot be checked", ("label",), way, span)
    if one_sided and about.some_one_sided and pair.statistic.side is None:
        return Ruling("cannot be checked", ("some_one_sided",), way, span)
    doubt = doubtful(pair, way, Claim(relation, printed, span, about.corrections), partial=about.partial)
    if doubt is not None:
        return Ruling("cannot be checked", (doubt.because,), way, span, df=doubt.number)
    return _wrong(pair, way, printed, span, about, one_sided=one_sided)


def _wrong(pair: Pair, way: Reading, printed: Amount, span: Span, about: Circumstances, *, one_sided: bool) -> Ruling:
    relation: Relation = (pair.chance.relation or "=") if pair.chance is not None else ">"
    crossed = crosses(span, significant(relation, printed, about.alpha), about.alpha)
    reason, df = _likely(pair.statistic, way, printed, relation, span, one_sided=one_sided)
    if not reason and "many" in corrections_of(pair, about.corrections):
        reason = ("too_small",)
    why = ("decision" if crossed else "inconsistent", *reason)
    return Ruling("decision error" if crossed else "inconsistent", why, way, span, df=df, printed=printed)


def _likely(
    statistic: Statistic, way: Reading, printed: Amount, relation: Relation, span: Span, *, one_sided: bool
) -> tuple[tuple[str, ...], float | None]:
    """Name what the printed p would follow from, with a number of degrees of freedom where it tells one."""
    if one_sided and statistic.side != "one":
        return ("one_sided",), None
    if relation != "=":
        return ("turned",) if fits(span, opposite(relation), printed) else (), None
    if _from_n(way, printed):
        return ("n_for_df",), way.freedom[0].value
    if truncated(span, relation, printed):
        return ("truncated",), None
    if fits((2 * span[0], min(1.0, 2 * span[1])), relation, printed):
        return ("doubled",), None
    return (), None


def _from_n(way: Reading, printed: Amount) -> bool:
    """Say whether the p of a correlation agrees when the number in brackets is one of people."""
    if not way.correlation or way.freedom[0].value <= 2:
        return False
    return fits(p_between("r", way.value, "=", (Amount(way.freedom[0].number - 2),)), "=", printed)
