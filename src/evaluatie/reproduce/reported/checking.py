"""A pasted text, checked: every printed statistic with a p that can be recomputed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from evaluatie.reproduce.checks.check import Explanation
from evaluatie.reproduce.reported.beside.fits import estimator_of, fit_checks
from evaluatie.reproduce.reported.beside.found import Beside, Read
from evaluatie.reproduce.reported.beside.samples import sample_checks
from evaluatie.reproduce.reported.beside.sizes import size_checks
from evaluatie.reproduce.reported.beside.tables import tables_in
from evaluatie.reproduce.reported.judging.explaining import LANGUAGES, explained, number, plainly
from evaluatie.reproduce.reported.judging.ruling import Circumstances, Ruling, rule
from evaluatie.reproduce.reported.outcome import Check, Reported
from evaluatie.reproduce.reported.reading.corrections import (
    Correction,
    corrections_in,
    speaks_of_mixture,
    speaks_of_tests,
)
from evaluatie.reproduce.reported.reading.cursor import Sentence
from evaluatie.reproduce.reported.reading.items import Chance, Item, Quantity, Remark
from evaluatie.reproduce.reported.reading.lexicon import word_set
from evaluatie.reproduce.reported.reading.numbers import Style, decimal_sign
from evaluatie.reproduce.reported.reading.pair import Pair
from evaluatie.reproduce.reported.reading.pairing import pairs_of
from evaluatie.reproduce.reported.reading.scanning import items_of
from evaluatie.reproduce.reported.reading.tokens import paragraphs, sentences, tokens_of
from evaluatie.reproduce.reported.reading.unread import unread_chances

METHOD = (
    "p recomputed from printed test statistics, within what their rounding allows "
    "(after Nuijten, Hartgerink, van Assen, Epskamp and Wicherts 2016, Behavior Research Methods 48, 1205-1226)"
)
_ALPHA = 0.05
#: a printed alpha above this is a reliability, not a significance level
_HIGHEST_ALPHA = 0.1
#: what is said of the tests of a sentence, and of no others
_OF_A_SENTENCE: frozenset[Correction] = frozenset({"counted", "another"})
#: so near before an alpha a word tells that it is one
_NEAR_NAME = 4
_SIGNS: dict[str, Style] = {"nl": ",", "en": "."}


def check_reported(
    text: str,
    *,
    language: Literal["nl", "en"] | None = None,
    alpha: float | None = None,
    integers: bool = False,
    items: int = 1,
) -> Reported:
    """Say of every p that a text prints whether it follows from its statistic and degrees of freedom.

    Read are t, F, chi-square, r, z, Q, H, Wald's statistic, and a coefficient with its standard error, in the style of
    the APA or near to it, in English and Dutch, with decimal points or commas, with HTML, Markdown or LaTeX in between.
    Beside these: means and standard deviations of whole answers (GRIM, GRIMMER), indices of fit of one model, and
    effect sizes behind the t or F that they follow from.

    Parameters
    ----------
    text : str
        Any text.
    language : "nl" or "en", optional
        Where the text does not tell its decimal sign: a comma in Dutch, a point in English.
    alpha : float, optional
        Significance level; by default the one that the text names, or .05.
    integers : bool
        Whether all means of the text are of whole answers, so that GRIM and GRIMMER hold for them; by default only
        those in a sentence that speaks of one question.
    items : int
        Of how many items each person's score is the mean, where `integers` is set.

    Returns
    -------
    Reported
        ``table`` has a row per result. A p agrees when any value that is rounded to the printed statistic gives a p
        that is rounded to the printed one (half up or half to even) or fulfils its inequality.

    Raises
    ------
    ValueError
        If alpha does not lie between 0 and 1, items is below 1, or the language is another.

    Notes
    -----
    A p equal to alpha counts as significant. ``p = .000`` is read as below half of its last digit's worth. A p that is
    right for a one-sided test agrees only where the text says that tests are one-sided. Whole degrees of freedom are
    exact, those with decimals rounded; where Welch's or a like correction is named before it whole ones were too.

    Examples
    --------
    >>> found = check_reported("Het verschil was significant, t(27) = 2,15, p = ,041; F(1, 98) = 4,52, p = ,12.")
    >>> found.table[["kind", "df1", "value", "p_printed", "verdict"]]
      kind   df1  value p_printed         verdict
    0    t  27.0   2.15    = ,041      consistent
    1    F   1.0   4.52     = ,12  decision error
    """
    if language not in (None, "nl", "en"):
        raise ValueError(f"language is nl or en: got {language!r}")
    if alpha is not None and not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, such as 0.05: got {alpha!r}")
    if items < 1:
        raise ValueError(f"items is a count from 1: got {items!r}")
    read = list(_read(text, None if language is None else _SIGNS[language]))
    about, notes = _circumstances(read, alpha)
    checks = [check for one in read for check in _checks(text, one, about)]
    estimator = estimator_of(read)
    for one in read:
        beside = (*sample_checks(one, integers=integers, items=items), *fit_checks(one, estimator), *size_checks(one))
        checks += [_beside(text, one, found) for found in beside]
    checks += [_table(text, start, end) for start, end in tables_in(text)]
    in_order = tuple(sorted(checks, key=lambda one: one.start))
    english, dutch = (tuple(getattr(note, said) for note in notes) for said in ("en", "nl"))
    return Reported(METHOD, english, in_order, about.alpha, dutch)


def _read(text: str, fallback: Style | None) -> Iterator[Read]:
    tokens = tokens_of(text)
    whole = decimal_sign(tokens)
    for paragraph in paragraphs(tokens):
        before: frozenset[Correction] = frozenset()
        for part in sentences(paragraph):
            sentence = Sentence(part, decimal_sign(part) or whole or fallback)
            items = items_of(sentence)
            read = Read(sentence, items, pairs_of(sentence, items), corrections_in(sentence), before)
            before |= read.corrections - (_OF_A_SENTENCE if read.pairs else {"counted"})
            yield read


def _circumstances(read: Sequence[Read], alpha: float | None) -> tuple[Circumstances, list[Explanation]]:
    """Find what the text says of all its tests."""
    notes: list[Explanation] = []
    if alpha is None:
        named = {level for one in read for item in one.items if (level := _level(one.sentence, item)) is not None}
        if len(named) == 1:
            alpha = named.pop()
            notes.append(plainly("note_level", nl=number(alpha, 4, "nl"), en=number(alpha, 4, "en")))
        elif named:
            levels = {said: "; ".join(number(one, 4, said) for one in sorted(named)) for said in LANGUAGES}
            notes.append(plainly("note_levels", **levels))
    one_sided = any(_says(one, "one") for one in read) and not any(_says(one, "two") for one in read)
    some = any(_speaks_of(one, "one") or speaks_of_mixture(one.sentence) for one in read)
    if one_sided:
        notes.append(plainly("note_one_sided"))
    corrections = frozenset(kind for one in read if not one.tells for kind in _of_all_tests(one))
    if corrections:
        notes.append(plainly("note_corrections"))
    about = Circumstances(
        alpha or _ALPHA,
        one_sided=one_sided,
        some_one_sided=some,
        corrections=corrections,
        p_decimals=_decimals_of_p(read),
    )
    return about, notes


def _of_all_tests(one: Read) -> frozenset[Correction]:
    """Give the corrections that a sentence without results says of others: counted out are tests, and no intervals."""
    return one.corrections - ({"another"} if speaks_of_tests(one.sentence) else _OF_A_SENTENCE)


def _decimals_of_p(read: Sequence[Read]) -> int:
    """Give the most decimals of a p in the text; three, as programs print, where none has any."""
    chances = [item for one in read for item in one.items if isinstance(item, Chance)]
    return max((value.decimals for one in chances for value in one.values), default=0) or 3


def _level(sentence: Sentence, item: Item) -> float | None:
    if not isinstance(item, Quantity) or item.kind not in ("alpha", "level") or item.relation != "=":
        return None
    value = item.values[0].value / (100 if sentence.text(item.end) == "%" else 1)
    before = {word.text.casefold() for word in sentence.tokens[max(0, item.start - _NEAR_NAME) : item.end]}
    reliable = not before.isdisjoint(word_set("reliability"))
    return value if 0 < value <= _HIGHEST_ALPHA and not reliable else None


def _says(one: Read, side: Literal["one", "two"]) -> bool:
    """Say whether a sentence without results speaks of tests with one side, or two."""
    return _speaks_of(one, side) and not one.tells


def _speaks_of(one: Read, side: Literal["one", "two"]) -> bool:
    return any(
        item.kind == side if isinstance(item, Remark) else isinstance(item, Chance) and item.side == side
        for item in one.items
    )


def _of_pair(one: Read, at: int, about: Circumstances) -> Circumstances:
    """Add what its sentence, and the sentences before it in its paragraph, say of a result."""
    statistic = one.pairs[at].statistic
    since = one.pairs[at - 1].end if at else 0
    named = (one.sentence.text(place).casefold() for place in range(since, statistic.end))
    return replace(
        about,
        loose_df=statistic.kind in ("t", "F") and any(word in word_set("welch") for word in named),
        corrections=about.corrections | one.corrections | one.before,
        partial=not one.sentence.said.isdisjoint(word_set("partial")),
    )


def _checks(text: str, one: Read, about: Circumstances) -> Iterator[Check]:
    for at, pair in enumerate(one.pairs):
        yield _check(text, one, pair, rule(pair, _of_pair(one, at, about)), about.alpha)
    for chance in unread_chances(one.sentence, one.items, one.pairs):
        start, end = _place(one.sentence, chance.start, chance.end)
        said = plainly("no_statistic")
        yield Check("p", text[start:end], start, end, "cannot be checked", said.nl, said.en, p_printed=chance.shown)


def _check(text: str, one: Read, pair: Pair, ruling: Ruling, alpha: float) -> Check:
    start, end = _place(one.sentence, pair.start, pair.end)
    said = explained(pair, ruling, alpha)
    freedom = ruling.reading.freedom if ruling.reading else next(iter(pair.statistic.freedoms), ())
    value = ruling.reading.value if ruling.reading else pair.statistic.values[0]
    df1, df2 = (*(item.value for item in freedom), None, None)[:2]
    low, high = ruling.span or (None, None)
    return Check(
        kind=pair.statistic.kind, text=text[start:end], start=start, end=end,
        verdict=ruling.verdict, nl=said["nl"], en=said["en"],
        statistic=pair.statistic.name, df1=df1, df2=df2, value=value.value,
        p_printed=pair.shown or None, p_low=low, p_high=high,
    )  # fmt: skip


def _place(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Give the place of tokens in the text, with the bracket that closes behind them where one of them opened it."""
    kinds = [sentence.kind(at) for at in range(start, end)]
    end += kinds.count("open") > kinds.count("close") and sentence.kind(end) == "close"
    return sentence.tokens[start].start, sentence.tokens[end - 1].end


def _beside(text: str, one: Read, found: Beside) -> Check:
    start, end = _place(one.sentence, found.start, found.end)
    return Check(
        kind=found.kind, text=text[start:end], start=start, end=end, verdict=found.verdict, nl=found.explanation.nl,
        en=found.explanation.en, value=found.value,
    )  # fmt: skip


def _table(text: str, start: int, end: int) -> Check:
    said = plainly("table")
    return Check("table", text[start:end], start, end, "cannot be checked", said.nl, said.en)
